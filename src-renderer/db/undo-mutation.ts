import { partOfBulk, type BulkEdit } from '#shared/domain/bulk-edit.ts'
import type { RecordId } from '#shared/domain/ids.ts'
import {
  contactIdsOf,
  isDeletion,
  isOfNeighbour,
  recordIdsOf,
  takesAway,
  type Change,
  type Mutation,
  type NeighbourChange,
} from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { invertChange } from '#shared/sync/invert-change.ts'
import { reviewNeighbourEdit } from '#shared/sync/neighbour-edits.ts'
import { reviewEdit } from '#shared/sync/review-edit.ts'
import { acceptMutation } from './accept-mutation.ts'
import { readReversible, withCompanyNames } from './bulk-edit.ts'
import { cancelMutation, isDisconnected } from './cancel-mutation.ts'
import { toMutation, withCompanyName } from './edit-contact.ts'
import { markStanding, markUndone, type UndoneLine } from './mark-undone.ts'
import { write, type StoreContext } from './store-context.ts'
import { readShown } from './unspread.ts'

/**
 * Takes a user action back: what has not left is cancelled, what has is undone by the inverse edit.
 * @param withdrawn contacts for which it was cancelled or given up before: there is nothing to undo
 * @param undone lines of the history about it: they say that it is undone, together with what undoes it
 * @returns the inverse, if one was needed
 * @throws {AppError} `state/refused` with reason `not-undoable` when the CRM offers no way back (a created contact), or
 * `changed-since` when the field was changed again; else as `acceptMutation` and `cancelMutation`
 */
export async function undoMutation(
  context: StoreContext,
  main: Caller<Commands>,
  mutation: Mutation,
  withdrawn: ReadonlySet<RecordId>,
  undone: readonly UndoneLine[] = [],
): Promise<Mutation | null> {
  const { db, now } = context
  const refuse = async (error: unknown): Promise<never> => {
    if (undone.length > 0) await write(db, [db.history], () => markStanding(db, undone))
    throw error
  }
  const { cancelled } = await cancelMutation(context, main, mutation.id, undone).catch((error: unknown) => {
    // Cut off, the wish stands and is carried out later.
    if (isDisconnected(error)) throw error
    return refuse(error)
  })
  const takenBack = new Set([...withdrawn, ...cancelled])
  const inverse = await sendInverse(context, main, mutation, takenBack, undone).catch(refuse)
  // Where all of it had been taken back before there was nothing to write.
  if (inverse === null && undone.length > 0) await write(db, [db.history], () => markUndone(db, undone, now()))
  return inverse
}

/** Undoes what has left. @param takenBack contacts for which it has not */
async function sendInverse(
  context: StoreContext,
  main: Caller<Commands>,
  mutation: Mutation,
  takenBack: ReadonlySet<RecordId>,
  undone: readonly UndoneLine[],
): Promise<Mutation | null> {
  const { change } = mutation
  if (isOfNeighbour(change)) {
    return takenBack.has(change.recordId) ? null : sendInverseOfNeighbour(context, main, mutation, change, undone)
  }
  const ids = contactIdsOf(change).filter((id) => !takenBack.has(id))
  const rows = await context.db.contacts.bulkGet(ids)
  const applied = rows
    .filter((row) => row?.deletedAt === undefined)
    .flatMap((row) => (row === undefined ? [] : [row.id]))
  // What the CRM has deleted, or is deleting, stays so.
  if (isDeletion(change) && ids.length > 0) throw refused('not-undoable')
  if (applied.length === 0) return null

  const inverted = invertChange(change, applied)
  if (inverted === null) throw refused('not-undoable')
  const inverse = inverted.kind === 'bulk-edit' ? await narrow(context, inverted) : inverted
  if (recordIdsOf(inverse).length === 0 || (await isUndone(context, inverse))) return null
  const named = await withNames(context, inverse)
  return acceptMutation(context, main, toMutation(context, mutation.accountId, named, mutation.subject), undone)
}

/** What the CRM has once made it keeps; an edit goes back unless the field was changed again. */
async function sendInverseOfNeighbour(
  context: StoreContext,
  main: Caller<Commands>,
  { accountId, subject }: Mutation,
  change: NeighbourChange,
  undone: readonly UndoneLine[],
): Promise<Mutation | null> {
  // What was taken away and is gone cannot be brought back.
  if (takesAway(change)) throw refused('not-undoable')
  const inverse = invertChange(change, [])
  const row = await context.db.neighbours.get(change.recordId)
  if (row === undefined || row.deletedAt !== undefined) return null
  if (inverse?.kind !== 'edit-neighbour') throw refused('not-undoable')
  const verdict = reviewNeighbourEdit(row.record, inverse.edit)
  if (verdict.kind === 'already') return null
  if (verdict.kind === 'conflict') throw refused('changed-since')
  return acceptMutation(context, main, toMutation(context, accountId, inverse, subject), undone)
}

/** Contacts that were changed since stay as they are; where that is all of them the undo is refused. */
async function narrow({ db }: StoreContext, inverse: BulkEdit): Promise<BulkEdit> {
  const { ids, isChangedSince } = await readReversible(db, inverse)
  if (ids.length === 0 && isChangedSince) throw refused('changed-since')
  return partOfBulk(inverse, ids)
}

async function withNames(context: StoreContext, inverse: Change): Promise<Change> {
  if (inverse.kind === 'bulk-edit') return withCompanyNames(context.db, inverse)
  return inverse.kind === 'edit' ? { ...inverse, edit: await withCompanyName(context, inverse.edit) } : inverse
}

/** Whether the contact has the old value already. An undo never overwrites what came after the edit. */
async function isUndone({ db }: StoreContext, inverse: Change): Promise<boolean> {
  if (inverse.kind !== 'edit') return false
  const [row] = await readShown(db, [inverse.contactId])
  const verdict = row === undefined ? null : reviewEdit(row.fields, inverse.edit)
  if (verdict?.kind === 'conflict') throw refused('changed-since')
  return verdict?.kind === 'already'
}

const refused = (reason: 'not-undoable' | 'changed-since') =>
  new AppError('state/refused', `the edit cannot be undone: ${reason}`, { details: { reason } })
