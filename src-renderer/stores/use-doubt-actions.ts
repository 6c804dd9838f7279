import type { ContactId, MutationId, RemoteId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { adoptContact } from '../db/adopt-contact.ts'
import { readDoubt, type OpenDoubt } from '../db/read-doubt.ts'
import { retryMutation } from '../db/retry-mutation.ts'
import { useConflictStore } from './conflict-store.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'

/** The ways on for a contact whose create may have arrived. */
export function useDoubtActions() {
  const { context, main } = useServices()
  const conflicts = useConflictStore()

  const follow = (mutationId: MutationId) =>
    useLiveQuery<OpenDoubt | null>(() => readDoubt(context.db, mutationId), null)

  /** It is that contact of the CRM. There is no way back: its edits may be there in the same second. */
  const adopt = (mutationId: MutationId, remoteId: RemoteId): Promise<ContactId> =>
    adoptContact(context, main, mutationId, remoteId)

  async function sendAgain(mutationId: MutationId): Promise<void> {
    await retryMutation(context, main, mutationId)
  }

  /** Undo brings the question back. */
  async function discard(mutationId: MutationId): Promise<void> {
    const doubt = await readDoubt(context.db, mutationId)
    if (doubt === null) {
      throw new AppError('state/refused', 'it is a question no more', { details: { reason: 'changed-since' } })
    }
    await conflicts.deleteContact(doubt.contactId)
  }

  return { follow, adopt, sendAgain, discard }
}
