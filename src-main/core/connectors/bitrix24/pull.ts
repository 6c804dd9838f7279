import type { RemoteId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Cursor, KnownIds, Page } from '../pull-page.ts'
import { MAX_COMMANDS, type Command, type CommandOutcome } from './api.ts'
import type { ContactContext } from './contact-context.ts'
import type { Bitrix24Context } from './context.ts'
import { parseResult } from './parse-result.ts'
import {
  decodeCursor,
  encodeCursor,
  OVERLAP_S,
  seenAfter,
  type ChangesPosition,
  type Position,
  type WalkPosition,
} from './position.ts'
import { answerOf } from './run-commands.ts'
import { momentOf, toMomentText } from './scalars.ts'
import type { ToldKind } from './pull-told.ts'
import { notePulled, pullToldFirst, type From } from './told-first.ts'
import { walk, type Found } from './walk.ts'
import { askBeside, readStretch, type Listing, type Stretch } from './walk-ids.ts'
import { DatedWire, type RowWire } from './wire.ts'

/** Records of one kind, as they are pulled. */
export interface Collection<Item> {
  readonly listing: Listing
  /** Of which rows the list beside has something to tell; of all where nothing is said. */
  readonly needsBeside?: (row: RowWire) => boolean
  /** What says when a row was changed last; `DATE_MODIFY` where nothing else is said. */
  readonly changedAt?: string
  /** Where what was never changed says nothing of it: what says when a row was made. */
  readonly madeAt?: string
  /** One record per row, in their order. @param isWalk among all that there are: what is dear to read of each may be left out */
  readonly toItems: (stretch: Stretch, signal: AbortSignal, isWalk: boolean) => Promise<readonly Item[]>
  /** What is there no more, of what the device has, and what has come into sight; `null` where nobody minds a name too many. */
  readonly sweep: ((known: KnownIds, signal: AbortSignal) => Promise<Swept<Item>>) | null
  /** How the portal tells of single ones, where it does. */
  readonly told?: ToldKind<Item>
}

/** What a comparison of ids has brought. */
export interface Swept<Item> {
  readonly items: readonly Item[]
  /** So much has come into sight that all is read again. */
  readonly isAnew?: true
}

/** The vendor tells deletions to applications alone: for all others ids are compared, this often. */
const SWEEP_EVERY_S = 15 * 60
/**
 * Where they are told, a comparison finds what nobody tells: records that this user may not see any more, and what was lost when
 * bindings vanished while nothing ran here. Once a day is enough for that.
 */
const SWEEP_TOLD_EVERY_S = 24 * 60 * 60

const START = '0'
/** Understood by nobody: then all is read. */
export const FROM_THE_START = '' as Cursor

/** The first request of a walk brings what the window takes in at once: rows are seen before a server has filled fifty pages. */
const FIRST_PAGES = 10

/**
 * Yields everything from `null`, or goes on with the walk where the cursor left it; else what changed since. May repeat an
 * item. A page that cannot be understood ends the pull before it moves the cursor.
 */
export async function* pullRecords<Item>(
  context: ContactContext,
  collection: Collection<Item>,
  cursor: Cursor | null,
  signal: AbortSignal,
  known?: KnownIds,
): AsyncGenerator<Page<Item>> {
  const position = decodeCursor(cursor)
  if (position?.kind === 'changes') {
    yield* pullSince(context, collection, { cursor: cursor ?? encodeCursor(position), position }, signal, known)
  } else yield* pullAll(context, collection, position, signal)
}

