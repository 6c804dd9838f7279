import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { earliestAt, emptyBudget, slowDown, spend, turnBack, type RateBudget } from '#core/throttle/rate-budget.ts'

const rule = { requests: 7, perMs: 1_000 }

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

/** The most requests in any window of a second. */
const densest = (times: readonly number[]): number =>
  Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + rule.perMs).length))

describe('the rate budget', () => {
  test('lets a whole second’s worth go at once after idleness', () => {
    expect(sendMany(emptyBudget, 5_000, 7).sent).toEqual(Array(7).fill(5_000))
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

  test('holds everything back for as long as the server asked, then goes at half the rate for a minute', () => {
    const told = slowDown(emptyBudget, rule, 10_000, 5_000)

    const { sent } = sendMany(told, 10_000, 6)
    const later = sendMany(told, 10_000 + 5_000 + 60_000, 7)

    expect(sent).toEqual([15_000, 15_000, 15_000, 16_150, 16_150, 16_150])
    expect(later.sent).toEqual(Array(7).fill(75_000))
  })

  test('keeps a wider distance once it was told off, also after it has recovered', () => {
    const toldOff = slowDown(emptyBudget, rule, 0, null)

    const { sent } = sendMany(toldOff, 200_000, 8)

    expect([sent[6], sent[7]]).toEqual([200_000, 201_150])
  })

  test('halves again at each further telling-off, down to one at a time', () => {
    let budget = emptyBudget
    for (let times = 0; times < 10; times++) budget = slowDown(budget, rule, 0, null)

    expect(sendMany(budget, 0, 3).sent).toEqual([1_000, 2_200, 3_400])
  })

  test('never shortens a hold that was asked for before', () => {
    const budget = slowDown(slowDown(emptyBudget, rule, 0, 30_000), rule, 0, null)

    expect(earliestAt(budget, rule, 0)).toBe(30_000)
  })

  test('does not wait for an hour that has been already when the clock is set back', () => {
    const { budget } = sendMany(emptyBudget, 3_600_000, 7)

    expect(earliestAt(turnBack(budget, 3_600_000), rule, 0)).toBe(1_125)
  })
})
