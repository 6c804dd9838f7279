import { onScopeDispose, shallowRef } from 'vue'
import type { ContactId } from '#shared/domain/ids.ts'
import { toWireError, type WireError } from '#shared/errors/app-error.ts'
import type { CacheDb } from '../db/cache-db.ts'
import { readListRows, type ContactListRow } from '../db/read-list-rows.ts'
import { toStorageFailure } from '../db/storage-failure.ts'
import type { ContactQuery } from '../search/contact-query.ts'
import type { FoundContacts, SearchClient } from '../search/search-client.ts'
import { createReadFound } from './read-found.ts'

/** Lines kept beyond the ones on screen; more are forgotten. */
const KEPT_LINES = 2_000
const FIRST_SCREEN = 60

interface ContactWindowOptions {
  readonly db: CacheDb
  readonly search: SearchClient
  readonly query: () => ContactQuery
  readonly onFailure: (error: WireError) => void
}

/** What the list shows, taken over as a whole, so that count, order and lines always belong together. */
interface Shown {
  readonly found: FoundContacts | null
  readonly ids: Map<number, ContactId>
  readonly rows: Map<ContactId, ContactListRow>
}

/**
 * The part of an answer that is on screen. It asks again whenever the query or the cache changed, one question at a
 * time, and shows the new answer only when its visible lines are read: the list never flickers.
 */
export function useContactWindow({ db, search, query, onFailure }: ContactWindowOptions) {
  const shown = shallowRef<Shown>({ found: null, ids: new Map(), rows: new Map() })
  const total = shallowRef(0)
  /** Grows whenever the list may show something else. */
  const version = shallowRef(0)
  let visible = { from: 0, to: FIRST_SCREEN }
  let isAsking = false
  let isStale = false
  let queryNumber = 0

  async function refresh(): Promise<void> {
    isStale = true
    if (isAsking) return
    isAsking = true
    try {
      while (isStale) {
        isStale = false
        await askOnce()
      }
    } catch (error) {
      onFailure(toWireError(toStorageFailure(error)))
    } finally {
      isAsking = false
    }
  }

  async function askOnce(): Promise<void> {
    const asked = queryNumber
    const found = await search.find(query())
    // An answer to an older text is not worth reading; one to an older cache is: or a busy pull would show nothing.
    if (found === null || asked !== queryNumber) return
    const next = await readLines(found, visible.from < found.total ? visible : { from: 0, to: FIRST_SCREEN })
    if (asked !== queryNumber) return
    shown.value = next
    total.value = found.total
    version.value++
  }

  async function readLines(found: FoundContacts, { from, to }: typeof visible): Promise<Shown> {
    const ids = await found.window(from, to)
    const rows = await readListRows(db, ids)
    return { found, ids: new Map(ids.map((id, at) => [from + at, id])), rows: new Map(rows) }
  }

  /** The query changed: what is shown is another list, from its top. */
  async function restart(): Promise<void> {
    queryNumber++
    await refresh()
  }

  /** @param to exclusive */
  async function loadRange(from: number, to: number): Promise<void> {
    visible = { from: Math.max(0, from), to }
    const { found, ids } = shown.value
    if (found === null || hasAll(ids, visible.from, Math.min(to, found.total))) return
    const next = await readLines(found, visible).catch(() => null)
    // This answer is no longer kept: the next one is read for these lines.
    if (next === null) return refresh()
    const now = shown.value
    // A newer answer is on screen by now; it was read for this very range.
    if (now.found !== found) return
    const isFull = now.ids.size > KEPT_LINES
    const merged = isFull ? next.ids : new Map([...now.ids, ...next.ids])
    const rows = isFull ? next.rows : new Map([...now.rows, ...next.rows])
    shown.value = { found, ids: merged, rows }
  }

  const idAt = (index: number): ContactId | undefined => shown.value.ids.get(index)

  /** `undefined` until `loadRange` has brought it. Reactive. */
  function rowAt(index: number): ContactListRow | undefined {
    const id = idAt(index)
    return id === undefined ? undefined : shown.value.rows.get(id)
  }

  const readFound = createReadFound(() => shown.value.found, refresh)
  onScopeDispose(search.onChanged(() => void refresh()))
  return { total, version, rowAt, idAt, loadRange, refresh, restart, readFound }
}

function hasAll(ids: ReadonlyMap<number, ContactId>, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (!ids.has(index)) return false
  return true
}
