import type { Collection, DatedRow } from './collection.ts'
import { PAGE_SIZE, serverSeconds, type AmocrmContext } from './context.ts'
import { EVENT_OVERLAP_S, type WalkPosition } from './position.ts'
import { createListLength, type ListLength } from './list-length.ts'
import { createReadAhead, type ReadAhead } from './read-ahead.ts'
import { readEvents, removalTypes, type EventEntity } from './removal-events.ts'
import type { EventWire } from './wire.ts'

/** A page of the walk; `next: null` ends it. */
export interface WalkStep<Row> {
  readonly rows: readonly Row[]
  readonly next: WalkPosition | null
  /** About how many rows follow; `null` while nobody knows. */
  readonly left: number | null
}

/** One look into the event log for so many pages; fewer of a long list, of which every look costs a page. */
const PAGES_PER_CHECK = { least: 20, most: 100 }
/** While somebody deletes in bulk, pages never stand still; then we go on, and the next comparison of ids finds the rest. */
const MAX_STEPS_BACK = 5

/**
 * Everything, by id, page by page. The vendor pages by number, so each record deleted behind us moves those ahead of us one
 * place back, across the edge of a page that we have read: one record is skipped. Therefore the event log is looked
 * into now and then; after a deletion the walk steps back to the last page known to be sound. Records may repeat.
 * Pages are read ahead, those behind an edge perhaps before those in front of it.
 */
export async function* walkAll<Row extends DatedRow>(
  context: AmocrmContext,
  collection: Collection<Row, unknown>,
  start: WalkPosition,
  signal: AbortSignal,
): AsyncGenerator<WalkStep<Row>> {
  const pages = createReadAhead(context, collection.source, { 'order[id]': 'asc' }, signal)
  const length = collection.isAwaited ? createListLength(context, collection.source, signal) : null
  try {
    yield* walkPages(pages, createShiftGuard(context, collection.entity, start, signal), start, length)
  } finally {
    length?.close()
    await pages.close()
  }
}

async function* walkPages<Row extends DatedRow>(
  pages: ReadAhead<Row>,
  guard: ShiftGuard,
  start: WalkPosition,
  length: ListLength | null,
): AsyncGenerator<WalkStep<Row>> {
  let [page, before, stepsBack] = [start.page, '', 0]
  for (;;) {
    const { rows, hasNext } = await pages.take(page)
    const content = rows.map(({ id }) => id).join()
    const isLast = !hasNext || rows.length === 0 || content === before
    before = content

    const isCheckDue = isLast || page - guard.checkedPage() >= pagesPerCheck(page)
    const soundPage = isCheckDue ? await guard.check(page, rows.at(-1)?.id ?? Infinity) : null
    const mustStepBack = soundPage !== null && stepsBack < MAX_STEPS_BACK
    if (isCheckDue) stepsBack = mustStepBack ? stepsBack + 1 : 0
    if (mustStepBack) before = ''

    page = mustStepBack ? soundPage : page + 1
    const isOver = isLast && !mustStepBack
    const left = isOver ? 0 : (length?.left(page - 1) ?? null)
    yield { rows, left, next: isOver ? null : { ...start, page, ...guard.position() } }
    if (isOver) return
  }
}

/** What a step back costs stays a part of what is read. */
const pagesPerCheck = (page: number): number =>
  Math.min(PAGES_PER_CHECK.most, Math.max(PAGES_PER_CHECK.least, page / 2))

interface ShiftGuard {
  /** @returns the page to go back to, `null` when nothing was deleted behind us. @param lastId of the page just read */
  check(page: number, lastId: number): Promise<number | null>
  checkedPage(): number
  position(): Pick<WalkPosition, 'checkedPage' | 'checkedAt'>
}

function createShiftGuard(
  context: AmocrmContext,
  entity: EventEntity,
  start: WalkPosition,
  signal: AbortSignal,
): ShiftGuard {
  const seen = new Set<EventWire['id']>()
  /** When we looked, and what we had read by then; the first entry is where this walk came in. */
  const first = { at: start.checkedAt, page: start.checkedPage }
  const looks = [first]
  const latest = () => looks.at(-1) ?? first
  /**
   * Deletions that were ahead of us at the last look. One of a record that lies in what had been read ahead by then may
   * have moved what was read after it. By the next look we are past that, or it was harmless.
   */
  let ahead: readonly EventWire[] = []

  return {
    async check(page, lastId) {
      const at = serverSeconds(context)
      const from = Math.max(start.since - 1, latest().at - EVENT_OVERLAP_S)
      const removals = (await readEvents(context, entity, removalTypes(entity), from, signal)) ?? []
      const fresh = removals.filter(({ id }) => !seen.has(id))
      for (const { id } of fresh) seen.add(id)
      // A merge may name the survivor: any merge counts.
      const isBehind = ({ type, entity_id }: EventWire) => type === 'entity_merged' || (entity_id ?? 0) <= lastId
      const shifting = fresh.filter(isBehind)
      const passed = ahead.filter(isBehind)
      ahead = fresh.filter((event) => !isBehind(event))
      if (shifting.length === 0 && passed.length === 0) {
        looks.push({ at, page })
        return null
      }
      // The log may be late: the deletion belongs to the look before its time, not to the latest one. Two deletions move
      // records by two places, 250 by a page.
      const oldest = shifting[0]
      const sound = oldest === undefined ? latest() : (looks.findLast((look) => look.at < oldest.created_at) ?? first)
      const shift = Math.ceil((shifting.length + passed.length) / PAGE_SIZE)
      const soundPage = Math.max(1, Math.min(sound.page, latest().page) - shift + 1)
      looks.push({ at, page: soundPage })
      return soundPage
    },
    checkedPage: () => latest().page,
    position: () => ({ checkedPage: latest().page, checkedAt: latest().at }),
  }
}
