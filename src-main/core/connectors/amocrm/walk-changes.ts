import { AppError } from '#shared/errors/app-error.ts'
import type { Collection, DatedRow } from './collection.ts'
import { serverSeconds, type AmocrmContext } from './context.ts'
import { createReadAhead, type ReadAhead } from './read-ahead.ts'
import { readPage, readPages } from './read-pages.ts'
import { readEvents, removalTypes } from './removal-events.ts'

/** Rows changed, and the time from which to go on if the pull is interrupted after them. */
export interface ChangesStep<Row> {
  readonly rows: readonly Row[]
  readonly from: number
}

/**
 * Rows changed at or after `from` (server seconds), in steps. May repeat a row: applying it twice has the effect of
 * applying it once.
 * @param startedAt when this pull began, server seconds
 */
export async function* walkChanges<Row extends DatedRow>(
  context: AmocrmContext,
  collection: Collection<Row, unknown>,
  from: number,
  startedAt: number,
  signal: AbortSignal,
): AsyncGenerator<ChangesStep<Row>> {
  let reached = from
  if (context.filters.areObeyed) {
    for await (const step of walkByTime(context, collection, from, signal)) {
      yield step
      reached = step.from
    }
  }
  // Either we knew, or the walk has just found out that its filter was ignored.
  if (!context.filters.areObeyed) yield* walkBackwards(context, collection, reached, startedAt, signal)
}

/**
 * Steps by time and not by page number: a contact edited mid-walk moves to the end, and counting pages would skip one.
 * Each step begins a second before the last row seen, so that it does not matter whether `from` is inclusive.
 */
async function* walkByTime<Row extends DatedRow>(
  context: AmocrmContext,
  collection: Collection<Row, unknown>,
  start: number,
  signal: AbortSignal,
): AsyncGenerator<ChangesStep<Row>> {
  let from = start
  for (;;) {
    const query = { 'filter[updated_at][from]': from, 'order[updated_at]': 'asc' }
    const { rows, hasNext } = await readPage(context, collection.source, query, 1, signal)
    if (rows.some(({ updated_at }) => updated_at < from)) {
      context.logger.warn('the CRM ignores filters in spite of what it says', { path: collection.source.path })
      context.filters.areObeyed = false
      return
    }
    assertOldestFirst(rows, collection.source.key)
    const newest = rows.at(-1)?.updated_at ?? from
    const widthS = hasNext ? windowFor(newest - from, serverSeconds(context) - from) : null
    if (widthS !== null) {
      yield* walkWindow(context, collection, from, from + widthS, signal)
      from += widthS - 1
      continue
    }
    from = Math.max(from, newest - 1)
    yield { rows, from }
    if (!hasNext) return
  }
}

/** Steps of fewer seconds read too much twice: each begins a second early. */
const DENSE_S = 8
/** A window has about so many pages: an interruption repeats no more. */
const WINDOW_PAGES = 12
/** The next one begins a second before its end, which is inside it under either reading of `to`. */
const LEAST_WINDOW_S = 3
const MOST_WINDOW_S = 120

/**
 * How many seconds are better walked by page: after a bulk edit, when a full page covers few or one of them. `null` when stepping by time does.
 * @param spanS what a full page covers
 * @param agoS where it begins: what is edited now would leave a window that reaches into the present
 */
function windowFor(spanS: number, agoS: number): number | null {
  if (spanS > DENSE_S) return null
  const widthS = Math.min(Math.max(1, spanS) * WINDOW_PAGES, agoS, MOST_WINDOW_S)
  // With the present so near there is no gain; but a full second cannot be stepped over.
  if (widthS <= spanS && spanS > 1) return null
  return Math.max(LEAST_WINDOW_S, widthS)
}

/**
 * All rows of a short window, by page, each version once. Rows that are edited meanwhile leave it and shift the others, so it
 * is walked again until a pass brings nobody new.
 */
async function* walkWindow<Row extends DatedRow>(
  context: AmocrmContext,
  collection: Collection<Row, unknown>,
  from: number,
  to: number,
  signal: AbortSignal,
): AsyncGenerator<ChangesStep<Row>> {
  const query = { 'filter[updated_at][from]': from, 'filter[updated_at][to]': to, 'order[updated_at]': 'asc' }
  const seen = new Map<number, number>()
  for (let before = -1; before < seen.size;) {
    before = seen.size
    for await (const rows of readNumbered(createReadAhead(context, collection.source, query, signal))) {
      const fresh = rows.filter(({ id, updated_at }) => seen.get(id) !== updated_at)
      for (const { id, updated_at } of fresh) seen.set(id, updated_at)
      if (fresh.length > 0) yield { rows: fresh, from }
      // Only a server that knows `from` and not `to` goes on past the window.
      if (rows.some(({ updated_at }) => updated_at > to)) break
    }
  }
}

/** To the last page, or one that repeats the one before. */
async function* readNumbered<Row extends DatedRow>(pages: ReadAhead<Row>): AsyncGenerator<readonly Row[]> {
  try {
    let before = ''
    for (let page = 1; ; page++) {
      const { rows, hasNext } = await pages.take(page)
      const content = rows.map(({ id, updated_at }) => `${id}:${updated_at}`).join()
      if (rows.length === 0 || content === before) return
      yield rows
      if (!hasNext) return
      before = content
    }
  } finally {
    await pages.close()
  }
}

/** Newest first until older than `from`: for accounts without filters. Nothing is behind us before all is read. */
async function* walkBackwards<Row extends DatedRow>(
  context: AmocrmContext,
  collection: Collection<Row, unknown>,
  from: number,
  startedAt: number,
  signal: AbortSignal,
): AsyncGenerator<ChangesStep<Row>> {
  const { source, entity } = collection
  let removals = -1
  for (let pass = 1; pass <= MAX_PASSES; pass++) {
    for await (const rows of readPages(context, source, { 'order[updated_at]': 'desc' }, signal)) {
      yield { rows: rows.filter(({ updated_at }) => updated_at >= from), from }
      if (rows.some(({ updated_at }) => updated_at < from)) break
    }
    // An edit moves its row to the front and repeats another; a deletion behind us hides one. Then once more.
    const events = await readEvents(context, entity, removalTypes(entity), startedAt - 1, signal)
    const count = events?.length ?? 0
    if (count === 0 || count === removals) return
    removals = count
  }
}

const MAX_PASSES = 3

/** Stepping by time rests on it; if the vendor stops obeying it we stop, rather than lose rows in silence. */
function assertOldestFirst(rows: readonly DatedRow[], key: string): void {
  const at = rows.findIndex((row, index) => row.updated_at < (rows[index - 1]?.updated_at ?? 0))
  if (at === -1) return
  throw new AppError('remote/invalid-response', 'rows are not in the order that was asked for', {
    details: { path: `_embedded.${key}.${at}.updated_at`, reached: true },
  })
}
