import { AppError } from '#shared/errors/app-error.ts'
import type { Clock } from '../ports/clock.ts'

/**
 * Work that a person waits for. It has to heed the signal.
 * @throws {AppError} `timeout` when it takes longer than `ms`; as the work
 */
export async function withDeadline<T>(clock: Clock, ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const [over, done] = [new AbortController(), new AbortController()]
  clock.sleep(ms, done.signal).then(
    () => over.abort(new AppError('timeout', 'no answer in time', { details: { deadlineMs: ms, reached: true } })),
    // Rejects only because the work came first.
    () => undefined,
  )
  try {
    return await work(over.signal)
  } finally {
    done.abort()
  }
}
