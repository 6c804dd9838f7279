/** A vendor's rule: at most `requests` in any `perMs`. */
export interface WindowRule {
  readonly requests: number
  readonly perMs: number
  readonly burst?: undefined
}

/** Another's: a bucket that holds `burst` requests and empties by `requests` per `perMs`. */
export interface BucketRule {
  readonly requests: number
  readonly perMs: number
  readonly burst: number
}

export type RateRule = WindowRule | BucketRule

/** What every kind of budget knows. */
export interface Told {
  readonly heldUntil: number
  readonly slowUntil: number
}

/** How a kind of rule is reckoned with. Pure; times are milliseconds by one clock. */
export interface Arithmetic<B extends Told> {
  /** Nothing was sent yet. */
  readonly empty: B
  /** How many may leave within `perMs`. */
  roomAt(budget: B, now: number): number
  /** The earliest time, from `now` on, at which one more request may leave. */
  earliestAt(budget: B, now: number): number
  /** One request leaves at `now`. */
  spend(budget: B, now: number): B
  /** The vendor has told us off. */
  slowDown(budget: B, now: number, retryAfterMs: number | null): B
  /** The device's clock was set back. */
  turnBack(budget: B, byMs: number): B
  /** Forgets tellings-off; what has been sent stays counted. */
  forgive(budget: B): B
}
