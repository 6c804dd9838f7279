import type { RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { AmocrmContext } from './context.ts'
import type { NeighbourKindWords, NeighbourWire } from './neighbour-kind.ts'
import { EVENT_OVERLAP_S, type ChangesPosition } from './position.ts'
import { readPages } from './read-pages.ts'
import { readEvents } from './removal-events.ts'
import { toRemoteId } from './remote-ids.ts'

/** What a list has shown of itself since this device began to read it. */
export interface ListHabits {
  /** It has given rows that a filter should have kept back. */
  ignoresFilter: boolean
  /** When it was last looked through as a whole, by this device's clock, and how many pages that took. */
  lookedThrough: { readonly at: number; readonly pages: number } | null
}

export const createListHabits = (): ListHabits => ({ ignoresFilter: false, lookedThrough: null })

/** Where nothing narrows a list, each page of it buys so long a rest: of what the vendor lets us ask, one part in a hundred. */
const REST_PER_PAGE_MS = 15_000

/** Changes, in parts; the last value says whether all of them up to now are among these. */
export type ChangedRows<Row> = AsyncGenerator<readonly Row[], boolean>

/**
 * Rows changed at or after `position.from` (server seconds). Where the account has filters they narrow the list. Where it has
 * none, or they are not obeyed, a list that goes by time is read from its newest change back; one that does not is looked through
 * as a whole, the more seldom the longer it is, and in between the newest of it and what the log of events tells of.
 */
export async function* readChanged<Row extends NeighbourWire>(
  context: AmocrmContext,
  words: NeighbourKindWords<Row>,
  position: ChangesPosition,
  habits: ListHabits,
  signal: AbortSignal,
): ChangedRows<Row> {
  if (context.filters.areObeyed && !habits.ignoresFilter)
    return yield* readNarrowed(context, words, position, habits, signal)
  if (words.goesByTime) return yield* readBackwards(context, words, position, signal)
  const { lookedThrough } = habits
  const restMs = (lookedThrough?.pages ?? 0) * REST_PER_PAGE_MS
  if (lookedThrough !== null && Math.abs(context.clock.now() - lookedThrough.at) < restMs) {
    return yield* readNewest(context, words, position, signal)
  }
  return yield* lookThrough(context, words, position, habits, signal)
}

/** A filter that is ignored is no harm: what lies before is passed over, and the next pull goes another way. */
async function* readNarrowed<Row extends NeighbourWire>(
  context: AmocrmContext,
  { source, query }: NeighbourKindWords<Row>,
  { from }: ChangesPosition,
  habits: ListHabits,
  signal: AbortSignal,
): ChangedRows<Row> {
  const narrowed = { ...query, 'filter[updated_at][from]': from, 'order[id]': 'asc' }
  for await (const rows of readPages(context, source, narrowed, signal)) {
    const fresh = rows.filter(({ updated_at }) => updated_at >= from)
    if (fresh.length < rows.length) habits.ignoresFilter = true
    yield fresh
  }
  return true
}

async function* readBackwards<Row extends NeighbourWire>(
  context: AmocrmContext,
  { source, query }: NeighbourKindWords<Row>,
  { from }: ChangesPosition,
  signal: AbortSignal,
): ChangedRows<Row> {
  for await (const rows of readPages(context, source, { ...query, 'order[updated_at]': 'desc' }, signal)) {
    yield rows.filter(({ updated_at }) => updated_at >= from)
    // An order that is ignored leads to the end of the list.
    if (isNewestFirst(rows) && (rows.at(-1)?.updated_at ?? 0) < from) break
  }
  return true
}

async function* lookThrough<Row extends NeighbourWire>(
  context: AmocrmContext,
  { source, query }: NeighbourKindWords<Row>,
  { from }: ChangesPosition,
  habits: ListHabits,
  signal: AbortSignal,
): ChangedRows<Row> {
  let pages = 0
  for await (const rows of readPages(context, source, { ...query, 'order[id]': 'asc' }, signal)) {
    pages++
    yield rows.filter(({ updated_at }) => updated_at >= from)
  }
  habits.lookedThrough = { at: context.clock.now(), pages }
  return true
}

/** Between two looks: what is new, by its number, and what the log of events tells of. */
async function* readNewest<Row extends NeighbourWire>(
  context: AmocrmContext,
  { source, query }: NeighbourKindWords<Row>,
  { from }: ChangesPosition,
  signal: AbortSignal,
): ChangedRows<Row> {
  for await (const rows of readPages(context, source, { ...query, 'order[id]': 'desc' }, signal)) {
    yield rows.filter(({ updated_at }) => updated_at >= from)
    if ((rows.at(-1)?.created_at ?? 0) < from) break
  }
  return false
}

const isNewestFirst = (rows: readonly NeighbourWire[]): boolean =>
  rows.every(({ updated_at }, at) => updated_at <= (rows[at - 1]?.updated_at ?? Infinity))

/** What the log of events says has happened since: each is read by its number. */
export async function readHinted<Row extends NeighbourWire>(
  context: AmocrmContext,
  { entity, hints = [], deletedIn }: NeighbourKindWords<Row>,
  since: number,
  read: (ids: readonly ReturnType<typeof toRemoteId>[]) => Promise<ReadonlyMap<unknown, RemoteNeighbour>>,
  signal: AbortSignal,
): Promise<readonly RemoteNeighbour[]> {
  if (hints.length === 0) return []
  const events = (await readEvents(context, entity, hints, Math.max(0, since - EVENT_OVERLAP_S), signal)) ?? []
  const ids = [...new Set(events.flatMap((event) => deletedIn(event) ?? []))].map(toRemoteId)
  return ids.length === 0 ? [] : [...(await read(ids)).values()]
}
