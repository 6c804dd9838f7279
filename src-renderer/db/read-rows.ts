import type { Collection, Table } from 'dexie'
import type { CompanyId, ContactId } from '#shared/domain/ids.ts'

/** So many are looked up one by one. */
const FEW = 32
/** So many ids tell whether those asked for lie close together. */
const SAMPLE = 64

/**
 * Rows by id, in the order asked for; `undefined` for one that is not here. The CRM gives ids in a row, and so do pages of a
 * pull: where they lie close together two questions find them all, instead of one for each. Within the caller's transaction.
 */
export async function readRows<Row extends { readonly id: Id }, Id extends ContactId | CompanyId>(
  table: Table<Row, Id>,
  ids: readonly Id[],
): Promise<readonly (Row | undefined)[]> {
  const [first, last] = endsOf(ids)
  if (ids.length <= FEW || first === undefined || last === undefined) return table.bulkGet([...ids])
  const wanted = new Set(ids)
  const most = 2 * ids.length
  const range = (limit: number) => table.where('id').between(first, last, true, true).limit(limit)
  const sample = await range(SAMPLE).primaryKeys()
  if (2 * countWanted(sample, wanted) > sample.length) return inOrder(ids, await readOn(table, ids, range(most), most))
  const between = sample.length < SAMPLE ? sample : await range(most).primaryKeys()
  if (between.length === most) return table.bulkGet([...ids])
  const here = between.filter((id) => wanted.has(id))
  return inOrder(ids, here.length === 0 ? [] : await table.bulkGet(here))
}

const countWanted = <Id>(ids: readonly Id[], wanted: ReadonlySet<Id>): number =>
  ids.reduce((count, id) => count + (wanted.has(id) ? 1 : 0), 0)

/** The range, and what of the ids lies beyond as much of it as may be read. */
async function readOn<Row extends { readonly id: Id }, Id extends ContactId | CompanyId>(
  table: Table<Row, Id>,
  ids: readonly Id[],
  range: Collection<Row, Id>,
  most: number,
): Promise<readonly (Row | undefined)[]> {
  const rows = await range.toArray()
  const end = rows.at(-1)?.id
  if (rows.length < most || end === undefined) return rows
  return [...rows, ...(await table.bulkGet(ids.filter((id) => id > end)))]
}

function inOrder<Row extends { readonly id: Id }, Id extends ContactId | CompanyId>(
  ids: readonly Id[],
  rows: readonly (Row | undefined)[],
): readonly (Row | undefined)[] {
  const byId = new Map(rows.map((row) => [row?.id, row]))
  return ids.map((id) => byId.get(id))
}

/** The lowest and the highest, as IndexedDB orders them. */
function endsOf<Id extends string>(ids: readonly Id[]): readonly [first: Id | undefined, last: Id | undefined] {
  let [first, last] = [ids[0], ids[0]]
  for (const id of ids) {
    if (first === undefined || id < first) first = id
    if (last === undefined || id > last) last = id
  }
  return [first, last]
}
