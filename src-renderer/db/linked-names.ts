import type { AccountId } from '#shared/domain/ids.ts'
import { keyOfLinked, type LinkedName, type LinkedRef } from '#shared/domain/linked.ts'
import type { CacheDb } from './cache-db.ts'
import type { LinkedNameRow } from './rows.ts'
import { write, type StoreContext } from './store-context.ts'

/** What is known of these, in their order; `undefined` for what was never asked about. */
export async function readLinkedNames(
  db: CacheDb,
  accountId: AccountId,
  refs: readonly LinkedRef[],
): Promise<readonly (LinkedNameRow | undefined)[]> {
  return db.linkedNames.bulkGet(refs.map((ref): [AccountId, string] => [accountId, keyOfLinked(ref)]))
}

/**
 * Writes down what the CRM said when it was asked about `refs`. What it did not name keeps the name that it had.
 * @throws {AppError} `storage/failed`, `state/refused`
 */
export async function keepLinkedNames(
  { db, now }: Pick<StoreContext, 'db' | 'now'>,
  accountId: AccountId,
  refs: readonly LinkedRef[],
  told: readonly LinkedName[],
): Promise<void> {
  const names = new Map(told.map((one) => [keyOfLinked(one), one.name]))
  await write(db, [db.linkedNames], async () => {
    const known = await readLinkedNames(db, accountId, refs)
    const rows = refs.map((ref, at) => {
      const key = keyOfLinked(ref)
      return { accountId, key, name: names.get(key) ?? known[at]?.name ?? '', at: now() }
    })
    await db.linkedNames.bulkPut(rows)
  })
}
