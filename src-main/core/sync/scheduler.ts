import { AppError, toWireError } from '#shared/errors/app-error.ts'
import type { SyncPhase } from '#shared/ipc/sync-status.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'
import { backoff } from './backoff.ts'
import type { Engine } from './engine.ts'

/** The CRM is asked for changes this often, each laptop at its own moment. */
const POLL_MS = 20_000
const POLL_JITTER_MS = 5_000

export interface SchedulerOptions {
  readonly engine: Pick<Engine, 'run'>
  readonly clock: Clock
  readonly random: Random
  readonly onPhase: (phase: SyncPhase) => void
  /** A sync went through at this time. */
  readonly onSynced: (at: number) => void
}

/** `return`: the network is back, or the user looks at the window again. */
export type WakeReason = 'edit' | 'return' | 'user'

/**
 * When one account syncs. One sync at a time; a wish during a sync makes it run once more after.
 * Starts held: `setHeld(null)` lets it go.
 */
export class Scheduler {
  readonly #options: SchedulerOptions
  readonly #closing = new AbortController()
  readonly #running: Promise<void>
  /** The sync that runs, while one does. */
  #run: AbortController | null = null
  /** The pause between two syncs, while there is one. */
  #pause: AbortController | null = null
  #held: SyncPhase | null = { kind: 'idle' }
  #isWanted = true
  #isStopped = false
  /** The user asked while a sync ran: then its failure is no answer yet. */
  #isAsked = false
  #failures = 0

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#running = this.#loop()
  }

  /** May be called whenever something changed that could let a sync run: a new edit, a window, the network. */
  wake(reason: WakeReason): void {
    // A refused token stays refused; only the user's word is a reason to ask again.
    if (this.#isStopped && reason !== 'user') return
    this.#isStopped = false
    this.#isWanted = true
    if (reason === 'user') {
      this.#failures = 0
      this.#isAsked = true
    }
    this.#pause?.abort()
  }

  /** Breaks off a sync that hangs, and begins another. */
  renew(): void {
    this.wake('user')
    this.#run?.abort()
  }

  /** Holds everything (the user works offline, or no window is there to take pages), or lets go again. */
  setHeld(phase: SyncPhase | null): void {
    this.#held = phase
    if (phase === null) {
      this.#isStopped = false
      this.#isWanted = true
    } else {
      this.#options.onPhase(phase)
      this.#run?.abort()
    }
    this.#pause?.abort()
  }

  /** Stops for good; resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#running
  }

  async #loop(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const pauseMs = this.#held === null && !this.#isStopped ? await this.#syncOnce() : null
      await this.#rest(pauseMs)
    }
  }

  /** @returns how long to pause, or `null` until somebody wakes us */
  async #syncOnce(): Promise<number | null> {
    const { engine, clock, random, onPhase, onSynced } = this.#options
    const run = new AbortController()
    this.#run = run
    this.#isWanted = false
    this.#isAsked = false
    try {
      const lookAgainIn = await engine.run(AbortSignal.any([run.signal, this.#closing.signal]))
      this.#failures = 0
      onSynced(clock.now())
      // Held while its last request was out: the run has got through, but what shows is that it is held.
      onPhase(this.#held ?? { kind: 'idle' })
      return lookAgainIn ?? POLL_MS + Math.round(random.next() * POLL_JITTER_MS)
    } catch (error) {
      return run.signal.aborted || this.#closing.signal.aborted ? null : this.#afterFailure(error)
    } finally {
      this.#run = null
    }
  }

  #afterFailure(error: unknown): number | null {
    const { random, onPhase } = this.#options
    this.#failures += 1
    const failure = toWireError(error)
    const retryAfter = error instanceof AppError ? error.details['retryAfterMs'] : null
    const askedMs = typeof retryAfter === 'number' ? retryAfter : null
    const next = backoff(failure.code, this.#failures, random.next(), askedMs)
    if (next.kind === 'stop') {
      this.#isStopped = !this.#isAsked
      onPhase({ kind: 'stopped', error: failure })
      return null
    }
    onPhase({ kind: 'waiting', error: failure, retryInMs: next.delayMs })
    return next.delayMs
  }

  async #rest(ms: number | null): Promise<void> {
    const isDue = this.#isWanted && this.#held === null && !this.#isStopped
    if (this.#closing.signal.aborted || isDue) return
    const pause = new AbortController()
    this.#pause = pause
    const signal = AbortSignal.any([pause.signal, this.#closing.signal])
    try {
      if (ms !== null && this.#held === null) await this.#options.clock.sleep(ms, signal)
      else await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
    } catch (error) {
      if (!signal.aborted) throw error
    } finally {
      this.#pause = null
    }
  }
}
