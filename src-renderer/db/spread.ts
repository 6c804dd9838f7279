import { isContactId, type ContactId, type RecordId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import { refreshViews } from './drop-targets.ts'
import { writeUnseen } from './index-log.ts'
import { write, type StoreContext } from './store-context.ts'
import { dropUnspread, leftOf, readUnspread } from './unspread.ts'

/**
 * Gives the contacts among these the targets and views of all bulk edits that are left for them. Whoever writes a contact, or what
 * is pending for it, begins with this. Within the caller's transaction of outbox, targets, contacts and spreads.
 */
export async function spreadOver(db: CacheDb, recordIds: readonly RecordId[]): Promise<void> {
  if (recordIds.length === 0) return
  const touched = new Set<ContactId>()
  for (const unspread of await readUnspread(db)) {
    const { id: mutationId, accountId } = unspread.mutation
    const ids = [...new Set(recordIds)].filter(isContactId).filter((id) => unspread.has(id))
    if (ids.length === 0) continue
    for (const id of ids) touched.add(id)
    await db.targets.bulkPut(ids.map((contactId) => ({ mutationId, recordId: contactId, accountId })))
    await dropUnspread(db, unspread, ids)
  }
  if (touched.size > 0) await refreshViews(db, [...touched])
}

/**
 * Writes the rows of the next contacts of the oldest bulk edit. Killed between two slices, the next one goes on from
 * what is written down; what is shown does not change by it.
 * @param rows at most so many at once; by default half of what is written at once when an edit is accepted
 * @returns whether there was anything to do
 * @throws {AppError} `storage/failed`
 */
export async function spreadSlice(
  { db }: Pick<StoreContext, 'db'>,
  rows = Math.max(1, Math.floor(db.rowsAtOnce / 2)),
): Promise<boolean> {
  if ((await db.spreads.count()) === 0) return false
  return write(db, [db.outbox, db.targets, db.contacts, db.spreads], async (transaction) => {
    writeUnseen(transaction)
    const [oldest] = await readUnspread(db)
    if (oldest === undefined) return false
    await spreadOver(db, leftOf(oldest, rows))
    return true
  })
}
