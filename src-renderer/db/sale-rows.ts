import type { SaleKind } from '#shared/domain/ids.ts'
import { isSale, type Sale } from '#shared/domain/neighbour.ts'
import type { CacheDb } from './cache-db.ts'
import { readChunks } from './neighbour-chunks.ts'
import type { NeighbourRow } from './rows.ts'

/** A deal or a lead in the cache. */
export type SaleRow = NeighbourRow & { readonly record: Sale }

export const isSaleRow = (row: NeighbourRow | undefined): row is SaleRow => row !== undefined && isSale(row.record)

/** Whether lists show it: neither the CRM nor somebody here has taken it away. */
export const isSaleHere = ({ deletedAt, record }: SaleRow): boolean =>
  deletedAt === undefined && record.fields.isRemoved !== true

/** All of one kind, of all accounts, a chunk at a time. Tombstones are among them. */
export async function* readSaleChunks(db: CacheDb, kind: SaleKind): AsyncGenerator<readonly SaleRow[]> {
  for await (const rows of readChunks(db, kind)) yield rows.filter(isSaleRow)
}
