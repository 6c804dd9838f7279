import type { AccountId, NeighbourId } from '#shared/domain/ids.ts'
import type { Deal } from '#shared/domain/neighbour.ts'
import { accountsIn } from './account-rows.ts'
import type { CacheDb } from './cache-db.ts'
import type { NeighbourRow } from './rows.ts'

/** A deal in the cache. */
export type DealRow = NeighbourRow & { readonly record: Deal }

export const isDealRow = (row: NeighbourRow | undefined): row is DealRow => row?.record.kind === 'deal'

/** Rows read at once. */
const CHUNK = 2_000

/** All deals of all accounts, a chunk at a time: ids begin with their account and kind. Tombstones are among them. */
export async function* readDealChunks(db: CacheDb): AsyncGenerator<readonly DealRow[]> {
  for (const accountId of await db.transaction('r', db.neighbours, () => accountsIn(db.neighbours))) {
    yield* chunksOf(db, accountId)
  }
}

async function* chunksOf(db: CacheDb, accountId: AccountId): AsyncGenerator<readonly DealRow[]> {
  let after = `${accountId}.deal.`
  for (;;) {
    const rows = await db.neighbours.where('id').between(after, `${accountId}.deal/`, false).limit(CHUNK).toArray()
    yield rows.filter(isDealRow)
    const last: NeighbourId | undefined = rows.at(-1)?.id
    if (last === undefined || rows.length < CHUNK) return
    after = last
  }
}
