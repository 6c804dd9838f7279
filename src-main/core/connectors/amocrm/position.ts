import * as v from 'valibot'
import type { Cursor } from '../pull-page.ts'

/**
 * Where a pull stands. All times are the server's, in seconds: the device's clock may be wrong, the vendor's
 * records know no milliseconds.
 */
const SecondsSchema = v.pipe(v.number(), v.integer(), v.minValue(0))
const PageSchema = v.pipe(v.number(), v.integer(), v.minValue(1))

/** How far what the device has is compared with what is there. */
const ComparisonSchema = v.object({
  /** A place among what the device has: there it goes on, empty at the beginning. `null` while it rests. */
  after: v.nullable(v.string()),
  /** When the last one ended, `null` where the next one is due now. */
  doneAt: v.nullable(SecondsSchema),
  /** By which rights everything was read, in the vendor's letters; `null` where nobody knows. */
  rights: v.nullable(v.string()),
})
export type Comparison = v.InferOutput<typeof ComparisonSchema>

/** It has ended, or nothing needs it yet. */
export const atRest = (doneAt: number | null): Pick<Comparison, 'after' | 'doneAt'> => ({ after: null, doneAt })

/** Amid a walk through everything, by id. */
const WalkSchema = v.object({
  kind: v.literal('walk'),
  /** When it began: changes since then are the next pull's. */
  since: SecondsSchema,
  /** The next page to read. */
  page: PageSchema,
  /** The pages up to this one are known to have lost nothing to deletions before `checkedAt`. */
  checkedPage: PageSchema,
  checkedAt: SecondsSchema,
  /** All has been here before, and is read once more: by which rights. */
  again: v.optional(v.string()),
})
export type WalkPosition = v.InferOutput<typeof WalkSchema>

/** Everything is here; amid, or between, pulls of changes. */
const ChangesSchema = v.object({
  kind: v.literal('changes'),
  /** All that happened before is known. */
  since: SecondsSchema,
  /** Amid a pull: rows changed before this one have been handed over. */
  from: SecondsSchema,
  /** Of what is compared. */
  comparison: v.optional(ComparisonSchema),
})
export type ChangesPosition = v.InferOutput<typeof ChangesSchema>

export type Position = WalkPosition | ChangesPosition
const PositionSchema = v.variant('kind', [WalkSchema, ChangesSchema])

/** Goes into each cursor; one made by another generation of this code is not understood, and pulling starts anew. */
const GENERATION = 'a2:'

export const encodeCursor = (position: Position): Cursor => `${GENERATION}${JSON.stringify(position)}` as Cursor

/** `null` means: from the beginning. So does a cursor that cannot be read, because a full walk is never wrong. */
export function decodeCursor(cursor: Cursor | null): Position | null {
  if (cursor?.startsWith(GENERATION) !== true) return null
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), PositionSchema), cursor.slice(GENERATION.length))
  return result.success ? result.output : null
}

/**
 * Rows of the last minute are asked for again: the vendor's clock ticks in seconds, and what was being saved while we
 * asked may show up after rows with a later time.
 */
export const ROW_OVERLAP_S = 60

/** Events are written down after the fact, how long after is not documented. */
export const EVENT_OVERLAP_S = 120

/** Between pulls. @param now when the pull that ends here began */
export const positionAfter = (now: number, comparison?: Comparison): ChangesPosition => ({
  kind: 'changes',
  since: now,
  from: Math.max(0, now - ROW_OVERLAP_S),
  ...(comparison === undefined ? {} : { comparison }),
})
