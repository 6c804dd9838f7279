import { onScopeDispose } from 'vue'
import type { CacheDb } from '../db/cache-db.ts'
import { readLastList, writeLastList, type LastList } from '../db/last-list.ts'
import { readListRows, type ContactListRow } from '../db/read-list-rows.ts'
import type { ContactQuery } from '../search/contact-query.ts'

/** A list that goes on changing is written down when it comes to rest. */
const PAUSE_MS = 1_000

/** What a start shows before the index can answer. */
export interface RememberedList extends LastList {
  readonly rows: ReadonlyMap<LastList['ids'][number], ContactListRow>
}

/** Whether it is the list that every start begins with. */
export function isPlain({ text, filters, sort }: ContactQuery): boolean {
  const isFiltered = Object.values(filters).some((value) => value !== undefined)
  return text.trim() === '' && !isFiltered && sort.by === 'name' && sort.direction === 'asc'
}

/** The top of the plain list, from one start to the next. */
export function useLastList(db: CacheDb) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let written = ''

  /** Without contacts that are no longer there; `null` when there is nothing to show. */
  async function recall(): Promise<RememberedList | null> {
    // Whoever opens it has to look first whose it is.
    if (!db.isOpen()) return null
    const last = await readLastList(db)
    if (last === null) return null
    const rows = await readListRows(db, last.ids)
    const ids = last.ids.filter((id) => rows.has(id))
    return ids.length === 0 ? null : { ids, rows, total: last.total - last.ids.length + ids.length }
  }

  function remember(list: LastList): void {
    clearTimeout(timer)
    if (db.isReadOnly || list.ids.length === 0) return
    timer = setTimeout(() => {
      const text = `${list.total} ${list.ids.join()}`
      if (text === written) return
      written = text
      // The next start begins with an older list then, or with none.
      writeLastList(db, list).catch(() => undefined)
    }, PAUSE_MS)
  }

  onScopeDispose(() => clearTimeout(timer))
  return { recall, remember }
}
