import { AppError, toWireError } from '#shared/errors/app-error.ts'
import type { SyncPhase } from '#shared/ipc/sync-status.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'
import { backoff } from './backoff.ts'
import type { Engine } from './engine.ts'
import { createPollPace } from './poll-pace.ts'

/** Up to so much of a pause is added, each laptop its own: what has begun at one moment must not go on at one. */
const JITTER = 0.25

export interface SchedulerOptions {
  readonly engine: Pick<Engine, 'run'>
  readonly clock: Clock
  readonly random: Random
  readonly onPhase: (phase: SyncPhase) => void
  /** A sync went through at this time. */
  readonly onSynced: (at: number) => void
  /** Edits wait to be sent, or the first pull is not through: a poll can wait, these cannot. */
  readonly isUrgent: () => boolean
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
  readonly #pace = createPollPace()

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#running = this.#loop()
  }

  /** May be called whenever something changed that could let a sync run: a new edit, a window, the network. */
  wake(reason: WakeReason): void {
    // A refused token stays refused; only the user's word is a reason to ask again.
    if (this.#isStopped && reason !== 'user') return
    this.#isStopped = false
    this.#pace.wake()
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
      this.#pace.wake()
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
    const isAsked = this.#isAsked
    this.#run = run
    this.#isWanted = false
    this.#isAsked = false
    try {
      const { lookAgainIn, hasMoved } = await engine.run(AbortSignal.any([run.signal, this.#closing.signal]), isAsked)
      this.#failures = 0
      onSynced(clock.now())
      // Held while its last request was out: the run has got through, but what shows is that it is held.
      onPhase(this.#held ?? { kind: 'idle' })
      const paceMs = jittered(this.#pace.afterSync(hasMoved), random.next())
      // What is to be looked at again may be far off: nobody else waits for it.
      return Math.min(paceMs, lookAgainIn ?? Infinity)
    } catch (error) {
      return run.signal.aborted || this.#closing.signal.aborted ? null : this.#afterFailure(error)
    } finally {
      this.#run = null
    }
  }

  #afterFailure(error: unknown): number | null {
    const { random, onPhase, isUrgent } = this.#options
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
    const isCrowded = failure.code === 'rate-limited' && !isUrgent()
    const roomMs = isCrowded ? jittered(this.#pace.afterRefusal(), random.next()) : 0
    // Where the CRM has named its hour, that is it.
    const retryInMs = askedMs === null ? Math.max(next.delayMs, roomMs) : next.delayMs
    onPhase({ kind: 'waiting', error: failure, retryInMs })
    return retryInMs
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

const jittered = (ms: number, chance: number): number => Math.round(ms * (1 + chance * JITTER))
