import { isNeighbourId, toNeighbourId, type NeighbourId, type RecordId } from '#shared/domain/ids.ts'
import { takesAway, type Mutation } from '#shared/domain/mutation.ts'
import type { RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { CacheDb } from './cache-db.ts'
import type { DroppedTwins } from './drop-company-twins.ts'
import { absorbInNeighbour, toNeighbourRow, withNeighbourView } from './neighbour-view.ts'
import { readPending } from './pending-mutations.ts'
import { putNeighbours } from './put-neighbours.ts'
import type { StoreContext } from './store-context.ts'

/** Only these; most calls are about contacts alone, and then nothing is read. */
export const neighbourIdsIn = (ids: readonly RecordId[]): readonly NeighbourId[] => ids.filter(isNeighbourId)

/**
 * Takes in neighbours as the CRM told them: each becomes the new base, with what is pending on top. One record of the CRM is
 * one row: what was pulled before its create was known to have arrived makes way for the one that was made here. Within the
 * caller's transaction.
 * @returns what had a second row in the list of companies
 */
export async function upsertNeighbours(db: CacheDb, neighbours: readonly RemoteNeighbour[]): Promise<DroppedTwins> {
  if (neighbours.length === 0) return { contacts: [], companies: [] }
  const pending = await readPending(
    db,
    neighbours.map(({ id }) => id),
  )
  const dropped = await putNeighbours(
    db,
    neighbours.map((one) => withNeighbourView(toNeighbourRow(one), pending.get(one.id) ?? [])),
  )
  const computed = neighbours.map(({ id, kind, accountId, remoteId }) => ({
    id,
    twin: toNeighbourId(kind, accountId, remoteId),
  }))
  await db.neighbours.bulkDelete(computed.flatMap(({ id, twin }) => (twin === id ? [] : [twin])))
  return dropped
}

/** Makes the views of these neighbours what their bases and their targets say. Within the caller's transaction. */
export async function refreshNeighbours(db: CacheDb, ids: readonly RecordId[]): Promise<void> {
  const own = neighbourIdsIn(ids)
  if (own.length === 0) return
  const rows = (await db.neighbours.bulkGet([...own])).filter((row) => row !== undefined)
  const pending = await readPending(db, own)
  await putNeighbours(
    db,
    rows.map((row) => withNeighbourView(row, pending.get(row.id) ?? [])),
  )
}

/** The CRM confirmed these edits without telling how the record looks now: the base takes them itself. */
export async function absorbInNeighbours(
  { db, now }: StoreContext,
  confirmed: ReadonlyMap<RecordId, readonly Mutation[]>,
): Promise<void> {
  const ids = neighbourIdsIn([...confirmed.keys()])
  if (ids.length === 0) return
  const rows = (await db.neighbours.bulkGet([...ids])).filter((row) => row !== undefined)
  const pending = await readPending(db, ids)
  await putNeighbours(
    db,
    rows.map((row) => {
      const own = confirmed.get(row.id) ?? []
      const shown = withNeighbourView(absorbInNeighbour(row, own), pending.get(row.id) ?? [])
      return own.some(({ change }) => takesAway(change)) ? { ...shown, deletedAt: shown.deletedAt ?? now() } : shown
    }),
  )
}

/** Those that the CRM does not have any more. A draft keeps its row until the user has decided. */
export async function buryNeighbours({ db, now }: StoreContext, ids: readonly RecordId[]): Promise<void> {
  const own = neighbourIdsIn(ids)
  if (own.length === 0) return
  const rows = (await db.neighbours.bulkGet([...own])).filter((row) => row !== undefined)
  await putNeighbours(
    db,
    rows.map((row) => ({ ...row, deletedAt: row.deletedAt ?? now() })),
  )
}
