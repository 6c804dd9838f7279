/**
 * The vendor's request budget: 7 a second per integration and 50 a second per account; who keeps on asking is banned.
 * @source https://www.amocrm.ru/developers/content/api/recommendations
 */
export type RateLimits = {
  /** Counts one request of an integration, or says why it may not pass. Refused requests use up no budget. */
  take(integration: string, banAfter: number): 'pass' | 'throttled' | 'banned'
  /** Is nobody answered until the ban is lifted? */
  isBanned(): boolean
  /** Lifts the ban and forgets the past. */
  reset(): void
}

const PER_INTEGRATION = 7
const PER_ACCOUNT = 50
/** A little less than a second: a client that sends exactly seven a second must not fail by the jitter of its timers. */
const WINDOW_MS = 950
const BAN_WINDOW_MS = 60_000

/** @param clock milliseconds since the epoch */
export function createRateLimits(clock: () => number, isOn: boolean): RateLimits {
  const byIntegration = new Map<string, number[]>()
  let account: number[] = []
  let rejections: number[] = []
  let isBanned = false

  function recent(times: readonly number[], windowMs: number): number[] {
    const since = clock() - windowMs
    return times.filter((time) => time > since)
  }

  function reject(banAfter: number): 'throttled' | 'banned' {
    rejections = [...recent(rejections, BAN_WINDOW_MS), clock()]
    isBanned = banAfter > 0 && rejections.length >= banAfter
    return isBanned ? 'banned' : 'throttled'
  }

  return {
    take(integration, banAfter) {
      if (!isOn) return 'pass'
      if (isBanned) return 'banned'
      account = recent(account, WINDOW_MS)
      const own = recent(byIntegration.get(integration) ?? [], WINDOW_MS)
      if (account.length >= PER_ACCOUNT || own.length >= PER_INTEGRATION) {
        return reject(banAfter)
      }
      account.push(clock())
      byIntegration.set(integration, [...own, clock()])
      return 'pass'
    },
    isBanned: () => isOn && isBanned,
    reset() {
      byIntegration.clear()
      account = []
      rejections = []
      isBanned = false
    },
  }
}
