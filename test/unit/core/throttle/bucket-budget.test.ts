import { describe, expect, test } from 'vitest'
import { createPacer, type Pacer } from '#core/throttle/pacer.ts'

const rule = { requests: 2, perMs: 1_000, burst: 50 }

/** A pacer on a clock that a test moves, beside the bucket that the vendor reckons with. */
function start() {
  let now = 1_000_000
  const pacer = createPacer(rule, { now: () => now, sleep: async () => undefined })
  const advance = (ms: number) => {
    now += ms
  }
  const vendor = createVendorBucket(() => now)
  return { pacer, advance, vendor, elapsed: () => now - 1_000_000 }
}

function createVendorBucket(now: () => number) {
  let [level, at] = [0, now()]
  return {
    /** Whether it still fits. */
    pour() {
      level = Math.max(0, level - (now() - at) * 0.002) + 1
      at = now()
      return level <= 50
    },
  }
}

function burstOf(pacer: Pacer): number {
  let count = 0
  while (pacer.take() === 0) count += 1
  return count
}

describe('a budget that is a leaky bucket', () => {
  test('lets a whole burst leave at once, but for a small reserve', () => {
    const { pacer } = start()

    expect(burstOf(pacer)).toBe(48)
  })

  test('goes on at the vendor’s pace, never pouring more in than fits', () => {
    const { pacer, advance, vendor, elapsed } = start()

    let [sent, refused] = [0, 0]
    while (sent < 1_000) {
      const waitMs = pacer.take()
      if (waitMs > 0) {
        advance(waitMs)
        continue
      }
      sent += 1
      if (!vendor.pour()) refused += 1
    }

    expect(refused).toBe(0)
    // 952 beyond the burst take 476 seconds at two per second.
    expect(elapsed() / 476_000).toBeLessThan(1.03)
  })

  test('has its burst back after idleness', () => {
    const { pacer, advance } = start()
    burstOf(pacer)

    advance(60_000)

    expect(burstOf(pacer)).toBe(48)
  })

  test('takes the bucket to be full when it is told off, and waits a second where nobody says how long', () => {
    const { pacer, advance } = start()
    pacer.take()

    pacer.slowDown(null)
    const waitMs = pacer.take()
    advance(1_000)

    expect([waitMs, burstOf(pacer)]).toEqual([1_000, 1])
  })

  test('waits as long as it is told', () => {
    const { pacer } = start()

    pacer.slowDown(7_000)

    expect(pacer.take()).toBe(7_000)
  })

  test('goes slower for a minute when it is told off again soon: others pour into the bucket too', () => {
    const { pacer, advance } = start()
    pacer.slowDown(null)
    advance(1_500)

    pacer.slowDown(null)
    advance(1_000)
    const first = pacer.take()
    advance(first)
    pacer.take()

    expect(pacer.describe()).toMatchObject({ roomNow: 1, slowUntil: 1_000_000 + 1_500 + 1_000 + 60_000 })
    expect(pacer.take()).toBeGreaterThan(1_000)
  })

  test('forgets being told off, not what it has sent, when somebody opens it again', () => {
    const { pacer } = start()
    burstOf(pacer)
    pacer.slowDown(60_000)

    pacer.forgive()

    expect(pacer.take()).toBeGreaterThan(0)
    expect(pacer.describe()).toMatchObject({ pausedUntil: null, slowUntil: null })
  })

  test('does not wait an hour for a clock that was set back by one', () => {
    let now = 3_600_000
    const pacer = createPacer(rule, { now: () => now, sleep: async () => undefined })
    burstOf(pacer)

    now = 0

    expect(pacer.take()).toBeLessThan(1_000)
  })
})
