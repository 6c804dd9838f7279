import { AppError, toWireError } from '#shared/errors/app-error.ts'
import type { SyncPhase } from '#shared/ipc/sync-status.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'
import { backoff } from './backoff.ts'
import type { Engine } from './engine.ts'

/** The CRM is asked for changes this often, each laptop at its own moment. */
const POLL_MS = 30_000
const POLL_JITTER_MS = 10_000

export interface SchedulerOptions {
  readonly engine: Engine
  readonly clock: Clock
  readonly random: Random
  readonly onPhase: (phase: SyncPhase) => void
  /** A sync went through at this time. */
  readonly onSynced: (at: number) => void
}

/** When one account syncs. One sync at a time; a wish during a sync makes it run once more after. */
export interface Scheduler {
  /** May be called whenever something changed that could let a sync run: a new edit, a window, the network. */
  wake(reason: 'edit' | 'user' | 'window'): void
  /** Holds everything (the user works offline, or no window is there to take pages), or lets go again. */
  setHeld(phase: SyncPhase | null): void
  /** Stops for good; resolves when nothing runs any more. */
  close(): Promise<void>
}

/** Starts held: `setHeld(null)` lets it go. */
export function createScheduler({ engine, clock, random, onPhase, onSynced }: SchedulerOptions): Scheduler {
  const closing = new AbortController()
  let run: AbortController | null = null
  let sleep: AbortController | null = null
  let held: SyncPhase | null = { kind: 'idle' }
  let isWanted = true
  let isStopped = false
  let failures = 0

  /** @returns how long to sleep, or `null` until somebody wakes us */
  async function syncOnce(): Promise<number | null> {
    run = new AbortController()
    isWanted = false
    try {
      const lookAgainIn = await engine.run(AbortSignal.any([run.signal, closing.signal]))
      failures = 0
      onSynced(clock.now())
      onPhase({ kind: 'idle' })
      return lookAgainIn ?? POLL_MS + Math.round(random.next() * POLL_JITTER_MS)
    } catch (error) {
      return run.signal.aborted || closing.signal.aborted ? null : afterFailure(error)
    } finally {
      run = null
    }
  }

  function afterFailure(error: unknown): number | null {
    failures += 1
    const failure = toWireError(error)
    const retryAfter = error instanceof AppError ? error.details['retryAfterMs'] : null
    const next = backoff(failure.code, failures, random.next(), typeof retryAfter === 'number' ? retryAfter : null)
    isStopped = next.kind === 'stop'
    if (next.kind === 'stop') onPhase({ kind: 'stopped', error: failure })
    else onPhase({ kind: 'waiting', error: failure, retryInMs: next.delayMs })
    return next.kind === 'stop' ? null : next.delayMs
  }

  async function rest(ms: number | null): Promise<void> {
    if (closing.signal.aborted || (isWanted && held === null && !isStopped)) return
    sleep = new AbortController()
    const signal = AbortSignal.any([sleep.signal, closing.signal])
    try {
      if (ms !== null && held === null) await clock.sleep(ms, signal)
      else await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      sleep = null
    }
  }

  async function loop(): Promise<void> {
    while (!closing.signal.aborted) {
      const pause = held === null && !isStopped ? await syncOnce() : null
      await rest(pause)
    }
  }

  const running = loop()
  return {
    wake(reason) {
      // A refused token stays refused; only the user, or a new window, is a reason to ask again.
      if (isStopped && reason === 'edit') return
      isStopped = false
      isWanted = true
      if (reason !== 'edit') failures = 0
      sleep?.abort()
    },
    setHeld(phase) {
      held = phase
      if (phase === null) {
        isStopped = false
        isWanted = true
      } else {
        onPhase(phase)
        run?.abort()
      }
      sleep?.abort()
    },
    async close() {
      closing.abort()
      await running
    },
  }
}
