import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import type { ContactId } from '#shared/domain/ids.ts'
import { toWireError, type WireError } from '#shared/errors/app-error.ts'
import type { CacheDb } from '../db/cache-db.ts'
import type { ContactListRow } from '../db/read-list-rows.ts'
import type { RowsChanged, RowsChannel } from '../db/rows-channel.ts'
import { toStorageFailure } from '../db/storage-failure.ts'
import type { ContactQuery } from '../search/contact-query.ts'
import type { FoundContacts, SearchClient } from '../search/search-client.ts'
import type { LineRange } from '../search/search-protocol.ts'
import { createLineReader, type LineReader, type Lines } from './line-reader.ts'
import { createReadFound } from './read-found.ts'
import { isPlain, useLastList } from './use-last-list.ts'

/** Lines kept beyond the ones on screen; more are forgotten. */
const KEPT_LINES = 2_000
const FIRST_SCREEN = 60

interface ContactWindowOptions {
  readonly db: CacheDb
  readonly search: SearchClient
  readonly rows: Pick<RowsChannel, 'listen'>
  readonly query: () => ContactQuery
  readonly onFailure: (error: WireError) => void
}

/** What the list shows, taken over as a whole, so that count, order and lines always belong together. */
interface Shown {
  readonly found: FoundContacts | null
  readonly ids: Map<number, ContactId>
  readonly rows: Lines
}

/**
 * The part of an answer that is on screen. It asks again whenever the query or the cache changed, one question at a
 * time, and shows the new answer only when its visible lines are read: the list never flickers.
 */
export function useContactWindow({ db, search, rows, query, onFailure }: ContactWindowOptions) {
  const shown = shallowRef<Shown>({ found: null, ids: new Map(), rows: new Map() })
  const total = shallowRef(0)
  /** Grows whenever the list may show something else. */
  const version = shallowRef(0)
  /** The first line on the screen, and how many it has room for: a short list says nothing of the next one. */
  let [top, room] = [0, FIRST_SCREEN]
  let [isAsking, isStale, queryNumber] = [false, false, 0]
  /** What is shown is from before the start. */
  let isRemembered = false
  const [lines, { recall, remember }] = [createLineReader(db), useLastList(db)]

  /** Shows the list as it was last seen, unless an answer is there by now. */
  async function showLast(): Promise<void> {
    const last = await recall().catch(() => null)
    if (last === null || shown.value.found !== null || queryNumber > 0) return
    shown.value = { found: null, ids: new Map(last.ids.map((id, at) => [at, id])), rows: new Map(last.rows) }
    total.value = last.total
    version.value++
    isRemembered = true
  }

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
    const screen: LineRange = { from: top, to: top + room }
    const found = await search.find(query(), screen)
    // An answer to an older text is not worth reading; one to an older cache is: or a busy pull would show nothing.
    if (found === null || asked !== queryNumber) return
    // An index that is still being built has less than what was seen last time.
    if (isRemembered && search.progress.isIndexing && found.total < total.value) return
    const next = await readLines(lines, found, screen.from < found.total ? screen : { from: 0, to: room })
    if (asked !== queryNumber) return
    shown.value = next
    total.value = found.total
    version.value++
    isRemembered = false
    if (isPlain(query()) && !search.progress.isIndexing) remember({ ids: idsFromTop(next), total: found.total })
  }

  /** The query changed: what is shown is another list, from its top. */
  async function restart(): Promise<void> {
    queryNumber++
    ;[top, isRemembered] = [0, false]
    await refresh()
  }

  /** @param to exclusive */
  async function loadRange(from: number, to: number): Promise<void> {
    top = Math.max(0, from)
    room = Math.max(room, to - top)
    const { found, ids } = shown.value
    if (found === null || hasAll(ids, top, Math.min(to, found.total))) return
    const next = await readLines(lines, found, { from: top, to }).catch(() => null)
    // This answer is no longer kept: the next one is read for these lines.
    if (next === null) return refresh()
    // Else a newer answer is on screen by now; it was read for this very range.
    if (shown.value.found === found) shown.value = merge(shown.value, next)
  }
  const idAt = (index: number): ContactId | undefined => shown.value.ids.get(index)
  /** `undefined` until `loadRange` has brought it. Reactive. */
  function rowAt(index: number): ContactListRow | undefined {
    const id = idAt(index)
    return id === undefined ? undefined : shown.value.rows.get(id)
  }

  const readFound = createReadFound(() => shown.value.found, refresh)
  onScopeDispose(search.onChanged(() => void refresh()))
  onScopeDispose(rows.listen((changed) => hearBulk(changed, lines, shown, refresh)))
  const idsOnScreen = () => idsWithin(shown.value, { from: top, to: top + room })
  return { total, version, rowAt, idAt, idsOnScreen, loadRange, refresh, restart, showLast, readFound }
}

async function readLines(lines: LineReader, found: FoundContacts, { from, to }: LineRange): Promise<Shown> {
  const ids = await found.window(from, to)
  const rows = await lines.read(ids)
  return { found, ids: new Map(ids.map((id, at) => [from + at, id])), rows }
}

/** As far as they are read. */
const idsWithin = ({ ids }: Shown, { from, to }: LineRange): readonly ContactId[] =>
  [...ids].filter(([at]) => at >= from && at < to).map(([, id]) => id)

/** Its lines from the first one on, as far as they are read. */
const idsFromTop = ({ ids }: Shown): readonly ContactId[] => (ids.has(0) ? [...ids.values()] : [])

/** A large bulk edit of this window shows with the next frame: its record and the worker's answer come later. */
function hearBulk(
  changed: RowsChanged,
  lines: LineReader,
  shown: ShallowRef<Shown>,
  refresh: () => Promise<void>,
): void {
  if (changed.kind === 'bulk-failed') void refresh()
  if (changed.kind === 'bulk-retold') lines.forget(changed.mutationId)
  if (changed.kind !== 'bulk' && changed.kind !== 'bulk-begun') return
  shown.value = { ...shown.value, rows: lines.show(changed.mutationId, shown.value.rows) }
}

/** More lines of the same answer. */
function merge(now: Shown, next: Shown): Shown {
  if (now.ids.size > KEPT_LINES) return next
  return { found: now.found, ids: new Map([...now.ids, ...next.ids]), rows: new Map([...now.rows, ...next.rows]) }
}

function hasAll(ids: ReadonlyMap<number, ContactId>, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (!ids.has(index)) return false
  return true
}
