/** A vendor's rule: at most `requests` in any `perMs`. */
export interface RateRule {
  readonly requests: number
  readonly perMs: number
}

/** What an account has spent of its rate, and how it was told off. Times are milliseconds by the device's clock. */
export interface RateBudget {
  /** When the last requests left, oldest first; never more than the rule allows. */
  readonly sentAt: readonly number[]
  readonly heldUntil: number
  /** The rate is divided by this until `slowUntil`. */
  readonly divisor: number
  readonly slowUntil: number
  /** By how much of the vendor's window ours is longer. */
  readonly margin: number
}

/**
 * What left evenly may arrive bunched: seven sent in 1,025 ms stay within seven per second when the network squeezes them by
 * 25. Costs 2.4 % of the rate.
 */
const LEAST_MARGIN = 0.025
/** A line that squeezes by more than this is slower than its rate anyway. */
const MOST_MARGIN = 0.2

export const emptyBudget: RateBudget = { sentAt: [], heldUntil: 0, divisor: 1, slowUntil: 0, margin: LEAST_MARGIN }

/** After a telling-off without a term. */
const DEFAULT_HOLD_MS = 1_000
const SLOW_FOR_MS = 60_000

const windowMs = (rule: RateRule, { margin }: RateBudget): number => Math.ceil(rule.perMs * (1 + margin))

/** How many may leave within one window at `now`. */
export const roomAt = (budget: RateBudget, rule: RateRule, now: number): number =>
  now < budget.slowUntil ? Math.max(1, Math.floor(rule.requests / budget.divisor)) : rule.requests

/** The earliest time, from `now` on, at which one more request may leave. */
export function earliestAt(budget: RateBudget, rule: RateRule, now: number): number {
  const gate = Math.max(now, budget.heldUntil)
  const room = roomAt(budget, rule, gate)
  const [last, next] = [budget.sentAt.at(-room), budget.sentAt.at(1 - room)]
  if (last === undefined) return gate
  const isOfBurst = room > 1 && next !== undefined && next - last < spacingMs(rule, budget)
  const free = Math.max(gate, last + windowMs(rule, budget) + (isOfBurst ? BURST_MS : 0))
  return isAtFullRate(budget, rule, free) ? Math.max(free, (budget.sentAt.at(-1) ?? 0) + spacingMs(rule, budget)) : free
}

/** Of an even share of the window: what is late can catch up. */
const SPACING = 0.8
/** A burst may be the first that a server, or a connection, hears for a while, and be counted late. */
const BURST_MS = 100

const spacingMs = (rule: RateRule, budget: RateBudget): number =>
  Math.floor((windowMs(rule, budget) / rule.requests) * SPACING)

/**
 * A second's worth may leave at once after idleness; who goes on at the full rate goes evenly. A server that takes a burst
 * one by one, now slowly, now fast, counts the end of one and the beginning of the next within a second.
 */
function isAtFullRate(budget: RateBudget, rule: RateRule, at: number): boolean {
  const oldest = budget.sentAt.at(-rule.requests)
  return oldest !== undefined && at - oldest < 2 * windowMs(rule, budget)
}

/** One request leaves at `now`. */
export function spend(budget: RateBudget, rule: RateRule, now: number): RateBudget {
  return { ...budget, sentAt: [...budget.sentAt, now].slice(-rule.requests) }
}

/**
 * After 429 or 503: silence for a while, then half the rate, and half again each time before it has recovered. From then on
 * with a wider margin: this line may squeeze more than most.
 */
export function slowDown(budget: RateBudget, rule: RateRule, now: number, retryAfterMs: number | null): RateBudget {
  const heldUntil = Math.max(budget.heldUntil, now + (retryAfterMs ?? DEFAULT_HOLD_MS))
  const divisor = Math.min(rule.requests, now < budget.slowUntil ? budget.divisor * 2 : 2)
  const margin = Math.min(MOST_MARGIN, budget.margin * 2)
  return { ...budget, heldUntil, divisor, slowUntil: heldUntil + SLOW_FOR_MS, margin }
}

/**
 * The device's clock was set back: times that now lie ahead move back with it, keeping their distances, so that nothing
 * waits for an hour that has been already.
 */
export function turnBack(budget: RateBudget, byMs: number): RateBudget {
  return {
    ...budget,
    sentAt: budget.sentAt.map((at) => at - byMs),
    heldUntil: budget.heldUntil - byMs,
    slowUntil: budget.slowUntil - byMs,
  }
}
