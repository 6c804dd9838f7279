import type { Table } from 'dexie'
import type { CompanyId, ContactId } from '#shared/domain/ids.ts'

/** So many are looked up one by one. */
const FEW = 32

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
  const range = () => table.where('id').between(first, last, true, true)
  const most = 2 * ids.length
  const between = await range().limit(most).primaryKeys()
  if (between.length === most) return table.bulkGet([...ids])
  const wanted = new Set(ids)
  const here = between.filter((id) => wanted.has(id))
  const isDense = 2 * here.length > between.length
  const rows = here.length === 0 ? [] : isDense ? await range().toArray() : await table.bulkGet(here)
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
