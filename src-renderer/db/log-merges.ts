import { displayNameOf, type RemoteContact } from '#shared/domain/contact.ts'
import { findMerge } from '#shared/sync/find-merge.ts'
import { editsOf } from './contact-view.ts'
import type { PendingByRecord } from './pending-mutations.ts'
import { recordHistory, type NewHistory } from './record-history.ts'
import type { ContactRow } from './rows.ts'
import type { StoreContext } from './store-context.ts'

/**
 * Writes down what others changed in contacts that we were editing, so that it can be looked at and put back. Contacts
 * without edits of ours have no base and cost nothing. Within the caller's transaction.
 * @param rows     as they were, beside `contacts`
 * @param contacts as the CRM tells them now
 * @param own      our edits since the base, applied or pending
 */
export async function logMerges(
  { db, now }: StoreContext,
  rows: readonly (ContactRow | undefined)[],
  contacts: readonly RemoteContact[],
  own: PendingByRecord,
): Promise<void> {
  const events = contacts.flatMap((contact, index) => toEvent(rows[index], contact, own, now()))
  if (events.length > 0) await recordHistory(db, events)
}

function toEvent(
  row: ContactRow | undefined,
  contact: RemoteContact,
  own: PendingByRecord,
  at: number,
): readonly NewHistory[] {
  const mutations = own.get(contact.id) ?? []
  if (row?.base === undefined || mutations.length === 0) return []
  const edits = mutations.flatMap(({ change }) => editsOf(change, contact.id))
  const merge = findMerge(row.base, contact.fields, edits)
  if (merge === null) return []
  const { id: contactId, accountId, updatedAt: theirsAt, updatedBy: theirsBy } = contact
  const event = { kind: 'merge' as const, ...merge, theirsAt, theirsBy, reversed: [] }
  return [{ accountId, contactId, at, subject: displayNameOf(row.fields), event }]
}
