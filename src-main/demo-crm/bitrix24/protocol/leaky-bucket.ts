import type { PortalSwitches } from '../switches.ts'

/**
 * The vendor's limit on requests: a bucket for each portal and caller's address, which here is always this machine.
 * A batch counts as one request.
 */
export type LeakyBucket = {
  /** Pours one request in; false when it is full, and then nothing was added. */
  take(plan: PortalSwitches['plan']): boolean
  /** How full it is now, as the home page shows it. */
  level(plan: PortalSwitches['plan']): number
  reset(): void
}

const PLANS = { standard: { perSecond: 2, size: 50 }, enterprise: { perSecond: 5, size: 250 } } as const

/** @param clock milliseconds since the epoch */
export function createLeakyBucket(clock: () => number, isOn: boolean): LeakyBucket {
  let level = 0
  let at = clock()

  function drain(plan: PortalSwitches['plan']): number {
    const now = clock()
    level = Math.max(0, level - ((now - at) / 1000) * PLANS[plan].perSecond)
    at = now
    return level
  }

  return {
    take(plan) {
      if (!isOn) return true
      if (drain(plan) + 1 > PLANS[plan].size) return false
      level += 1
      return true
    },
    level: drain,
    reset() {
      level = 0
      at = clock()
    },
  }
}
