import type { Clock } from '#core/ports/clock.ts'
import { AppError } from '#shared/errors/app-error.ts'

/** The vendor advises this many. */
export const WRITE_BATCH = 50
/**
 * What a user may choose among, the advised size first: 250 is the most that the vendor takes.
 * @source https://www.amocrm.ru/developers/content/api/recommendations
 */
export const writeBatches = [WRITE_BATCH, 100, 250] as const
/** How long smaller batches are sent after the vendor choked on one. */
const SMALL_FOR_MS = 10 * 60_000

/** How many items one write may carry. The vendor answers 504 to a batch that it could not finish in time. */
export interface BatchLimit {
  current(): number
  /** Takes note of a failed write of `size` items. */
  note(error: unknown, size: number): void
}

/** @param usual what is sent while nothing is wrong with it */
export function createBatchLimit(clock: Clock, usual: number = WRITE_BATCH): BatchLimit {
  let [limit, smallUntil] = [usual, 0]
  return {
    current: () => (clock.now() < smallUntil ? limit : usual),
    note(error, size) {
      if (!isTooLarge(error)) return
      limit = Math.max(1, Math.floor(size / 2))
      smallUntil = clock.now() + SMALL_FOR_MS
    },
  }
}

/** Not finished in time, or more bytes than the server in front takes. */
const isTooLarge = (error: unknown): boolean =>
  error instanceof AppError && (error.details['status'] === 504 || error.details['status'] === 413)
