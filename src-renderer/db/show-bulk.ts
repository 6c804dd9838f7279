import { emptyContactFields } from '#shared/domain/contact.ts'
import type { ContactId, MutationId } from '#shared/domain/ids.ts'
import { contactIdsOf, editsFor } from '#shared/domain/mutation.ts'
import { rebaseContact } from '#shared/sync/rebase-contact.ts'
import { recallBulk } from './bulk-bodies.ts'
import type { CacheDb } from './cache-db.ts'
import type { ContactListRow } from './read-list-rows.ts'

/**
 * Lines as a large bulk edit that this window has just accepted makes them, from memory: the same as reading them again, and
 * sooner. A line that it does not change stays the same object; all of them where the edit is not in memory.
 */
export function showBulk(
  db: CacheDb,
  id: MutationId,
  rows: ReadonlyMap<ContactId, ContactListRow>,
): ReadonlyMap<ContactId, ContactListRow> {
  const change = recallBulk(db, id)?.mutation.change
  if (change === undefined) return rows
  const shown = new Map(rows)
  // Few lines are on the screen: looking for each of the many among them is quicker than the other way round.
  for (const contactId of contactIdsOf(change)) {
    const row = rows.get(contactId)
    if (row === undefined) continue
    const { tags } = rebaseContact({ ...emptyContactFields, tags: row.tags }, editsFor(change, contactId))
    shown.set(contactId, { ...row, tags, isPending: true })
  }
  return shown
}
