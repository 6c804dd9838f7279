import { AppError } from '#shared/errors/app-error.ts'
import type { Clock } from '../ports/clock.ts'
import { earliestAt, emptyBudget, slowDown, spend, turnBack, type RateRule } from './rate-budget.ts'

/** Holds the requests of one account to its vendor's rate: first come, first served. */
export interface Throttle {
  /**
   * Resolves when one request may leave, which counts as sent then.
   * @throws {AppError} `auth/blocked` while stopped
   * @throws the signal's reason when aborted: that place in the queue is given up
   */
  enter(signal: AbortSignal): Promise<void>
  /** After 429 or 503: holds everything back, then goes slower for a minute. */
  slowDown(retryAfterMs: number | null): void
  /** After a ban: refuses whoever waits and whoever comes, because each further request makes it worse. */
  stop(): void
  /** Opens it again, when the user says that the ban is over. */
  reset(): void
  readonly isStopped: boolean
}

interface Waiting {
  admit(): void
  refuse(reason: unknown): void
}

export function createThrottle(rule: RateRule, clock: Clock): Throttle {
  let budget = emptyBudget
  let isStopped = false
  let seenAt = clock.now()
  let queue: readonly Waiting[] = []
  /** The wait for the head's turn, while there is one. */
  let nap: AbortController | null = null

  /** The device's clock, noticing when it was set back. */
  function now(): number {
    const at = clock.now()
    if (at < seenAt) budget = turnBack(budget, seenAt - at)
    seenAt = at
    return at
  }

  /** Lets out everybody whose turn it is, then sleeps until the next one's. */
  function pump(): void {
    nap?.abort()
    nap = null
    for (;;) {
      const [head, ...rest] = queue
      if (head === undefined) return
      const at = now()
      const due = earliestAt(budget, rule, at)
      if (due > at) return sleepUntil(due - at)
      budget = spend(budget, rule, at)
      queue = rest
      head.admit()
    }
  }

  function sleepUntil(waitMs: number): void {
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

  function leave(who: Waiting): void {
    queue = queue.filter((other) => other !== who)
    pump()
  }

  return {
    enter(signal) {
      if (signal.aborted) return Promise.reject(signal.reason as Error)
      if (isStopped) return Promise.reject(banned())
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          reject(signal.reason as Error)
          leave(waiting)
        }
        const settle = (act: () => void) => {
          signal.removeEventListener('abort', giveUp)
          act()
        }
        const waiting: Waiting = {
          admit: () => settle(resolve),
          refuse: (reason) => settle(() => reject(reason as Error)),
        }
        signal.addEventListener('abort', giveUp, { once: true })
        queue = [...queue, waiting]
        pump()
      })
    },
    slowDown(retryAfterMs) {
      budget = slowDown(budget, rule, now(), retryAfterMs)
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
      budget = { ...emptyBudget, sentAt: budget.sentAt }
    },
    get isStopped() {
      return isStopped
    },
  }
}

const banned = () =>
  new AppError('auth/blocked', 'held back: the server blocked this account', {
    details: { reason: 'stopped', reached: false },
  })
