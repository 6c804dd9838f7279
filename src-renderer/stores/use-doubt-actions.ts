import type { ContactId, MutationId, RemoteId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { adoptContact } from '../db/adopt-contact.ts'
import { readDoubt, type OpenDoubt } from '../db/read-doubt.ts'
import { retryMutation } from '../db/retry-mutation.ts'
import { useConflictStore } from './conflict-store.ts'
import { useOutboxStore } from './outbox-store.ts'
import { useServices } from './services.ts'
import { useLiveQuery } from './use-live-query.ts'

/** The ways on for a contact whose create may have arrived. */
export function useDoubtActions() {
  const { context, main } = useServices()
  const [conflicts, outbox] = [useConflictStore(), useOutboxStore()]

  const follow = (mutationId: MutationId) =>
    useLiveQuery<OpenDoubt | null>(() => readDoubt(context.db, mutationId), null)

  /**
   * It is that contact of the CRM. There is no way back: its edits may be there in the same second. What was typed into the
   * draft a moment ago is to go there with the rest, so it is waited for.
   */
  async function adopt(mutationId: MutationId, remoteId: RemoteId): Promise<ContactId> {
    await outbox.whenAccepted()
    return adoptContact(context, main, mutationId, remoteId)
  }

  async function sendAgain(mutationId: MutationId): Promise<void> {
    await retryMutation(context, main, mutationId)
  }

  /** Undo brings the question back. */
  async function discard(mutationId: MutationId): Promise<void> {
    // What is being accepted goes with it, and comes back with it.
    await outbox.whenAccepted()
    const doubt = await readDoubt(context.db, mutationId)
    if (doubt === null) {
      throw new AppError('state/refused', 'it is a question no more', { details: { reason: 'changed-since' } })
    }
    await conflicts.deleteContact(doubt.contactId)
  }

  return { follow, adopt, sendAgain, discard }
}
