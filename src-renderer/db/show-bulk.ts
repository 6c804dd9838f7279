import { emptyContactFields } from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { CompanyId, ContactId, MutationId, UserId } from '#shared/domain/ids.ts'
import { contactIdsOf, editsFor } from '#shared/domain/mutation.ts'
import { applyEdit } from '#shared/sync/apply-edit.ts'
import { recallBulk } from './bulk-bodies.ts'
import type { BulkNames } from './bulk-names.ts'
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
  const body = recallBulk(db, id)
  if (body === undefined) return rows
  const { change } = body.mutation
  const shown = new Map(rows)
  // Few lines are on the screen: looking for each of the many among them is quicker than the other way round.
  for (const contactId of contactIdsOf(change)) {
    const row = rows.get(contactId)
    if (row === undefined) continue
    shown.set(contactId, {
      ...editsFor(change, contactId).reduce((line, edit) => showEdit(line, edit, body.names), row),
      isPending: true,
    })
  }
  return shown
}

/** Of what a line shows. A second company, and a name that is not known, come when the line is read again. */
function showEdit(row: ContactListRow, edit: FieldEdit, names: BulkNames): ContactListRow {
  const nameOf = (to: UserId | CompanyId | null, old: string) => (to === null ? '' : (names.get(to) ?? old))
  if (edit.kind === 'responsible') return { ...row, responsible: nameOf(edit.to, row.responsible) }
  if (edit.kind === 'company') return edit.exclusive ? { ...row, company: nameOf(edit.to, row.company) } : row
  if (edit.kind !== 'tag') return row
  return { ...row, tags: applyEdit({ ...emptyContactFields, tags: row.tags }, edit).tags }
}
