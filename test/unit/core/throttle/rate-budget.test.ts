import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  earliestAt,
  emptyBudget,
  roomAt,
  slowDown,
  spend,
  turnBack,
  type RateBudget,
} from '#core/throttle/rate-budget.ts'

const rule = { requests: 7, perMs: 1_000 }
/** From a request's leaving to its answer. */
const ANSWER_MS = 150

/** Sends `count` requests as early as allowed from `start`. */
function sendMany(budget: RateBudget, start: number, count: number): { budget: RateBudget; sent: readonly number[] } {
  const sent: number[] = []
  let [state, now] = [budget, start]
  for (let n = 0; n < count; n++) {
    now = earliestAt(state, rule, now)
    state = spend(state, rule, now)
    sent.push(now)
  }
  return { budget: state, sent }
}

/** Near the full rate up to that time, on a busy machine. */
const busyUntil = (now: number): RateBudget => ({
  ...emptyBudget,
  sentAt: Array.from({ length: 14 }, (_, at) => now - 100 - (13 - at) * 300),
})

/** The most requests in any window of a second. */
const densest = (times: readonly number[]): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + rule.perMs).length))

describe('the rate budget', () => {
  test('lets a whole second’s worth go at once after idleness', () => {
    expect(sendMany(emptyBudget, 5_000, 7).sent).toEqual(Array(7).fill(5_000))
  })

  test('waits a little longer after the first request for a while, which opens its connection and is counted late', () => {
    const oneByOne = (start: number) => Array.from({ length: 7 }, (_, n) => start + n * 140)
    const went = (from: number, before: readonly number[]) =>
      earliestAt({ ...emptyBudget, sentAt: [...before, ...oneByOne(from)] }, rule, from + 7 * 140) - from

    expect([went(100_000, []), went(100_000, [94_999]), went(100_000, [99_800])]).toEqual([1_275, 1_275, 1_025])
  })

  test('uses at least 97 % of what the vendor allows', () => {
    const { sent } = sendMany(emptyBudget, 0, 700)

    const seconds = ((sent.at(-1) ?? 0) - (sent[0] ?? 0)) / 1_000
    expect(700 / seconds).toBeGreaterThan(7 * 0.97)
  })

  test('goes evenly at the full rate, so that a server may take each of them 100 ms and another time none', () => {
    const { sent } = sendMany(emptyBudget, 0, 70)

    // One by one: each is counted when the server gets to it.
    const counted = sent.reduce<number[]>((times, at, n) => {
      const serviceMs = Math.floor(n / 7) % 2 === 0 ? 100 : 0
      return [...times, Math.max(at, (times.at(-1) ?? 0) + serviceMs)]
    }, [])
    const slack = 50
    expect(counted.filter((at, n) => at - (counted[n - 7] ?? -Infinity) < rule.perMs - slack)).toEqual([])
  })

  test('never lets more than the rule allows into any second, whenever requests come', () => {
    const gaps = fc.array(fc.oneof(fc.constant(0), fc.nat(3_000)), { minLength: 1, maxLength: 80 })

    fc.assert(
      fc.property(gaps, (waits) => {
        let [budget, now] = [emptyBudget, 0]
        const sent: number[] = []
        for (const wait of waits) {
          now = earliestAt(budget, rule, now + wait)
          budget = spend(budget, rule, now)
          sent.push(now)
        }
        expect(densest(sent)).toBeLessThanOrEqual(rule.requests)
      }),
      { verbose: 1 },
    )
  })

  test('stays within the rule when the network delays each request by up to 25 ms', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(24), { minLength: 60, maxLength: 60 }), (delays) => {
        const { sent } = sendMany(emptyBudget, 0, 60)
        expect(densest(sent.map((at, index) => at + (delays[index] ?? 0)))).toBeLessThanOrEqual(rule.requests)
      }),
      { verbose: 1 },
    )
  })

  test('holds everything back for as long as the server asked, then goes evenly, and as fast as before within seconds', () => {
    const told = slowDown(busyUntil(100_000), rule, 100_000, 5_000)

    const { sent, budget } = sendMany(told, 100_000, 70)
    const later = sendMany(budget, 130_000, 7)

    expect(sent.slice(0, 4)).toEqual([105_000, 105_130, 105_260, 105_389])
    expect((sent[69] ?? 0) - 105_000).toBeLessThan(10_700)
    expect(later.sent).toEqual(Array(7).fill(130_000))
  })

  test('where the server names no time, is silent until it has forgotten what was sent', () => {
    const budget = spend(emptyBudget, rule, 100_000)

    expect(earliestAt(slowDown(budget, rule, 100_010, null), rule, 100_010)).toBe(101_025)
    expect(earliestAt(slowDown(budget, rule, 103_000, null), rule, 103_000)).toBe(104_000)
  })

  test('takes what is heard during the hold for the same telling-off', () => {
    const once = slowDown(busyUntil(100_000), rule, 100_000, null)
    const bunch = [100_010, 100_020, 100_300].reduce((budget, at) => slowDown(budget, rule, at, null), once)

    expect({ ...bunch, heldUntil: 0 }).toEqual({ ...once, heldUntil: 0 })
  })

  test('uses 95 % of what the vendor allows though it refuses something once a minute', () => {
    let [budget, now, toldAt, sent] = [emptyBudget, 0, 0, 0]
    for (; now < 1_200_000; sent++) {
      now = earliestAt(budget, rule, now)
      budget = spend(budget, rule, now)
      if (now - toldAt <= 60_000) continue
      toldAt = now
      budget = slowDown(budget, rule, now + ANSWER_MS, null)
    }

    expect(sent / (now / 1_000)).toBeGreaterThan(7 * 0.95)
  })

  test('halves the rate for a minute when it is told off again soon after', () => {
    const once = slowDown(busyUntil(100_000), rule, 100_000, 1_000)
    const again = slowDown({ ...once, sentAt: busyUntil(120_000).sentAt }, rule, 120_000, 1_000)

    expect([roomAt(once, rule, 102_000), roomAt(again, rule, 122_000), roomAt(again, rule, 181_000)]).toEqual([7, 3, 7])
  })

  test('is told off once, not again, when half a minute has passed', () => {
    const once = slowDown(busyUntil(100_000), rule, 100_000, 1_000)
    const again = slowDown({ ...once, sentAt: busyUntil(131_000).sentAt }, rule, 131_000, 1_000)

    expect(roomAt(again, rule, 133_000)).toBe(7)
  })

  test('halves the rate at once where it is told off with little of its own: others use it, too', () => {
    const { budget } = sendMany(emptyBudget, 100_000, 7)

    expect(roomAt(slowDown(budget, rule, 100_200, null), rule, 102_000)).toBe(3)
  })

  test('goes on at the full rate where it is told off right after its first burst: nothing but our own came bunched', () => {
    const { budget } = sendMany(emptyBudget, 100_000, 9)

    expect(roomAt(slowDown(budget, rule, 101_400, null), rule, 103_000)).toBe(7)
  })

  test('keeps a wider distance once it was told off, and half as much wider a minute later', () => {
    const toldOff = slowDown(slowDown(emptyBudget, rule, 0, null), rule, 20_000, null)

    const distances = [90_000, 150_000, 3_600_000].map((start) => {
      const { sent } = sendMany(toldOff, start, 8)
      return (sent[7] ?? 0) - (sent[0] ?? 0) - 250
    })

    expect(distances).toEqual([1_055, 1_040, 1_025])
  })

  test('halves again at each further telling-off, down to one at a time', () => {
    let [budget, now] = [emptyBudget, 0]
    for (let times = 0; times < 10; times++) {
      now += 10_000
      budget = slowDown(budget, rule, now, null)
    }

    expect(roomAt(budget, rule, now + 1_000)).toBe(1)
    expect(roomAt(budget, rule, now + 70_000)).toBe(7)
  })

  test('never shortens a hold that was asked for before', () => {
    const budget = slowDown(slowDown(emptyBudget, rule, 0, 30_000), rule, 0, null)

    expect(earliestAt(budget, rule, 0)).toBe(30_000)
  })

  test('does not wait for an hour that has been already when the clock is set back', () => {
    const { budget } = sendMany(emptyBudget, 3_600_000, 7)

    expect(earliestAt(turnBack(budget, 3_600_000), rule, 0)).toBe(1_275)
  })
})
