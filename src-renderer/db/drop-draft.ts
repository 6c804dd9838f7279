import type { ContactId, NeighbourId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { cancelMutation } from './cancel-mutation.ts'
import { createAgain, deleteUnsent } from './delete-unsent.ts'
import { toMutation } from './edit-contact.ts'
import type { NeighbourRow } from './rows.ts'
import type { StoreContext } from './store-context.ts'

/** What was to be made, and is not. */
export interface DroppedDraft {
  /** The action that would have made it. */
  readonly origin: Mutation
  /** What makes it once more as it showed, with what was to be made about it; to be accepted in this order. */
  readonly again: () => Promise<readonly Mutation[]>
}

/**
 * Takes away a contact that the CRM does not have, with all that waited for it and the notes, tasks and sales that were to be
 * made about it alone.
 * @throws {AppError} as `deleteUnsent`
 */
export async function dropContact(
  context: StoreContext,
  main: Caller<Commands>,
  contactId: ContactId,
): Promise<DroppedDraft> {
  const { db } = context
  const about = await db.neighbours.where('aboutIds').equals(contactId).toArray()
  const unsent = about.filter(({ remoteId }) => remoteId === undefined)
  const deleted = await deleteUnsent(context, main, contactId)
  const left = await db.neighbours.bulkGet(unsent.map(({ id }) => id))
  const lost = unsent.filter((_row, at) => left[at] === undefined)
  const again = async () => [
    await createAgain(context, deleted),
    ...lost.map((row) => makeAgain(context, row, deleted.origin.subject)),
  ]
  return { origin: deleted.origin, again }
}

/**
 * Takes away what stands beside contacts and is not in the CRM yet, with all edits of it.
 * @param origin the action that makes it
 * @throws {AppError} `state/refused` with reason `already-sent` when it is on its way or has arrived, else as `cancelMutation`
 */
export async function dropRecord(
  context: StoreContext,
  main: Caller<Commands>,
  origin: Mutation,
  recordId: NeighbourId,
): Promise<DroppedDraft> {
  const row = await context.db.neighbours.get(recordId)
  if (row === undefined || row.remoteId !== undefined) throw alreadySent()
  const { cancelled } = await cancelMutation(context, main, origin.id)
  if (!cancelled.includes(recordId)) throw alreadySent()
  return { origin, again: () => Promise.resolve([makeAgain(context, row, origin.subject)]) }
}

/** The same record once more, as it showed: it keeps its id, so that a window that knew it does again. */
const makeAgain = (
  context: StoreContext,
  { id: recordId, accountId, record }: NeighbourRow,
  subject: string,
): Mutation => toMutation(context, accountId, { kind: 'create-neighbour', recordId, record }, subject)

const alreadySent = () =>
  new AppError('state/refused', 'the record has left for the CRM', { details: { reason: 'already-sent' } })
