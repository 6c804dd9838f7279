import type { CacheDb } from '#renderer/db/cache-db.ts'
import type { ContactRow } from '#renderer/db/rows.ts'
import { leftOf, readShown, readUnspread } from '#renderer/db/unspread.ts'

/** All contacts as the user sees them, by id: large bulk edits show before the rows are written. */
export async function readShownRows(db: CacheDb): Promise<readonly ContactRow[]> {
  const rows = await readShown(db, await db.contacts.orderBy('id').primaryKeys())
  return rows.filter((row) => row !== undefined)
}

/** Which edit waits for which contact, its rows written or not. */
export function readWaiting(db: CacheDb): Promise<ReadonlySet<string>> {
  return db.transaction('r', [db.targets, db.outbox, db.spreads], async () => {
    const targets = (await db.targets.toArray()).map(
      ({ mutationId, recordId: contactId }) => `${mutationId} ${contactId}`,
    )
    const left = (await readUnspread(db)).flatMap((one) => leftOf(one).map((id) => `${one.mutation.id} ${id}`))
    return new Set([...targets, ...left])
  })
}
