import type { Json } from '#shared/domain/contact.ts'
import { displayNameOf } from '#shared/domain/contact.ts'
import { accountOf, newNeighbourId, type ContactId, type NeighbourId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { Neighbour } from '#shared/domain/neighbour.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { valueIn } from '#shared/sync/neighbour-edits.ts'
import { toMutation } from './edit-contact.ts'
import type { StoreContext } from './store-context.ts'
import { readShown } from './unspread.ts'

/**
 * A new note or task about a contact, which the CRM may not have yet: then it waits for it.
 * @throws {AppError} `state/refused` with reason `contact-missing`
 */
export async function createNeighbour(
  context: StoreContext,
  contactId: ContactId,
  record: Neighbour,
): Promise<Mutation> {
  const [row] = await readShown(context.db, [contactId])
  if (row === undefined || row.deletedAt !== undefined) throw missing()
  const accountId = accountOf(contactId)
  const recordId = newNeighbourId(record.kind, accountId, context.uuid())
  return toMutation(context, accountId, { kind: 'create-neighbour', recordId, record }, displayNameOf(row.fields))
}

/**
 * One field of a note or a task. It begins at what shows.
 * @throws {AppError} `state/refused` with reason `contact-missing`
 */
export async function editNeighbour(
  context: StoreContext,
  recordId: NeighbourId,
  field: string,
  to: Json,
): Promise<Mutation> {
  const row = await context.db.neighbours.get(recordId)
  if (row === undefined) throw missing()
  const [about] = await readShown(context.db, row.aboutIds.slice(0, 1))
  const edit = { kind: 'value', field, from: valueIn(row.record, field), to } as const
  const subject = about === undefined ? '' : displayNameOf(about.fields)
  return toMutation(context, row.accountId, { kind: 'edit-neighbour', recordId, edit }, subject)
}

const missing = () => new AppError('state/refused', 'it is not here', { details: { reason: 'contact-missing' } })
