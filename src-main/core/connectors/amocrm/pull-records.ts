import type { Cursor, Page, SomeKnown } from '../pull-page.ts'
import { beginPull } from './account-state.ts'
import type { Collection, DatedRow } from './collection.ts'
import { compareSome } from './compare-known.ts'
import type { AmocrmContext } from './context.ts'
import { toRemoteId } from './remote-ids.ts'
import {
  atRest,
  decodeCursor,
  encodeCursor,
  EVENT_OVERLAP_S,
  positionAfter,
  type ChangesPosition,
  type Comparison,
  type Position,
  type WalkPosition,
} from './position.ts'
import { presenceTypes, readEvents } from './removal-events.ts'
import { walkAll } from './walk-all.ts'
import { walkChanges } from './walk-changes.ts'

/**
 * Yields everything from `null`, or goes on with the walk where the cursor left it; else what changed since.
 * May repeat an item. A page that cannot be understood ends the pull before it moves the cursor.
 */
export async function* pullRecords<Row extends DatedRow, Item>(
  context: AmocrmContext,
  collection: Collection<Row, Item>,
  cursor: Cursor | null,
  signal: AbortSignal,
  some?: SomeKnown,
): AsyncGenerator<Page<Item>> {
  const position = decodeCursor(cursor)
  const again = isSeenOtherwise(context, position)
  if (position?.kind !== 'changes') yield* pullAll(context, collection, position, signal)
  else if (again === null) yield* pullChanges(context, collection, position, signal, some)
  else yield* pullAll(context, collection, null, signal, again)
}

/**
 * Other rights than those by which all was read, or `null`. What a user may see since then has not changed for that: everything is
 * read once more. What they may not see any more is found by the comparison that follows.
 */
function isSeenOtherwise({ account }: AmocrmContext, position: Position | null): string | null {
  const before = position?.kind === 'changes' ? (position.comparison?.rights ?? null) : null
  return before === null || account.rights === null || account.rights === before ? null : account.rights
}

async function* pullAll<Row extends DatedRow, Item>(
  context: AmocrmContext,
  collection: Collection<Row, Item>,
  resumed: WalkPosition | null,
  signal: AbortSignal,
  isAgain?: string,
): AsyncGenerator<Page<Item>> {
  const now = await beginPull(context, signal)
  const start: WalkPosition = resumed ?? {
    ...{ kind: 'walk', since: now, page: 1, checkedPage: 1, checkedAt: now },
    ...(isAgain === undefined ? {} : { again: isAgain }),
  }
  const { again = null, since } = start
  const comparison = { ...atRest(again === null ? since : null), rights: again }
  for await (const { rows, next, left } of walkAll(context, collection, start, signal)) {
    yield {
      items: rows.map(collection.toItem),
      // What changed behind the walk is in the changes since it began.
      cursor: encodeCursor(next ?? positionAfter(since, collection.toGone === undefined ? undefined : comparison)),
      // Nobody waits for what has been here before.
      isComplete: next === null || again !== null,
      ...(left === null ? {} : { left }),
    }
  }
}

async function* pullChanges<Row extends DatedRow, Item>(
  context: AmocrmContext,
  collection: Collection<Row, Item>,
  position: ChangesPosition,
  signal: AbortSignal,
  some?: SomeKnown,
): AsyncGenerator<Page<Item>> {
  const now = await beginPull(context, signal)
  for await (const { rows, from } of walkChanges(context, collection, position.from, now, signal)) {
    if (rows.length === 0) continue
    yield { items: rows.map(collection.toItem), cursor: encodeCursor({ ...position, from }), isComplete: true }
  }
  // Last, and always: with this page the watermark moves.
  const items = await hintedItems(context, collection, position.since, signal)
  const { gone, comparison } = await compare(context, collection, position, { now, some }, signal)
  yield { items: [...items, ...gone], cursor: encodeCursor(positionAfter(now, comparison)), isComplete: true }
}

/** A part of what the device has, beside what has changed. */
async function compare<Row extends DatedRow, Item>(
  context: AmocrmContext,
  { toGone }: Collection<Row, Item>,
  { since, comparison = { ...atRest(since), rights: null } }: ChangesPosition,
  { now, some }: { readonly now: number; readonly some: SomeKnown | undefined },
  signal: AbortSignal,
): Promise<{ readonly gone: readonly Item[]; readonly comparison?: Comparison }> {
  if (toGone === undefined) return { gone: [] }
  const seen = { ...comparison, rights: comparison.rights ?? context.account.rights }
  if (some === undefined) return { gone: [], comparison: seen }
  const { gone, next } = await compareSome(context, seen, now, some, signal)
  return { gone: gone.map(toGone), comparison: next }
}

/** Records that were deleted, merged or restored leave lists, or enter them, without changing `updated_at`. */
async function hintedItems<Row extends DatedRow, Item>(
  context: AmocrmContext,
  { entity, confirm, hints = [], trash }: Collection<Row, Item>,
  since: number,
  signal: AbortSignal,
): Promise<readonly Item[]> {
  if (confirm === null) return []
  const from = Math.max(0, since - EVENT_OVERLAP_S)
  const events = await readEvents(context, entity, [...presenceTypes(entity), ...hints], from, signal)
  const told = (events ?? []).flatMap(({ entity_id }) => (entity_id ? [toRemoteId(entity_id)] : []))
  const ids = new Set(events === null && trash !== undefined ? await trash(from, signal) : told)
  return ids.size === 0 ? [] : confirm([...ids], signal)
}
