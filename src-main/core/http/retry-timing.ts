/** How long to wait between tries: doubles from `baseMs`, never more than `maxMs`. */
export interface RetryRule {
  readonly baseMs: number
  readonly maxMs: number
}

/** A read that failed by accident: the user is waiting for it, so the waits are short. */
export const readRetryRule: RetryRule = { baseMs: 400, maxMs: 4_000 }

/**
 * Exponential with full jitter: many clients that failed together do not come back together.
 * @param attempt how many tries have failed so far, from 1
 * @param chance  in [0, 1)
 * @returns whole milliseconds in [0, min(maxMs, baseMs · 2^(attempt − 1))]
 */
export function retryDelayMs(attempt: number, chance: number, rule: RetryRule): number {
  // The exponent is bounded before the power, so that a long outage does not overflow into Infinity · 0.
  const ceiling = Math.min(rule.maxMs, rule.baseMs * 2 ** Math.min(attempt - 1, 30))
  return Math.round(ceiling * chance)
}
