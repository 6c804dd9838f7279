import type { ContactId, MutationId } from '#shared/domain/ids.ts'
import type { DoubtWays } from '../components/base/doubt-ways.ts'
import { useDoubtActions } from '../stores/use-doubt-actions.ts'

/**
 * What can be asked and done about a create in doubt, by the action that made it.
 * @param adopted told which contact has everything from then on
 */
export function useDoubtWays(adopted: (contactId: ContactId) => void): (mutationId: MutationId) => DoubtWays {
  const doubts = useDoubtActions()
  return (mutationId) => ({
    follow: () => doubts.follow(mutationId),
    adopt: async (remoteId) => adopted(await doubts.adopt(mutationId, remoteId)),
    sendAgain: () => doubts.sendAgain(mutationId),
    discard: () => doubts.discard(mutationId),
  })
}
