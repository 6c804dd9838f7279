import type { Portal } from '../portal.ts'
import type { OperatingState } from './operating-limits.ts'
import { isoTime } from './server-time.ts'

/** `time` of a success. Errors have none. */
export function timeBlock(
  portal: Portal,
  startedAtMs: number,
  operating: OperatingState | undefined,
): Readonly<Record<string, unknown>> {
  const finishedAtMs = portal.clock()
  const seconds = (finishedAtMs - startedAtMs) / 1000
  // The outer call of a batch is charged nothing; its next ten minutes begin now.
  const { operating: spent, resetAt } = operating ?? { operating: 0, resetAt: Math.floor(finishedAtMs / 1000) + 600 }
  return {
    start: startedAtMs / 1000,
    finish: finishedAtMs / 1000,
    duration: seconds,
    processing: seconds,
    date_start: isoTime(portal, Math.floor(startedAtMs / 1000)),
    date_finish: isoTime(portal, Math.floor(finishedAtMs / 1000)),
    operating_reset_at: resetAt,
    operating: spent,
  }
}
