import { isRemoteId, type AccountId } from '#shared/domain/ids.ts'
import {
  keyOfLinked,
  type LinkedFound,
  type LinkedKind,
  type LinkedName,
  type LinkedRef,
} from '#shared/domain/linked.ts'
import { foldName } from '#shared/domain/same-text.ts'
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

/** Of those that are known by name, the ones whose name contains the text. */
export async function findLinkedNames(
  db: CacheDb,
  accountId: AccountId,
  kind: LinkedKind,
  text: string,
): Promise<readonly LinkedFound[]> {
  const wanted = foldName(text)
  const rows = await db.linkedNames.where({ accountId }).toArray()
  return rows.flatMap(({ key, name }) => {
    const [own, catalogId = '', id] = key.split(' ')
    if (own !== kind || !isRemoteId(id) || !foldName(name).includes(wanted)) return []
    return [{ kind, id, catalogId: isRemoteId(catalogId) ? catalogId : null, name, within: '' }]
  })
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
