import * as v from 'valibot'
import type { Cursor } from '../pull-page.ts'

/** All times are the server's, in seconds: the device's clock may be wrong, the vendor's records know no milliseconds. */
const SecondsSchema = v.pipe(v.number(), v.integer(), v.minValue(0))
const IdSchema = v.pipe(v.string(), v.regex(/^\d+$/))

/** Amid the first walk through everything, by id. */
const WalkSchema = v.object({
  kind: v.literal('walk'),
  /** When it began: what changes since then are the next pull's. */
  since: SecondsSchema,
  /** All with ids up to this one are known. */
  after: IdSchema,
  /** How many there are, as counted when it began; `null` where nobody knows. */
  total: v.nullable(v.number()),
  done: v.number(),
})
export type WalkPosition = v.InferOutput<typeof WalkSchema>

/** Everything is here; amid, or between, pulls of changes. */
const ChangesSchema = v.object({
  kind: v.literal('changes'),
  /** All that happened before is known. */
  since: SecondsSchema,
  /** Amid a pull: when it began, and up to which id its rows are known. */
  amid: v.nullable(v.object({ now: SecondsSchema, after: IdSchema })),
  /** Rows that the next pull will find again, with the times at which they were changed. */
  seen: v.array(v.tuple([IdSchema, SecondsSchema])),
  /** When ids were last compared. */
  sweptAt: SecondsSchema,
  /** Since when the portal tells all that happens, as far as we know; `null` where it tells nothing. */
  toldSince: v.optional(v.nullable(SecondsSchema), null),
})
export type ChangesPosition = v.InferOutput<typeof ChangesSchema>

export type Position = WalkPosition | ChangesPosition
const PositionSchema = v.variant('kind', [WalkSchema, ChangesSchema])

/** Goes into each cursor; one made by another generation of this code is not understood, and pulling starts anew. */
const GENERATION = 'b1:'

export const encodeCursor = (position: Position): Cursor => `${GENERATION}${JSON.stringify(position)}` as Cursor

/** `null` means: from the beginning. So does a cursor that cannot be read, because a full walk is never wrong. */
export function decodeCursor(cursor: Cursor | null): Position | null {
  if (cursor?.startsWith(GENERATION) !== true) return null
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), PositionSchema), cursor.slice(GENERATION.length))
  return result.success ? result.output : null
}

/**
 * Rows of the last seconds are asked for again: the vendor's clock ticks in seconds, and what was being saved while we asked
 * may show up after rows with a later time.
 */
export const OVERLAP_S = 30

/** More than these are rather read again than carried along. */
const MOST_SEEN = 2_000

/** What the next pull will find again and need not tell again. @param rows all that are known, the newest reading of each last */
export function seenAfter(
  rows: readonly (readonly [id: string, changedAt: number])[],
  now: number,
): ChangesPosition['seen'] {
  // Whatever was changed in the second of the reading, or after it, may have been changed again in that second.
  const again = [...new Map(rows)].filter(([, at]) => at >= now - OVERLAP_S && at < now)
  return again.length > MOST_SEEN ? [] : again.map(([id, at]) => [id, at])
}
