import type { Clock } from '../ports/clock.ts'
import { earliestAt, emptyBudget, slowDown, spend, turnBack, type RateRule } from './rate-budget.ts'

/** A rate budget on a clock that may be set back. */
export interface Pacer {
  /** Takes a place if one is free. @returns 0, else how long to wait before asking again, milliseconds */
  take(): number
  slowDown(retryAfterMs: number | null): void
  /** Forgets tellings-off; what has been sent stays counted. */
  forgive(): void
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
    slowDown(retryAfterMs) {
      // First the time: a clock that was set back turns the budget back with it.
      const at = now()
      budget = slowDown(budget, rule, at, retryAfterMs)
    },
    forgive() {
      budget = { ...emptyBudget, sentAt: budget.sentAt }
    },
  }
}
