import { displayNameOf, type ContactPoint, type Json } from '#shared/domain/contact.ts'
import type { CustomEdit, PointEdit } from '#shared/domain/field-edit.ts'
import {
  accountOf,
  isContactId,
  newNeighbourId,
  toNeighbourId,
  type AccountId,
  type CompanyId,
  type ContactId,
  type NeighbourId,
  type RemoteId,
} from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { ABOUT, editOf, isSale, type Neighbour, type Sale } from '#shared/domain/neighbour.ts'
import type { RequisiteFields } from '#shared/domain/requisite.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { withPoint } from '#shared/sync/apply-edit.ts'
import { applyCustom } from '#shared/sync/merge-custom.ts'
import { customItems, fromCustomEdit } from '#shared/sync/neighbour-custom.ts'
import { valueIn } from '#shared/sync/neighbour-edits.ts'
import { isSameJson } from '#shared/sync/same-value.ts'
import { toMutation } from './edit-contact.ts'
import { isHere } from './is-here.ts'
import { findOwner } from './read-chats.ts'
import type { NeighbourRow } from './rows.ts'
import type { StoreContext } from './store-context.ts'
import { readShown } from './unspread.ts'

/**
 * A new note, task or deal about a contact, which the CRM may not have yet: then it waits for it.
 * @throws {AppError} `state/refused` with reason `contact-missing`
 */
export async function createNeighbour(
  context: StoreContext,
  contactId: ContactId,
  record: Neighbour,
): Promise<Mutation> {
  const [row] = await readShown(context.db, [contactId])
  if (row === undefined || !isHere(row)) throw missing()
  const accountId = accountOf(contactId)
  const recordId = newNeighbourId(record.kind, accountId, context.uuid())
  const subject = isSale(record) ? record.fields.name : displayNameOf(row.fields)
  return toMutation(context, accountId, { kind: 'create-neighbour', recordId, record }, subject)
}

/**
 * New requisites of a company that the CRM has.
 * @throws {AppError} `state/refused` with reason `contact-missing`
 */
export async function createCompanyRequisites(
  context: StoreContext,
  companyId: CompanyId,
  fields: RequisiteFields,
): Promise<Mutation> {
  const row = await context.db.companies.get(companyId)
  if (row?.remoteId === undefined) throw missing()
  const accountId = accountOf(companyId)
  const recordId = newNeighbourId('requisite', accountId, context.uuid())
  const record = { kind: 'requisite', fields } as const
  return toMutation(context, accountId, { kind: 'create-neighbour', recordId, record }, row.name)
}

/**
 * A new deal or lead, of nobody or of several contacts. It waits for those of them that the CRM has not got yet.
 * @throws {AppError} `state/refused` with reason `contact-missing` where one of them has gone meanwhile
 */
export async function createSale(context: StoreContext, accountId: AccountId, record: Sale): Promise<Mutation> {
  const rows = await readShown(context.db, record.fields.contactIds)
  if (rows.some((row) => row === undefined || !isHere(row))) throw missing()
  const recordId = newNeighbourId(record.kind, accountId, context.uuid())
  return toMutation(context, accountId, { kind: 'create-neighbour', recordId, record }, record.fields.name)
}

/**
 * One field of a note, a task or a deal. It begins at what shows.
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
  const edit = { kind: 'value', field, from: valueIn(row.record, field), to } as const
  const subject = await nameOf(context, row)
  return toMutation(context, row.accountId, { kind: 'edit-neighbour', recordId, edit }, subject)
}

/**
 * One custom field of a deal or a company, as it was edited in the card. Others may have changed it since: it begins at what shows.
 * @throws {AppError} `state/refused` with reason `contact-missing`
 */
export async function editCustomOf(context: StoreContext, recordId: NeighbourId, edit: CustomEdit): Promise<Mutation> {
  const row = await context.db.neighbours.get(recordId)
  if (row === undefined) throw missing()
  const from = customItems(row.record, edit.fieldId)
  const now = fromCustomEdit({ ...edit, from, to: applyCustom(from, edit) })
  return toMutation(context, row.accountId, { kind: 'edit-neighbour', recordId, edit: now }, await nameOf(context, row))
}

/**
 * One number or address of a lead or a company, as it was edited in the card: it begins at what shows, as `editCustomOf`. `null` where that is
 * so already.
 * @throws {AppError} `state/refused` with reason `contact-missing`
 */
export async function editPointOf(
  context: StoreContext,
  recordId: NeighbourId,
  { field, from, to }: PointEdit,
): Promise<Mutation | null> {
  const row = await context.db.neighbours.get(recordId)
  if (row?.record.kind !== 'lead' && row?.record.kind !== 'company') throw missing()
  const before = row.record.fields[field]
  const after = withPoint(before, from, to)
  if (isSameJson(toJsonPoints(before), toJsonPoints(after))) return null
  const edit = { kind: 'value', field, from: toJsonPoints(before), to: toJsonPoints(after) } as const
  return toMutation(context, row.accountId, { kind: 'edit-neighbour', recordId, edit }, await nameOf(context, row))
}

const toJsonPoints = (points: readonly ContactPoint[]): Json => points.map(({ value, kind }) => ({ value, kind }))

/**
 * Gives a chat to a contact, from whoever has it now. A chat that this device has not heard of is known by its id alone.
 * @returns `null` where it is the contact's already
 * @throws {AppError} `state/refused` with reason `contact-missing`
 */
export async function bindChat(
  context: StoreContext,
  contactId: ContactId,
  chatId: RemoteId,
): Promise<Mutation | null> {
  const [contact] = await readShown(context.db, [contactId])
  if (contact === undefined || !isHere(contact)) throw missing()
  const accountId = accountOf(contactId)
  const from = await findOwner(context.db, accountId, chatId)
  if (from === contactId) return null
  const recordId = toNeighbourId('chat', accountId, chatId)
  const change = { kind: 'edit-neighbour', recordId, edit: editOf<'chat', 'aboutId'>(ABOUT, from, contactId) } as const
  return toMutation(context, accountId, change, displayNameOf(contact.fields))
}

/** A deal, a lead or a company has a name of its own; what else there is goes by the contact that it is about. */
async function nameOf({ db }: StoreContext, { record, aboutIds }: NeighbourRow): Promise<string> {
  if (isSale(record) || record.kind === 'company') return record.fields.name
  const companyId = record.kind === 'requisite' ? record.fields.companyId : undefined
  if (companyId !== undefined) return (await db.companies.get(companyId))?.name ?? ''
  const [about] = await readShown(db, aboutIds.filter(isContactId).slice(0, 1))
  return about === undefined ? '' : displayNameOf(about.fields)
}

const missing = () => new AppError('state/refused', 'it is not here', { details: { reason: 'contact-missing' } })