async function* pullAll<Item>(
  context: ContactContext,
  collection: Collection<Item>,
  resumed: WalkPosition | null,
  signal: AbortSignal,
): AsyncGenerator<Page<Item>> {
  const { listing } = collection
  const rowsAlone = withoutBeside(listing)
  let start = resumed
  async function read(after: string, either: AbortSignal): Promise<Found<Item>> {
    const ahead = start === null ? [CLOCK, countOf(listing)] : []
    const mostPages = Math.min(start === null ? FIRST_PAGES : MAX_COMMANDS, listing.mostPages ?? MAX_COMMANDS)
    const stretch = await readStretch(context, { ...rowsAlone, mostPages }, after, either, ahead)
    start ??= { kind: 'walk', since: toldBy(stretch.ahead[0]), after: START, total: totalOf(stretch.ahead[1]), done: 0 }
    return { entries: makeEntries(context, collection, stretch, either), ...endOf(stretch, after) }
  }

  let done = resumed?.done ?? 0
  for await (const { items, after, hasMore } of walk(context.api, read, resumed?.after ?? START, signal)) {
    const { since, total } = start ?? nothingRead()
    done += items.length
    const next: Position = hasMore
      ? { kind: 'walk', since, after, total, done }
      : {
          kind: 'changes',
          since: Math.max(0, since - OVERLAP_S),
          amid: null,
          seen: [],
          sweptAt: since,
          toldSince: null,
        }
    const left = total === null ? {} : { left: hasMore ? Math.max(0, total - done) : 0 }
    yield { items, cursor: encodeCursor(next), isComplete: !hasMore, ...left }
  }
  // From here on it is told; what was deleted during the walk is found by the next comparison of ids.
  if (collection.told !== undefined) await context.feed?.open(signal)
}

/** A request then holds twice as many rows; what the list beside says of them is asked for while the next is on its way. */
function withoutBeside({ method, filter, select, mostPages }: Listing): Listing {
  return { method, filter, select, ...(mostPages === undefined ? {} : { mostPages }) }
}

async function makeEntries<Item>(
  context: ContactContext,
  { listing, needsBeside = () => true, toItems }: Collection<Item>,
  stretch: Stretch,
  signal: AbortSignal,
): Promise<readonly { readonly id: string; readonly item: Item }[]> {
  const ids = stretch.rows.filter(needsBeside).map(({ ID }) => ID as RemoteId)
  const beside = await askBeside(context, listing, ids, signal)
  return pair(stretch.rows, await toItems({ ...stretch, beside }, signal, true))
}

/** First what the portal tells by itself, then, where that is not all, what its lists say. */
async function* pullSince<Item>(
  context: ContactContext,
  collection: Collection<Item>,
  { cursor, position }: Pick<From, 'cursor' | 'position'>,
  signal: AbortSignal,
  known?: KnownIds,
): AsyncGenerator<Page<Item>> {
  const canSweep = known !== undefined && collection.sweep !== null
  const told = pullToldFirst(context, collection.told, { cursor, position, canSweep }, signal)
  let step = await told.next()
  for (; step.done !== true; step = await told.next()) yield { ...step.value, cursor, isComplete: true }
  const next = { ...position, toldSince: step.value.toldSince }
  const writes = context.api.writeCount
  let last = encodeCursor(next)
  if (step.value.isListDue) {
    for await (const page of pullChanges(context, collection, next, signal, known)) {
      yield page
      last = page.cursor
    }
  } else yield { items: [], cursor: last, isComplete: true }
  notePulled(context, collection.told, last, step.value.isListDue ? writes : null)
}

async function* pullChanges<Item>(
  context: ContactContext,
  collection: Collection<Item>,
  position: ChangesPosition,
  signal: AbortSignal,
  known?: KnownIds,
): AsyncGenerator<Page<Item>> {
  const { offsetMinutes } = await context.catalog.current(signal)
  const { changedAt = 'DATE_MODIFY', madeAt = changedAt } = collection
  const changedSince = { [`>=${changedAt}`]: toMomentText(position.since * 1000, offsetMinutes) }
  const listing = { ...collection.listing, filter: { ...collection.listing.filter, ...changedSince } }
  const seen = new Map(position.seen)
  const rows: (readonly [string, number])[] = [...position.seen]
  let now = position.amid?.now ?? null
  async function read(after: string, either: AbortSignal): Promise<Found<Item>> {
    const stretch = await readStretch(context, listing, after, either, now === null ? [CLOCK] : [])
    now ??= toldBy(stretch.ahead[0])
    const dated = stretch.rows.map((row) =>
      parseResult(DatedWire, { ID: row.ID, DATE_MODIFY: row[changedAt] || row[madeAt] }, listing.method),
    )
    const times = dated.map(({ ID, DATE_MODIFY }) => [ID, DATE_MODIFY / 1000] as const)
    const isNew = times.map(([id, at]) => seen.get(id) !== at)
    const fresh = stretch.rows.filter((_, at) => isNew[at] === true)
    const items = await collection.toItems({ ...stretch, rows: fresh }, either, false)
    rows.push(...times)
    return { entries: pair(fresh, items), ...endOf(stretch, after) }
  }

  for await (const { items, after, hasMore } of walk(context.api, read, position.amid?.after ?? START, signal)) {
    if (!hasMore && items.length === 0) break
    const amid = { now: now ?? nothingRead(), after }
    yield { items, cursor: encodeCursor({ ...position, amid }), isComplete: true }
  }
  const at = now ?? nothingRead()
  const isDue = known !== undefined && collection.sweep !== null && isSweepDue(position, at)
  const swept: Swept<Item> | undefined = isDue ? await collection.sweep?.(known, signal) : undefined
  const since = Math.max(0, at - OVERLAP_S)
  const next: Position = {
    ...{ kind: 'changes', since, amid: null, seen: seenAfter(rows, at), toldSince: position.toldSince },
    sweptAt: isDue ? at : position.sweptAt,
  }
  const made = await readMade(context, collection, position, signal)
  // Last, and always: with this page the watermark moves.
  const cursor = swept?.isAnew === true ? FROM_THE_START : encodeCursor(next)
  yield { items: [...made, ...(swept?.items ?? [])], cursor, isComplete: true }
}

