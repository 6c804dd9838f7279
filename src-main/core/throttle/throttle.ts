import { AppError } from '#shared/errors/app-error.ts'
import type { Clock } from '../ports/clock.ts'
import { createPacer, type Pace } from './pacer.ts'
import type { RateRule } from './rate-rule.ts'

/** Holds the requests of one account to its vendor's rate: first come, first served. */
export interface Throttle {
  /**
   * Resolves when one request may leave, which counts as sent then.
   * @throws {AppError} `auth/blocked` while stopped
   * @throws the signal's reason when aborted: that place in the queue is given up
   */
  enter(signal: AbortSignal): Promise<void>
  /** Counts a request that did not wait for its turn. */
  count(): void
  /** After 429 or 503: holds everything back, then goes slower for a minute. */
  slowDown(retryAfterMs: number | null): void
  /** After a ban: refuses whoever waits and whoever comes, because each further request makes it worse. */
  stop(): void
  /** Opens it again, when the user says that the ban is over. */
  reset(): void
  readonly isStopped: boolean
  /** For whoever looks into a failure: how fast requests may leave, and how many wait for their turn. */
  describe(): Pace & { readonly rule: RateRule; readonly waiting: number }
}

interface Waiting {
  readonly admit: () => void
  readonly refuse: (reason: unknown) => void
}

export function createThrottle(rule: RateRule, clock: Clock): Throttle {
  const pacer = createPacer(rule, clock)
  let isStopped = false
  let queue: readonly Waiting[] = []
  /** The wait for the head's turn, while there is one. */
  let nap: AbortController | null = null

  /** Lets out everybody whose turn it is, then sleeps until the next one's. */
  function pump(): void {
    nap?.abort()
    nap = null
    for (;;) {
      const [head, ...rest] = queue
      if (head === undefined) return
      const waitMs = pacer.take()
      if (waitMs > 0) return sleep(waitMs)
      queue = rest
      head.admit()
    }
  }

  function sleep(waitMs: number): void {
    const current = new AbortController()
    nap = current
    clock.sleep(waitMs, current.signal).then(
      () => {
        if (nap === current) pump()
      },
      // Woken early: whoever did it has pumped already.
      () => undefined,
    )
  }

  return {
    async enter(signal) {
      signal.throwIfAborted()
      if (isStopped) throw banned()
      await new Promise<void>((resolve, reject) => {
        const waiting = takePlace(resolve, reject, signal, () => {
          queue = queue.filter((other) => other !== waiting)
          pump()
        })
        queue = [...queue, waiting]
        pump()
      })
    },
    count: () => pacer.count(),
    slowDown(retryAfterMs) {
      pacer.slowDown(retryAfterMs)
      pump()
    },
    stop() {
      isStopped = true
      const refused = queue
      queue = []
      pump()
      for (const waiting of refused) waiting.refuse(banned())
    },
    reset() {
      isStopped = false
      pacer.forgive()
    },
    get isStopped() {
      return isStopped
    },
    describe: () => ({ ...pacer.describe(), rule, waiting: queue.length }),
  }
}

/** One place in the queue, given up when its signal is aborted. */
function takePlace(
  resolve: () => void,
  reject: (reason: unknown) => void,
  signal: AbortSignal,
  onGivenUp: () => void,
): Waiting {
  const giveUp = () => {
    reject(signal.reason)
    onGivenUp()
  }
  signal.addEventListener('abort', giveUp, { once: true })
  const leave = () => signal.removeEventListener('abort', giveUp)
  return {
    admit() {
      leave()
      resolve()
    },
    refuse(reason) {
      leave()
      reject(reason)
    },
  }
}

const banned = () =>
  new AppError('auth/blocked', 'held back: the server blocked this account', {
    details: { reason: 'stopped', reached: false },
  })
