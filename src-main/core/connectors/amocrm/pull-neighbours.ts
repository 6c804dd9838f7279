import type { RemoteId } from '#shared/domain/ids.ts'
import type { RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { RemoteNeighbourChange } from '../neighbour-port.ts'
import type { Cursor, Page } from '../pull-page.ts'
import { beginPull } from './account-state.ts'
import { readChanged, readHinted, type ListHabits } from './changed-neighbours.ts'
import { heardAt, serverSeconds, type AmocrmContext } from './context.ts'
import { isForbidden } from './forbidden.ts'
import { toRemoteId } from './remote-ids.ts'
import type { NeighbourKindWords, NeighbourWire } from './neighbour-kind.ts'
import {
  decodeCursor,
  encodeCursor,
  EVENT_OVERLAP_S,
  positionAfter,
  type ChangesPosition,
  type WalkPosition,
} from './position.ts'
import { readPage, readPages } from './read-pages.ts'
import { readEvents, removalTypes } from './removal-events.ts'

/**
 * Everything from `null`, page by page by id; else what changed since, as `readChanged` has it. What lies before the watermark is
 * passed over: right even where a filter is ignored. Where this user may not see the list there is nothing.
 */
export async function* pullNeighbours<Row extends NeighbourWire>(
  context: AmocrmContext,
  words: NeighbourKindWords<Row>,
  cursor: Cursor | null,
  habits: ListHabits,
  signal: AbortSignal,
): AsyncGenerator<Page<RemoteNeighbourChange>> {
  const position = decodeCursor(cursor)
  const now = await beginPull(context, signal)
  try {
    if (position?.kind === 'changes') {
      yield* pullChanged(context, words, position, { cursor: cursor ?? atStart, now, habits }, signal)
    } else yield* walk(context, words, position, now, signal)
  } catch (error) {
    if (!isForbidden(error)) throw error
    context.logger.warn('this list is not for this user', { path: words.source.path })
    yield { items: [], cursor: encodeCursor(positionAfter(now)), isComplete: true }
  }
}

const atStart = '' as Cursor

interface ChangePull {
  readonly cursor: Cursor
  /** When it began, server seconds. */
  readonly now: number
  readonly habits: ListHabits
}

async function* pullChanged<Row extends NeighbourWire>(
  context: AmocrmContext,
  words: NeighbourKindWords<Row>,
  position: ChangesPosition,
  { cursor, now, habits }: ChangePull,
  signal: AbortSignal,
): AsyncGenerator<Page<RemoteNeighbourChange>> {
  const changed = readChanged(context, words, position, habits, signal)
  let step = await changed.next()
  for (; step.done !== true; step = await changed.next()) {
    // Its position stays until all is there: the next pull begins where this one did.
    if (step.value.length > 0) yield { items: toItems(context, words, step.value), cursor, isComplete: true }
  }
  const hasAll = step.value
  const { since } = position
  const read = (ids: readonly RemoteId[]) => readNeighbours(context, words, ids, signal)
  const told = hasAll ? [] : await readHinted(context, words, since, read, signal)
  const gone = await readDeleted(context, words, since, signal)
  const after = positionAfter(now)
  yield {
    items: [...told.map((neighbour) => ({ kind: 'upsert', neighbour }) as const), ...gone],
    // What the next look through all of it is to find began where this one did.
    cursor: encodeCursor(hasAll ? after : { ...after, from: position.from }),
    isComplete: true,
  }
}

/** While somebody deletes without end, what a walk has skipped is left to the next one. */
const MAX_PASSES = 3

/**
 * By id. A row that is deleted behind the walk moves the others one place back, and one is skipped at a page's edge: then it
 * is walked once more.
 */
async function* walk<Row extends NeighbourWire>(
  context: AmocrmContext,
  words: NeighbourKindWords<Row>,
  resumed: WalkPosition | null,
  now: number,
  signal: AbortSignal,
): AsyncGenerator<Page<RemoteNeighbourChange>> {
  let position: WalkPosition = resumed ?? { kind: 'walk', since: now, page: 1, checkedPage: 1, checkedAt: now }
  for (let pass = 1, before = ''; ;) {
    const query = { ...words.query, 'order[id]': 'asc' }
    const { rows, hasNext } = await readPage(context, words.source, query, position.page, signal)
    const content = rows.map(({ id }) => id).join()
    const isEnd = !hasNext || rows.length === 0 || content === before
    before = content
    const checkedAt = serverSeconds(context)
    const mustRepeat = isEnd && pass < MAX_PASSES && (await hasDeletions(context, words, position.checkedAt, signal))
    const isLast = isEnd && !mustRepeat
    if (mustRepeat) [pass, before] = [pass + 1, '']
    position = mustRepeat ? { ...position, page: 1, checkedAt } : { ...position, page: position.page + 1 }
    yield {
      items: toItems(context, words, rows),
      cursor: encodeCursor(isLast ? positionAfter(position.since) : position),
      isComplete: isLast,
    }
    if (isLast) return
  }
}

async function hasDeletions<Row extends NeighbourWire>(
  context: AmocrmContext,
  { entity }: NeighbourKindWords<Row>,
  from: number,
  signal: AbortSignal,
): Promise<boolean> {
  const events = await readEvents(context, entity, removalTypes(entity), from, signal)
  return (events ?? []).length > 0
}

const toItems = <Row extends NeighbourWire>(
  context: AmocrmContext,
  { toNeighbour }: NeighbourKindWords<Row>,
  rows: readonly Row[],
): readonly RemoteNeighbourChange[] =>
  rows.flatMap((row) => {
    const neighbour = toNeighbour(context, row)
    return neighbour === null ? [] : [{ kind: 'upsert', neighbour }]
  })

/** What the log of events says was deleted, and is not there when asked for by id. */
async function readDeleted<Row extends NeighbourWire>(
  context: AmocrmContext,
  words: NeighbourKindWords<Row>,
  since: number,
  signal: AbortSignal,
): Promise<readonly RemoteNeighbourChange[]> {
  const from = Math.max(0, since - EVENT_OVERLAP_S)
  const events = (await readEvents(context, words.entity, removalTypes(words.entity), from, signal)) ?? []
  const ids = [...new Set(events.flatMap((event) => words.deletedIn(event) ?? []))].map(toRemoteId)
  const there = await readNeighbours(context, words, ids, signal)
  return ids.map((remoteId) => {
    const neighbour = there.get(remoteId)
    return neighbour === undefined ? { kind: 'delete', remoteId } : { kind: 'upsert', neighbour }
  })
}

/** An address line holds this many ids with room to spare. */
const IDS_PER_REQUEST = 100

/** As they are now, by id; those that are deleted or out of reach are absent. */
export async function readNeighbours<Row extends NeighbourWire>(
  context: AmocrmContext,
  words: NeighbourKindWords<Row>,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<RemoteId, RemoteNeighbour>> {
  const found = new Map<RemoteId, RemoteNeighbour>()
  for (let at = 0; at < ids.length; at += IDS_PER_REQUEST) {
    const part = ids.slice(at, at + IDS_PER_REQUEST)
    for (const row of await readSome(context, words, part, signal)) {
      const neighbour = words.toNeighbour(context, row)
      if (neighbour !== null) found.set(neighbour.remoteId, neighbour)
    }
  }
  return found
}

/** One by one where the account has no filters, or the answer shows that it was ignored: then it says nothing about who is absent. */
async function readSome<Row extends NeighbourWire>(
  context: AmocrmContext,
  { source }: NeighbourKindWords<Row>,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<readonly Row[]> {
  if (context.filters.areObeyed) {
    const { rows } = await readPage(context, source, { 'filter[id][]': ids, 'order[id]': 'asc' }, 1, signal)
    if (rows.every(({ id }) => ids.includes(toRemoteId(id)))) return rows
  }
  const found: Row[] = []
  for (const id of ids) {
    const wishes = { query: source.query ?? {}, schema: source.row, absentOn404: true, signal }
    const one = await context.http.getJson(`${source.path}/${id}`, wishes)
    if (one !== null) found.push(one)
  }
  return found
}

/** @returns the newest first, back to `since`; `before` is the id of the newest that was there by then, 0 where none was */
export async function findCreatedNeighbours<Row extends NeighbourWire>(
  context: AmocrmContext,
  words: NeighbourKindWords<Row>,
  since: number,
  signal: AbortSignal,
): Promise<{ readonly at: number; readonly created: readonly RemoteNeighbour[]; readonly before: number }> {
  const from = Math.floor(since / 1000)
  const created = new Map<number, RemoteNeighbour>()
  let at: number | null = null
  let before = 0
  for await (const rows of readPages(context, words.source, { ...words.query, 'order[id]': 'desc' }, signal)) {
    at ??= heardAt(context)
    const recent = rows.filter(({ created_at }) => created_at >= from)
    // An import may back-date what it brings: old is what lies below all that is recent.
    for (const { id, created_at } of rows) before = created_at >= from ? 0 : before || id
    for (const row of recent) {
      const neighbour = words.toNeighbour(context, row)
      if (neighbour !== null) created.set(row.id, neighbour)
    }
    if (recent.length === 0) break
  }
  return { at: at ?? heardAt(context), created: [...created.values()], before }
}