/** What was made since, where a list of changes leaves it out. */
async function readMade<Item>(
  context: ContactContext,
  { madeAt, listing, toItems }: Collection<Item>,
  { since }: ChangesPosition,
  signal: AbortSignal,
): Promise<readonly Item[]> {
  if (madeAt === undefined) return []
  const { offsetMinutes } = await context.catalog.current(signal)
  const filter = { ...listing.filter, [`>=${madeAt}`]: toMomentText(since * 1000, offsetMinutes) }
  const items: Item[] = []
  for (let [after, hasMore] = [START, true]; hasMore;) {
    const stretch = await readStretch(context, { ...listing, filter }, after, signal)
    items.push(...(await toItems(stretch, signal, false)))
    after = stretch.rows.at(-1)?.ID ?? after
    hasMore = stretch.hasMore
  }
  return items
}

function isSweepDue({ sweptAt, toldSince }: ChangesPosition, now: number): boolean {
  if (toldSince === null) return now - sweptAt >= SWEEP_EVERY_S
  return sweptAt < toldSince || now - sweptAt >= SWEEP_TOLD_EVERY_S
}

const pair = <Item>(rows: Stretch['rows'], items: readonly Item[]) =>
  rows.flatMap(({ ID: id }, at) => {
    const item = items[at]
    return item === undefined ? [] : [{ id, item }]
  })

const endOf = ({ rows, hasMore }: Stretch, after: string) => ({ until: rows.at(-1)?.ID ?? after, hasMore })

const CLOCK: Command = { name: 'clock', method: 'server.time', params: {} }

/** The one list that is counted, once: to say how much is left. */
const countOf = ({ method, filter }: Listing): Command => ({
  name: 'count',
  method,
  // A query has no word for an empty map.
  params: { ...(Object.keys(filter).length === 0 ? {} : { filter }), select: ['ID'], start: 0 },
})

/** Seconds. */
function toldBy(outcome: CommandOutcome | undefined): number {
  const at = momentOf(answerOf(outcome, CLOCK.method).result)
  return at === null ? nothingRead() : at / 1000
}

const totalOf = (outcome: CommandOutcome | undefined): number | null =>
  outcome?.kind === 'answered' ? outcome.answer.total : null

function nothingRead(): never {
  throw new AppError('remote/invalid-response', 'the answer does not say what time it is', {
    details: { path: 'result', method: CLOCK.method, reached: true },
  })
}

/** Ids of all records that are there now. */
export async function readIds(
  context: Bitrix24Context,
  listing: Pick<Listing, 'method'>,
  signal: AbortSignal,
): Promise<ReadonlySet<RemoteId>> {
  const ids = new Set<RemoteId>()
  const bare: Listing = { method: listing.method, filter: {}, select: ['ID'] }
  let [after, hasMore] = [START, true]
  while (hasMore) {
    const stretch = await readStretch(context, bare, after, signal)
    for (const { ID } of stretch.rows) ids.add(ID as RemoteId)
    after = stretch.rows.at(-1)?.ID ?? after
    hasMore = stretch.hasMore
  }
  return ids
}
