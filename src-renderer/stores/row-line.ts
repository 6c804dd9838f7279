import type { NeighbourId } from '#shared/domain/ids.ts'
import type { ProductRow } from '#shared/domain/product-row.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { CacheDb } from '../db/cache-db.ts'

type Rows = readonly ProductRow[]

/**
 * Changes products of leads one after the other, each upon what the one before has left: two changes of one list at once would
 * undo each other.
 */
export function createRowLine(db: CacheDb, save: (id: NeighbourId, rows: Rows) => Promise<void>) {
  let line: Promise<unknown> = Promise.resolve()
  return async (id: NeighbourId, change: (rows: Rows) => Rows): Promise<void> => {
    const done = line.then(async () => {
      const record = (await db.neighbours.get(id))?.record
      // What was typed stays with whoever typed it until they are known.
      if (record?.kind !== 'lead' || record.fields.rows === null) {
        throw new AppError('state/refused', 'products are not known yet', { details: { reason: 'busy' } })
      }
      await save(id, change(record.fields.rows))
    })
    line = done.catch(() => undefined)
    await done
  }
}
