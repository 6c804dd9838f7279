import type { WireError } from '#shared/errors/app-error.ts'
import type { Stall, SyncPhase, SyncStep } from '#shared/ipc/sync-status.ts'
import type { Clock } from '../ports/clock.ts'
import { findStall, type SyncSigns } from './find-stall.ts'

export interface WatchdogOptions {
  readonly clock: Clock
  /** What the sync waits for now. */
  readonly step: () => SyncStep | null
  /** When the CRM last gave an answer that was of use. */
  readonly answeredAt: () => number | null
  readonly hasPending: () => boolean
  /** A stall has begun, ended, or has another reason. */
  readonly onChanged: () => void
}

const LOOK_EVERY_MS = 30_000
/** A computer that slept, or a clock that was set: what was not lived through does not count. */
const JUMP_MS = 2 * LOOK_EVERY_MS

/**
 * Watches one account's sync from outside. It has a clock of its own and asks nothing of the sync: one that hangs in a
 * promise which never settles is noticed as well.
 */
export class Watchdog {
  readonly #options: WatchdogOptions
  readonly #closing = new AbortController()
  #phase: SyncPhase = { kind: 'idle' }
  #phaseSince: number
  #isHeld = true
  #progressAt: number
  #runSince: number | null = null
  #failures = 0
  #failure: WireError | null = null
  #lookedAt: number
  #stall: Stall | null = null

  constructor(options: WatchdogOptions) {
    this.#options = options
    const now = options.clock.now()
    this.#phaseSince = now
    this.#progressAt = now
    this.#lookedAt = now
    void this.#watch()
  }

  get stall(): Stall | null {
    return this.#stall
  }

  /** For whoever looks into a failure. */
  describe() {
    return {
      phaseSince: this.#phaseSince,
      progressAt: this.#progressAt,
      failures: this.#failures,
      step: this.#options.step(),
    }
  }

  /** Held by the user's choice, or for want of a window; or let go again. */
  setHeld(isHeld: boolean): void {
    if (this.#isHeld && !isHeld) this.#progressAt = this.#options.clock.now()
    this.#isHeld = isHeld
    this.#judgeAgain()
  }

  phaseChanged(phase: SyncPhase): void {
    const now = this.#options.clock.now()
    if (phase.kind !== this.#phase.kind) this.#phaseSince = now
    if (phase.kind === 'waiting') {
      this.#phaseSince = now
      this.#failures += 1
      this.#failure = phase.error
    }
    this.#phase = phase
    this.#judgeAgain()
  }

  runBegan(): void {
    this.#runSince = this.#options.clock.now()
    if (this.#phase.kind !== 'stopped') return
    // What stood still until the user's word has its time from now on.
    this.#progressAt = this.#runSince
    this.#failures = 0
    this.#failure = null
  }

  runEnded(): void {
    this.#runSince = null
  }

  /** A page is written, a batch is settled. */
  moved(): void {
    this.#progressAt = this.#options.clock.now()
    this.#judgeAgain()
  }

  synced(): void {
    this.#failures = 0
    this.#failure = null
    this.moved()
  }

  close(): void {
    this.#closing.abort()
  }

  async #watch(): Promise<void> {
    const { clock } = this.#options
    const { signal } = this.#closing
    try {
      for (;;) {
        await clock.sleep(LOOK_EVERY_MS, signal)
        this.#look()
      }
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  #look(): void {
    const now = this.#options.clock.now()
    const passedMs = now - this.#lookedAt
    if (passedMs < 0 || passedMs > JUMP_MS) this.#shift(passedMs - LOOK_EVERY_MS)
    this.#lookedAt = now
    this.#judge()
  }

  #shift(byMs: number): void {
    this.#progressAt += byMs
    this.#phaseSince += byMs
    if (this.#runSince !== null) this.#runSince += byMs
  }

  #signs(): SyncSigns {
    const { step, answeredAt, hasPending } = this.#options
    return {
      phase: this.#phase,
      phaseSince: this.#phaseSince,
      progressAt: this.#progressAt,
      runSince: this.#runSince,
      answeredAt: answeredAt(),
      step: step(),
      failures: this.#failures,
      failure: this.#failure,
      hasPending: hasPending(),
    }
  }

  /** Ends a stall, or tells more of it, at once; to find one the next look is soon enough. */
  #judgeAgain(): void {
    if (this.#stall !== null) this.#judge()
  }

  #judge(): void {
    const stall = this.#isHeld ? null : findStall(this.#signs(), this.#options.clock.now())
    const isSame = JSON.stringify(stall) === JSON.stringify(this.#stall)
    this.#stall = stall
    if (!isSame) this.#options.onChanged()
  }
}
