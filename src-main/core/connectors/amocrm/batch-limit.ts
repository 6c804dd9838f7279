import type { Clock } from '#core/ports/clock.ts'
import { AppError } from '#shared/errors/app-error.ts'

/** The vendor takes 250 and advises 50. */
export const WRITE_BATCH = 50
/** How long smaller batches are sent after the vendor choked on one. */
const SMALL_FOR_MS = 10 * 60_000

/** How many items one write may carry. The vendor answers 504 to a batch that it could not finish in time. */
export interface BatchLimit {
  current(): number
  /** Takes note of a failed write of `size` items. */
  note(error: unknown, size: number): void
}

export function createBatchLimit(clock: Clock): BatchLimit {
  let [limit, smallUntil] = [WRITE_BATCH, 0]
  return {
    current: () => (clock.now() < smallUntil ? limit : WRITE_BATCH),
    note(error, size) {
      if (!(error instanceof AppError) || error.details['status'] !== 504) return
      limit = Math.max(1, Math.floor(size / 2))
      smallUntil = clock.now() + SMALL_FOR_MS
    },
  }
}
