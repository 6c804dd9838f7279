import type { ContactFields, RemoteContact } from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import { editsFor, isDeletion, type Change, type Mutation } from '#shared/domain/mutation.ts'
import { linksOfCreate } from '#shared/sync/plan-push.ts'
import { originFirst } from '#shared/sync/origin-edits.ts'
import { rebaseContact } from '#shared/sync/rebase-contact.ts'
import type { ContactRow } from './rows.ts'

/**
 * The row with the view that its pending mutations make: all that is left of one goes, all that is there shows.
 * @param unsorted mutations not confirmed for this contact, oldest first
 */
export function withView(row: ContactRow, unsorted: readonly Mutation[]): ContactRow {
  const pending = originFirst(unsorted)
  const { base, ...kept } = row
  const rest = { ...kept, ...leaving(row, pending) }
  const known = base ?? row.fields
  if (pending.length === 0) return { ...rest, fields: known }
  const edits = pending.flatMap(({ change }) => editsOf(change, row.id))
  const origin = pending.find(({ change }) => change.kind === 'create')?.change
  if (row.remoteId === undefined && origin?.kind === 'create') {
    const own = pending.filter(({ change }) => change.kind !== 'create')
    const later = own.flatMap(({ change }) => editsOf(change, row.id))
    return { ...rest, fields: rebaseContact(origin.fields, later) }
  }
  return { ...rest, base: known, fields: rebaseContact(known, edits) }
}

/** Whether a row is one that the user has deleted. Told of rows alone that are, or were. */
function leaving({ isLeaving: was }: ContactRow, pending: readonly Mutation[]): Pick<ContactRow, 'isLeaving'> {
  const isLeaving = pending.some(({ change }) => isDeletion(change))
  return isLeaving || was !== undefined ? { isLeaving } : {}
}

/**
 * What a mutation means for a contact that the CRM has. Of a create, its links are what can be left then: they go by
 * calls of their own.
 */
export function editsOf(change: Change, contactId: ContactId): readonly FieldEdit[] {
  if (change.kind !== 'create') return editsFor(change, contactId)
  return linksOfCreate(change.fields, change.createCompanyName)
}

/**
 * The base once these mutations are confirmed for the contact and the CRM did not say how it looks now.
 * @param unsorted confirmed mutations, oldest first
 */
export function absorb(row: ContactRow, unsorted: readonly Mutation[]): ContactRow {
  const confirmed = originFirst(unsorted)
  const origin = confirmed.find(({ change }) => change.kind === 'create')?.change
  if (row.base === undefined && origin?.kind === 'create') {
    const later = confirmed.filter(({ change }) => change !== origin)
    const edits = later.flatMap(({ change }) => editsOf(change, row.id))
    return { ...row, base: rebaseContact(origin.fields, edits) }
  }
  if (row.base === undefined) return row
  const edits = confirmed.flatMap(({ change }) => editsOf(change, row.id))
  return { ...row, base: rebaseContact(row.base, edits) }
}

/** What the CRM told, as a row without any pending edit; it is alive again if it was a tombstone. */
export function toContactRow(contact: RemoteContact): ContactRow {
  const { id, accountId, remoteId, fields, createdAt, updatedAt, updatedBy, facts } = contact
  const row = { id, accountId, remoteId, fields, createdAt, updatedAt, updatedBy }
  return facts === undefined ? row : { ...row, facts }
}

/** A contact that exists on this device alone. Its times are this device's until the CRM has it. */
export function toNewRow(mutation: Mutation, contactId: ContactId, fields: ContactFields): ContactRow {
  const { accountId, at } = mutation
  return { id: contactId, accountId, fields, createdAt: at, updatedAt: at, updatedBy: null }
}
