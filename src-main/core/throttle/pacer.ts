import type { Clock } from '../ports/clock.ts'
import { bucketArithmetic } from './bucket-budget.ts'
import { windowArithmetic } from './rate-budget.ts'
import type { Arithmetic, RateRule, Told } from './rate-rule.ts'

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
  return rule.burst === undefined
    ? createPacerOf(windowArithmetic(rule), clock)
    : createPacerOf(bucketArithmetic(rule), clock)
}

function createPacerOf<B extends Told>(arithmetic: Arithmetic<B>, clock: Clock): Pacer {
  let budget = arithmetic.empty
  let seenAt = clock.now()

  function now(): number {
    const at = clock.now()
    if (at < seenAt) budget = arithmetic.turnBack(budget, seenAt - at)
    seenAt = at
    return at
  }

  return {
    take() {
      const at = now()
      const waitMs = arithmetic.earliestAt(budget, at) - at
      if (waitMs <= 0) budget = arithmetic.spend(budget, at)
      return Math.max(0, waitMs)
    },
    count() {
      const at = now()
      budget = arithmetic.spend(budget, at)
    },
    slowDown(retryAfterMs) {
      // First the time: a clock that was set back turns the budget back with it.
      const at = now()
      budget = arithmetic.slowDown(budget, at, retryAfterMs)
    },
    forgive() {
      budget = arithmetic.forgive(budget)
    },
    describe() {
      const at = now()
      const { slowUntil, heldUntil } = budget
      return {
        roomNow: arithmetic.roomAt(budget, at),
        slowUntil: slowUntil > at ? slowUntil : null,
        pausedUntil: heldUntil > at ? heldUntil : null,
        nextAt: arithmetic.earliestAt(budget, at),
      }
    },
  }
}
