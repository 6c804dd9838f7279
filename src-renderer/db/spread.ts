import { isContactId, type ContactId, type RecordId } from '#shared/domain/ids.ts'
import { editsFor, type Mutation } from '#shared/domain/mutation.ts'
import { rebaseContact } from '#shared/sync/rebase-contact.ts'
import type { CacheDb } from './cache-db.ts'
import { refreshViews } from './drop-targets.ts'
import { tellNobody, writeUnseen } from './index-log.ts'
import { readRows } from './read-rows.ts'
import { stayingMark } from './staying.ts'
import { write, type StoreContext } from './store-context.ts'
import { dropUnspread, nextOf, readUnspread } from './unspread.ts'

/**
 * Gives the contacts among these the targets and views of all bulk edits that are left for them. Whoever writes a contact, or what
 * is pending for it, begins with this. Within the caller's transaction of outbox, targets, contacts and spreads.
 */
export async function spreadOver(db: CacheDb, recordIds: readonly RecordId[]): Promise<void> {
  if (recordIds.length === 0) return
  const touched = new Map<ContactId, readonly Mutation[]>()
  for (const unspread of await readUnspread(db)) {
    const { id: mutationId, accountId } = unspread.mutation
    const mark = stayingMark(unspread.mutation)
    const ids = [...new Set(recordIds)].filter(isContactId).filter((id) => unspread.has(id))
    if (ids.length === 0) continue
    for (const id of ids) touched.set(id, [...(touched.get(id) ?? []), unspread.mutation])
    await db.targets.bulkPut(ids.map((recordId) => ({ mutationId, recordId, accountId, ...mark })))
    await dropUnspread(db, unspread, ids)
  }
  if (touched.size > 0) await showInRows(db, touched)
}

/**
 * What is spread is newer than all that a row shows: it goes on top, and what else is pending need not be looked up. But for
 * contacts that the CRM does not have: whether these have a base depends on it.
 */
async function showInRows(db: CacheDb, touched: ReadonlyMap<ContactId, readonly Mutation[]>): Promise<void> {
  const rows = (await readRows(db.contacts, [...touched.keys()])).filter((row) => row !== undefined)
  const { known = [], fresh = [] } = Object.groupBy(rows, ({ remoteId }) =>
    remoteId === undefined ? 'fresh' : 'known',
  )
  await db.contacts.bulkPut(
    known.map((row) => {
      const edits = (touched.get(row.id) ?? []).flatMap(({ change }) => editsFor(change, row.id))
      return { ...row, base: row.base ?? row.fields, fields: rebaseContact(row.fields, edits) }
    }),
  )
  await refreshViews(
    db,
    fresh.map(({ id }) => id),
  )
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
    await spreadOver(db, nextOf(db, oldest, rows))
    tellNobody(transaction)
    return true
  })
}
