import type { Cursor, Page } from '../connector.ts'
import { beginPull } from './account-state.ts'
import type { Collection, DatedRow } from './collection.ts'
import type { AmocrmContext } from './context.ts'
import { toRemoteId } from './remote-ids.ts'
import {
  decodeCursor,
  encodeCursor,
  EVENT_OVERLAP_S,
  positionAfter,
  type ChangesPosition,
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
): AsyncGenerator<Page<Item>> {
  const position = decodeCursor(cursor)
  if (position?.kind === 'changes') yield* pullChanges(context, collection, position, signal)
  else yield* pullAll(context, collection, position, signal)
}

async function* pullAll<Row extends DatedRow, Item>(
  context: AmocrmContext,
  collection: Collection<Row, Item>,
  resumed: WalkPosition | null,
  signal: AbortSignal,
): AsyncGenerator<Page<Item>> {
  const now = await beginPull(context, signal)
  const start = resumed ?? { kind: 'walk', since: now, page: 1, checkedPage: 1, checkedAt: now }
  for await (const { rows, next, left } of walkAll(context, collection, start, signal)) {
    yield {
      items: rows.map(collection.toItem),
      // What changed behind the walk is in the changes since it began.
      cursor: encodeCursor(next ?? positionAfter(start.since)),
      isComplete: next === null,
      ...(left === null ? {} : { left }),
    }
  }
}

async function* pullChanges<Row extends DatedRow, Item>(
  context: AmocrmContext,
  collection: Collection<Row, Item>,
  position: ChangesPosition,
  signal: AbortSignal,
): AsyncGenerator<Page<Item>> {
  const now = await beginPull(context, signal)
  for await (const { rows, from } of walkChanges(context, collection, position.from, now, signal)) {
    if (rows.length === 0) continue
    yield { items: rows.map(collection.toItem), cursor: encodeCursor({ ...position, from }), isComplete: true }
  }
  // Last, and always: with this page the watermark moves.
  const items = await hintedItems(context, collection, position.since, signal)
  yield { items, cursor: encodeCursor(positionAfter(now)), isComplete: true }
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
