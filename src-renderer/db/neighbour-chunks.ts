import type { AccountId, NeighbourId, NeighbourKind } from '#shared/domain/ids.ts'
import { accountsIn } from './account-rows.ts'
import type { CacheDb } from './cache-db.ts'
import type { NeighbourRow } from './rows.ts'

/** Rows read at once. */
const CHUNK = 2_000

/** All of one kind, of all accounts, a chunk at a time: ids begin with their account and kind. Tombstones are among them. */
export async function* readChunks(db: CacheDb, kind: NeighbourKind): AsyncGenerator<readonly NeighbourRow[]> {
  for (const accountId of await db.transaction('r', db.neighbours, () => accountsIn(db.neighbours))) {
    yield* chunksOf(db, kind, accountId)
  }
}

async function* chunksOf(
  db: CacheDb,
  kind: NeighbourKind,
  accountId: AccountId,
): AsyncGenerator<readonly NeighbourRow[]> {
  let after = `${accountId}.${kind}.`
  for (;;) {
    const rows = await db.neighbours.where('id').between(after, `${accountId}.${kind}/`, false).limit(CHUNK).toArray()
    yield rows
    const last: NeighbourId | undefined = rows.at(-1)?.id
    if (last === undefined || rows.length < CHUNK) return
    after = last
  }
}
