import type { BenchContact } from '../data/bench-contact.ts'
import { compareNames, nameKey } from '../data/base-columns.ts'
import { SCREEN } from '../data/questions.ts'
import { toRow, type BenchRow, type Driver } from './driver.ts'
import {
  createColumns,
  filterColumns,
  searchColumns,
  toEntry,
  type FloorColumns,
  type FloorEntry,
} from './floor-columns.ts'
import { openFloorStore, type FloorStore } from './floor-store.ts'

/** One edit of many contacts, laid over what was read. */
interface Overlay {
  readonly tag: string
  readonly ids: ReadonlySet<number>
}

/**
 * How fast it could be at all: IndexedDB by hand, a record per page of contacts, columns saved in one record, the first
 * screen in another, a bulk edit as one record. Not a product: it cannot change or delete a contact.
 */
export function createFloor(): Driver {
  let store: FloorStore
  let columns: FloorColumns | null = null
  let entries: FloorEntry[] = []
  let head: readonly BenchContact[] = []
  const shown = new Map<number, BenchRow>()
  const overlays: Overlay[] = []

  const loaded = (): FloorColumns => {
    if (columns === null) throw new Error('not prepared')
    return columns
  }
  const withOverlays = (row: BenchRow): BenchRow => ({
    ...row,
    tags: [...row.tags, ...overlays.filter(({ ids }) => ids.has(row.id)).map(({ tag }) => tag)],
  })
  function show(rows: readonly BenchRow[]): readonly BenchRow[] {
    for (const row of rows) shown.set(row.id, row)
    return rows.map(withOverlays)
  }

  return {
    open: async () => void (store = await openFloorStore()),
    async write(page) {
      await store.add('pages', JSON.stringify(page))
      for (const contact of page) entries.push(toEntry(contact))
      head = firstByName([...head, ...page])
    },
    async finish() {
      await store.put('saved', createColumns(entries), 'columns')
      await store.put('saved', head, 'head')
      entries = []
      head = []
    },
    async first() {
      for (const { tag, ids } of await store.all<{ tag: string; ids: Uint32Array }>('overlays'))
        overlays.push({ tag, ids: new Set(ids) })
      return show((await store.get<readonly BenchContact[]>('saved', 'head')).map(toRow))
    },
    async prepare() {
      columns = await store.get<FloorColumns>('saved', 'columns')
    },
    search: async (question) => searchColumns(loaded(), question),
    filter: async (question) => filterColumns(loaded(), question),
    rows: async (ids) => ids.flatMap((id) => shown.get(id) ?? []).map(withOverlays),
    async tag(tag, ids) {
      await store.add('overlays', { tag, ids: Uint32Array.from(ids) })
      overlays.push({ tag, ids: new Set(ids) })
    },
  }
}

function firstByName(contacts: readonly BenchContact[]): readonly BenchContact[] {
  return contacts
    .map((contact) => ({ contact, key: nameKey(contact), id: contact.id }))
    .sort(compareNames)
    .slice(0, SCREEN)
    .map(({ contact }) => contact)
}
