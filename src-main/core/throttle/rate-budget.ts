import type { Arithmetic, WindowRule } from './rate-rule.ts'

/** What an account has spent of its rate, and how it was told off. Times are milliseconds by the device's clock. */
export interface RateBudget {
  /** When the last requests left, oldest first; never more than two windows may hold. */
  readonly sentAt: readonly number[]
  readonly heldUntil: number
  /** How much of the rate was left when the last hold ended; it comes back from then on. */
  readonly share: number
  /** The rate is divided by this until `slowUntil`. */
  readonly divisor: number
  readonly slowUntil: number
  /** By how much of the vendor's window ours was longer when the last hold ended; that, too, comes back. */
  readonly margin: number
}

/**
 * What left evenly may arrive bunched: seven sent in 1,025 ms stay within seven per second when the network squeezes them by
 * 25. Costs 2.4 % of the rate.
 */
const LEAST_MARGIN = 0.025
/** A line that squeezes by more than this is slower than its rate anyway. */
const MOST_MARGIN = 0.2

/** A margin that was widened is narrowed by half in so long: a line is not bad for ever. */
const MARGIN_HALF_LIFE_MS = 60_000

export const emptyBudget: RateBudget = {
  ...{ sentAt: [], heldUntil: -Infinity, share: 1, divisor: 1, slowUntil: -Infinity, margin: LEAST_MARGIN },
}

/** Once, while much of the rate was ours: we have kept it, and something came bunched. */
const ONCE = { step: 0.1, leastShare: 0.5, widening: 1.2, recoveryPerSecond: 0.025 }
/** However long ago the last request left: at our own rate its answer may have been kept waiting; else there are others. */
const LEAST_HOLD = { oursMs: 500, othersMs: 1_000 }
/** Again within so long after the last hold, we are too fast, whatever we think; and so are we where others use the rate. */
const AGAIN = { withinMs: 30_000, widening: 2, slowForMs: 60_000 }

/** How much of the rate may be used. */
function shareAt({ share, heldUntil }: RateBudget, at: number): number {
  if (share === 1) return 1
  return Math.min(1, share + (Math.max(0, at - heldUntil) / 1_000) * ONCE.recoveryPerSecond)
}

function marginAt({ margin, heldUntil }: RateBudget, at: number): number {
  if (margin === LEAST_MARGIN) return margin
  const left = 2 ** (-Math.max(0, at - heldUntil) / MARGIN_HALF_LIFE_MS)
  return LEAST_MARGIN + (margin - LEAST_MARGIN) * left
}

const windowMs = (rule: WindowRule, budget: RateBudget, at: number): number =>
  Math.ceil((rule.perMs * (1 + marginAt(budget, at))) / shareAt(budget, at))

/** How many may leave within one window at `now`. */
export const roomAt = (budget: RateBudget, rule: WindowRule, now: number): number =>
  now < budget.slowUntil ? Math.max(1, Math.floor(rule.requests / budget.divisor)) : rule.requests

/** The earliest time, from `now` on, at which one more request may leave. */
export function earliestAt(budget: RateBudget, rule: WindowRule, now: number): number {
  const gate = Math.max(now, budget.heldUntil)
  const room = roomAt(budget, rule, gate)
  const [window, spacing] = [windowMs(rule, budget, gate), spacingMs(rule, budget, gate)]
  const [oldest, next] = [budget.sentAt.at(-room), budget.sentAt.at(1 - room)]
  const isOfBurst = oldest !== undefined && room > 1 && next !== undefined && next - oldest < spacing
  const lateMs = isFirst(budget, room) ? COLD_MS : isOfBurst ? BURST_MS : 0
  const free = oldest === undefined ? gate : Math.max(gate, oldest + window + lateMs)
  const last = budget.sentAt.at(-1)
  return last !== undefined && goesEvenly(budget, rule, free) ? Math.max(free, last + spacing) : free
}

/** Of an even share of the window: what is late can catch up. */
const SPACING = 0.8
/** What a burst begins with, a server that takes it one by one counts later than what follows. */
const BURST_MS = 100
/** The first request for a while opens its connection, and wakes whoever answers: it arrives that much later than the others. */
const COLD_MS = 250
/** Connections at rest are closed after so long, by either side. */
const COLD_AFTER_MS = 5_000

