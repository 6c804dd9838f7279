/**
 * The vendor's limit on work: seconds of execution are summed over ten one-minute buckets, for each credential and method.
 * Real seconds of this machine would make every run another, so each call is taken to cost what the switch says.
 */
export type OperatingLimits = {
  /** Is what was spent so far more than the limit? The call that crosses the line still goes through. */
  isBlocked(credential: string, method: string, limit: number): boolean
  /** Charges a call, and tells what stands in its `time`. */
  charge(credential: string, method: string, seconds: number): OperatingState
  reset(): void
}

export type OperatingState = {
  /** Seconds spent in the last ten minutes. */
  readonly operating: number
  /** Whole seconds since the epoch at which the oldest minute is forgotten. */
  readonly resetAt: number
}

const BUCKETS = 10
const BUCKET_SECONDS = 60

type Bucket = { readonly minute: number; seconds: number }

/** @param clock milliseconds since the epoch */
export function createOperatingLimits(clock: () => number, isOn: boolean): OperatingLimits {
  const spent = new Map<string, Bucket[]>()
  const minuteNow = (): number => Math.floor(clock() / 1000 / BUCKET_SECONDS)

  function recent(key: string): Bucket[] {
    const first = minuteNow() - BUCKETS + 1
    const buckets = (spent.get(key) ?? []).filter(({ minute }) => minute >= first)
    spent.set(key, buckets)
    return buckets
  }
  const sum = (buckets: readonly Bucket[]): number => buckets.reduce((total, { seconds }) => total + seconds, 0)

  return {
    isBlocked: (credential, method, limit) => isOn && sum(recent(`${credential} ${method}`)) > limit,
    charge(credential, method, seconds) {
      const buckets = recent(`${credential} ${method}`)
      const last = buckets.at(-1)
      if (last !== undefined && last.minute === minuteNow()) last.seconds += seconds
      else buckets.push({ minute: minuteNow(), seconds })
      const oldest = buckets[0]?.minute ?? minuteNow()
      return { operating: Number(sum(buckets).toFixed(6)), resetAt: (oldest + BUCKETS) * BUCKET_SECONDS }
    },
    reset: () => spent.clear(),
  }
}
