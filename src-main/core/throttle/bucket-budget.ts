import type { Arithmetic, BucketRule } from './rate-rule.ts'

/** What an account has poured into its vendor's bucket, and how it was told off. Times are milliseconds by the device's clock. */
export interface BucketBudget {
  /** How full it was at `at`. */
  readonly level: number
  readonly at: number
  readonly heldUntil: number
  /** The bucket is taken to empty so many times slower until `slowUntil`: others pour into it as well. */
  readonly divisor: number
  readonly slowUntil: number
}

const emptyBucket: BucketBudget = { level: 0, at: 0, heldUntil: -Infinity, divisor: 1, slowUntil: -Infinity }

/** What leaves evenly may arrive bunched, and two clocks never run alike. */
const SPARE_SHARE = 0.04
const DRAIN_SHARE = 0.98
/** Where the vendor does not say how long to wait: by then it has room again. */
const HOLD_MS = 1_000
/** Told off again so soon after the last hold, or while slow, we are not alone. */
const AGAIN = { withinMs: 30_000, slowForMs: 60_000, mostDivisor: 8 }

/** How much of the bucket is ours to fill. */
const sizeOf = ({ burst }: BucketRule): number => Math.max(1, burst - Math.max(1, Math.ceil(burst * SPARE_SHARE)))

const drainPerMs = ({ requests, perMs }: BucketRule): number => (requests / perMs) * DRAIN_SHARE

/**
 * A leaky bucket: each request is poured in, it empties evenly, and what does not fit is refused. A burst may leave at once;
 * who goes on at the full rate goes evenly.
 */
export const bucketArithmetic = (rule: BucketRule): Arithmetic<BucketBudget> => ({
  empty: emptyBucket,
  roomAt: ({ divisor, slowUntil }, now) => (now < slowUntil ? rule.requests / divisor : rule.requests),
  earliestAt(budget, now) {
    const gate = Math.max(now, budget.heldUntil)
    const excess = levelAt(budget, rule, gate) - (sizeOf(rule) - 1)
    if (excess <= 0) return gate
    const divisor = gate < budget.slowUntil ? budget.divisor : 1
    return Math.ceil(gate + (excess * divisor) / drainPerMs(rule))
  },
  spend: (budget, now) => ({ ...budget, level: levelAt(budget, rule, now) + 1, at: now }),
  slowDown(budget, now, retryAfterMs) {
    const until = Math.max(budget.heldUntil, now + (retryAfterMs ?? HOLD_MS))
    // What is heard during the hold left before it, and is no news.
    if (now < budget.heldUntil) return { ...budget, heldUntil: until }
    const full = { ...budget, level: Math.max(levelAt(budget, rule, now), sizeOf(rule)), at: now, heldUntil: until }
    const isSlow = now < budget.slowUntil
    if (!isSlow && now - budget.heldUntil >= AGAIN.withinMs) return full
    const divisor = Math.min(AGAIN.mostDivisor, isSlow ? budget.divisor * 2 : 2)
    return { ...full, divisor, slowUntil: until + AGAIN.slowForMs }
  },
  turnBack: (budget, byMs) => ({
    ...budget,
    at: budget.at - byMs,
    heldUntil: budget.heldUntil - byMs,
    slowUntil: budget.slowUntil - byMs,
  }),
  forgive: (budget) => ({ ...budget, heldUntil: -Infinity, slowUntil: -Infinity, divisor: 1 }),
})

function levelAt({ level, at, divisor, slowUntil }: BucketBudget, rule: BucketRule, now: number): number {
  const slowMs = Math.max(0, Math.min(now, slowUntil) - at)
  const drained = (slowMs / divisor + Math.max(0, now - at - slowMs)) * drainPerMs(rule)
  return Math.max(0, level - drained)
}
