import type { AccountId, NeighbourId, SaleKind } from '#shared/domain/ids.ts'
import { isSale, type Sale } from '#shared/domain/neighbour.ts'
import { accountsIn } from './account-rows.ts'
import type { CacheDb } from './cache-db.ts'
import type { NeighbourRow } from './rows.ts'

/** A deal or a lead in the cache. */
export type SaleRow = NeighbourRow & { readonly record: Sale }

export const isSaleRow = (row: NeighbourRow | undefined): row is SaleRow => row !== undefined && isSale(row.record)

/** Whether lists show it: neither the CRM nor somebody here has taken it away. */
export const isSaleHere = ({ deletedAt, record }: SaleRow): boolean =>
  deletedAt === undefined && record.fields.isRemoved !== true

/** Rows read at once. */
const CHUNK = 2_000

/** All of one kind, of all accounts, a chunk at a time: ids begin with their account and kind. Tombstones are among them. */
export async function* readSaleChunks(db: CacheDb, kind: SaleKind): AsyncGenerator<readonly SaleRow[]> {
  for (const accountId of await db.transaction('r', db.neighbours, () => accountsIn(db.neighbours))) {
    yield* chunksOf(db, kind, accountId)
  }
}

async function* chunksOf(db: CacheDb, kind: SaleKind, accountId: AccountId): AsyncGenerator<readonly SaleRow[]> {
  let after = `${accountId}.${kind}.`
  for (;;) {
    const rows = await db.neighbours.where('id').between(after, `${accountId}.${kind}/`, false).limit(CHUNK).toArray()
    yield rows.filter(isSaleRow)
    const last: NeighbourId | undefined = rows.at(-1)?.id
    if (last === undefined || rows.length < CHUNK) return
    after = last
  }
}
