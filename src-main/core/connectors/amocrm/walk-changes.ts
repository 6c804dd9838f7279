import { AppError } from '#shared/errors/app-error.ts'
import type { Collection, DatedRow } from './collection.ts'
import type { AmocrmContext } from './context.ts'
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
    if (hasNext && newest <= from + 1) {
      // A bulk edit: a full page within one second. That second is walked by page.
      yield* walkWindow(context, collection, from, signal)
      from += 2
      continue
    }
    from = Math.max(from, newest - 1)
    yield { rows, from }
    if (!hasNext) return
  }
}

/** What is left for later is in the window after the bulk edit: `from` + 2 is inside it under either reading of `to`. */
const WINDOW_S = 3

/**
 * All rows of a short window, by page. Rows that are edited meanwhile leave it and shift the others, so it is walked again
 * until a pass brings nothing new.
 */
async function* walkWindow<Row extends DatedRow>(
  context: AmocrmContext,
  collection: Collection<Row, unknown>,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<ChangesStep<Row>> {
  const to = from + WINDOW_S
  const query = { 'filter[updated_at][from]': from, 'filter[updated_at][to]': to, 'order[updated_at]': 'asc' }
  const seen = new Set<number>()
  for (let before = -1; before < seen.size;) {
    before = seen.size
    for await (const rows of readPages(context, collection.source, query, signal)) {
      for (const { id } of rows) seen.add(id)
      yield { rows, from }
      // Only a server that knows `from` and not `to` goes on past the window.
      if (rows.some(({ updated_at }) => updated_at > to)) break
    }
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
