import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createThrottle } from '#core/throttle/throttle.ts'
import { createFakeClock, settled } from '#test/support/fake-clock.ts'

const rule = { requests: 7, perMs: 1_000 }
const forever = new AbortController().signal

/** A throttle and a diary of who was let out when. */
function start() {
  const clock = createFakeClock(0)
  const throttle = createThrottle(rule, clock)
  const diary: { who: number; at: number }[] = []
  const enter = (who: number, signal = forever) =>
    throttle.enter(signal).then(
      () => {
        diary.push({ who, at: clock.now() })
        return 'admitted'
      },
      (error: Error) => error,
    )
  return { clock, throttle, diary, enter }
}

describe('the throttle', () => {
  test('lets requests out in the order in which they came, seven to a window, evenly after the first', async () => {
    const { clock, diary, enter } = start()
    for (let who = 0; who < 16; who++) void enter(who)

    await clock.advance(10_000)

    expect(diary.map(({ who }) => who)).toEqual(Array.from({ length: 16 }, (_, who) => who))
    expect(diary.map(({ at }) => at)).toEqual([
      0, 0, 0, 0, 0, 0, 0, 1_275, 1_392, 1_509, 1_626, 1_743, 1_860, 1_977, 2_300, 2_417,
    ])
  })

  test('never lets an eighth into one second, however requests, delays and tellings-off fall', async () => {
    const step = fc.record({ waitMs: fc.nat(1_500), count: fc.nat(12), isToldOff: fc.boolean() })

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const { clock, throttle, diary, enter } = start()
        for (const { waitMs, count, isToldOff } of steps) {
          await clock.advance(waitMs)
          for (let n = 0; n < count; n++) void enter(n)
          if (isToldOff) throttle.slowDown(null)
        }
        await clock.advance(10 * 60_000)

        const times = diary.map(({ at }) => at)
        const inSecond = (from: number) => times.filter((at) => at >= from && at < from + 1_000).length
        expect(Math.max(0, ...times.map(inSecond))).toBeLessThanOrEqual(7)
        expect(times).toHaveLength(steps.reduce((sum, { count }) => sum + count, 0))
      }),
      { numRuns: 40, verbose: 1 },
    )
  })

  test('gives up a place whose signal is aborted, and spends nothing on it', async () => {
    const { clock, diary, enter } = start()
    const controller = new AbortController()
    for (let who = 0; who < 7; who++) void enter(who)
    const given = enter(7, controller.signal)
    void enter(8)
    await settled()

    controller.abort(new Error('no longer wanted'))
    await clock.advance(1_275)

    expect(await given).toEqual(new Error('no longer wanted'))
    expect(diary.map(({ who }) => who)).toEqual([0, 1, 2, 3, 4, 5, 6, 8])
  })

  test('sleeps no longer when nobody is left to wait for', async () => {
    const { clock, enter } = start()
    const controller = new AbortController()
    for (let who = 0; who < 8; who++) void enter(who, controller.signal)
    await settled()

    controller.abort()
    await settled()

    expect(clock.nextWakeIn()).toBeNull()
  })

  test('refuses a signal that is aborted already', async () => {
    const { diary, enter } = start()

    expect(await enter(1, AbortSignal.abort(new Error('too late')))).toEqual(new Error('too late'))
    expect(diary).toEqual([])
  })

  test('holds back those who wait already when the server asks for silence', async () => {
    const { clock, throttle, diary, enter } = start()
    for (let who = 0; who < 8; who++) void enter(who)
    await settled()

    throttle.slowDown(30_000)
    await clock.advance(29_999)
    const early = diary.length
    await clock.advance(1)

    expect([early, diary.length]).toEqual([7, 8])
  })

  test('once stopped refuses whoever waits and whoever comes, until it is reset', async () => {
    const { clock, throttle, enter } = start()
    for (let who = 0; who < 7; who++) void enter(who)
    const waiting = enter(7)

    throttle.stop()
    const [wasWaiting, came, isStopped] = [await waiting, await enter(8), throttle.isStopped]
    throttle.reset()
    const after = enter(9)
    await clock.advance(1_275)

    expect(wasWaiting).toMatchObject({ code: 'auth/blocked', details: { reached: false } })
    expect(came).toMatchObject({ code: 'auth/blocked' })
    expect([isStopped, throttle.isStopped, await after]).toEqual([true, false, 'admitted'])
  })

  test('counts what was sent before a reset', async () => {
    const { clock, throttle, diary, enter } = start()
    for (let who = 0; who < 7; who++) void enter(who)
    await settled()

    throttle.reset()
    void enter(7)
    await clock.advance(1_274)

    expect(diary).toHaveLength(7)
  })

  test('tells how fast requests may leave, how long it is held and how many wait', async () => {
    const { clock, throttle, enter } = start()
    const before = throttle.describe()
    for (let who = 0; who < 7; who++) void enter(who)
    await settled()

    throttle.slowDown(5_000)
    void enter(7)
    await settled()
    const held = throttle.describe()
    await clock.advance(70_000)

    expect(before).toEqual({ rule, roomNow: 7, slowUntil: null, pausedUntil: null, nextAt: 0, waiting: 0 })
    expect(held).toEqual({ rule, roomNow: 3, slowUntil: 65_000, pausedUntil: 5_000, nextAt: 5_000, waiting: 1 })
    expect(throttle.describe()).toMatchObject({ roomNow: 7, slowUntil: null, pausedUntil: null, waiting: 0 })
  })
})