/** Whether the oldest request of the window was the first for a while. */
function isFirst({ sentAt }: RateBudget, room: number): boolean {
  const [oldest, before] = [sentAt.at(-room), sentAt.at(-room - 1)]
  return oldest !== undefined && (before === undefined || oldest - before > COLD_AFTER_MS)
}

const spacingMs = (rule: WindowRule, budget: RateBudget, at: number): number =>
  Math.floor((windowMs(rule, budget, at) / rule.requests) * SPACING)

/**
 * A second's worth may leave at once after idleness; who goes on at the full rate goes evenly, and so does who was told off a
 * moment ago. A server that takes a burst one by one, now slowly, now fast, counts the end of one and the beginning of the
 * next within a second.
 */
function goesEvenly(budget: RateBudget, rule: WindowRule, at: number): boolean {
  if (shareAt(budget, at) < 1) return true
  const oldest = budget.sentAt.at(-rule.requests)
  return oldest !== undefined && at - oldest < 2 * windowMs(rule, budget, at)
}

/** One request leaves at `now`. */
export function spend(budget: RateBudget, rule: WindowRule, now: number): RateBudget {
  return { ...budget, sentAt: [...budget.sentAt, now].slice(-2 * rule.requests) }
}

/**
 * After 429 or 503. Nothing leaves for as long as the server says; where it does not say, until its window has forgotten all
 * that was sent. What happens once at the full rate, which we have kept, is met with a small step down that is made up for
 * within seconds. Who is told off far below it shares it with others: then, as at a second time soon after, it is halved for
 * a minute, and half again each time before it has recovered. What is heard during the hold left before it, and is no news.
 */
export function slowDown(budget: RateBudget, rule: WindowRule, now: number, retryAfterMs: number | null): RateBudget {
  const forgottenAt = (budget.sentAt.at(-1) ?? now) + windowMs(rule, budget, now)
  const isOurs = isMostlyOurs(budget, rule, now)
  const leastUntil = now + (isOurs ? LEAST_HOLD.oursMs : LEAST_HOLD.othersMs)
  const until = retryAfterMs === null ? Math.max(leastUntil, forgottenAt) : now + retryAfterMs
  const held = { ...budget, heldUntil: Math.max(budget.heldUntil, until) }
  if (now < budget.heldUntil) return held
  const widen = (by: number) => Math.min(MOST_MARGIN, marginAt(budget, now) * by)
  const share = Math.max(ONCE.leastShare, shareAt(budget, now) - ONCE.step)
  const isSlow = now < budget.slowUntil
  const isOnce = !isSlow && now - budget.heldUntil >= AGAIN.withinMs
  if (isOnce && isOurs) return { ...held, share, margin: widen(ONCE.widening) }
  const divisor = Math.min(rule.requests, isSlow ? budget.divisor * 2 : 2)
  return { ...held, share, divisor, slowUntil: held.heldUntil + AGAIN.slowForMs, margin: widen(AGAIN.widening) }
}

/** Two windows' worth within so many is what a busy machine makes of the full rate; no poll comes near it. */
const MOSTLY_WINDOWS = 5

/** Whether much of the rate was ours of late. Who has just begun, and is past its first burst, has gone at the full rate. */
function isMostlyOurs(budget: RateBudget, rule: WindowRule, now: number): boolean {
  const sent = budget.sentAt.length
  const isBeginning = sent > rule.requests && sent < 2 * rule.requests
  const oldest = budget.sentAt.at(isBeginning ? 0 : -2 * rule.requests)
  return oldest !== undefined && now - oldest < MOSTLY_WINDOWS * windowMs(rule, budget, now)
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

/** At most so many in any window of time. */
export const windowArithmetic = (rule: WindowRule): Arithmetic<RateBudget> => ({
  empty: emptyBudget,
  roomAt: (budget, now) => roomAt(budget, rule, now),
  earliestAt: (budget, now) => earliestAt(budget, rule, now),
  spend: (budget, now) => spend(budget, rule, now),
  slowDown: (budget, now, retryAfterMs) => slowDown(budget, rule, now, retryAfterMs),
  turnBack,
  forgive: ({ sentAt }) => ({ ...emptyBudget, sentAt }),
})
