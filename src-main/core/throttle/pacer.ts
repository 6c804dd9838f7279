import type { Clock } from '../ports/clock.ts'
import { earliestAt, emptyBudget, roomAt, slowDown, spend, turnBack, type RateRule } from './rate-budget.ts'

/** How fast requests may leave now. Times are milliseconds by the device's clock, `null` when past. */
export interface Pace {
  /** How many within one window of the rule. */
  readonly roomNow: number
  readonly slowUntil: number | null
  readonly pausedUntil: number | null
  /** When the next one may leave; not before now. */
  readonly nextAt: number
}

/** A rate budget on a clock that may be set back. */
export interface Pacer {
  /** Takes a place if one is free. @returns 0, else how long to wait before asking again, milliseconds */
  take(): number
  /** Counts one that has left without taking a place. */
  count(): void
  slowDown(retryAfterMs: number | null): void
  /** Forgets tellings-off; what has been sent stays counted. */
  forgive(): void
  describe(): Pace
}

export function createPacer(rule: RateRule, clock: Clock): Pacer {
  let budget = emptyBudget
  let seenAt = clock.now()

  function now(): number {
    const at = clock.now()
    if (at < seenAt) budget = turnBack(budget, seenAt - at)
    seenAt = at
    return at
  }

  return {
    take() {
      const at = now()
      const waitMs = earliestAt(budget, rule, at) - at
      if (waitMs <= 0) budget = spend(budget, rule, at)
      return Math.max(0, waitMs)
    },
    count() {
      const at = now()
      budget = spend(budget, rule, at)
    },
    slowDown(retryAfterMs) {
      // First the time: a clock that was set back turns the budget back with it.
      const at = now()
      budget = slowDown(budget, rule, at, retryAfterMs)
    },
    forgive() {
      budget = { ...emptyBudget, sentAt: budget.sentAt }
    },
    describe() {
      const at = now()
      const { slowUntil, heldUntil } = budget
      return {
        roomNow: roomAt(budget, rule, at),
        slowUntil: slowUntil > at ? slowUntil : null,
        pausedUntil: heldUntil > at ? heldUntil : null,
        nextAt: earliestAt(budget, rule, at),
      }
    },
  }
}
