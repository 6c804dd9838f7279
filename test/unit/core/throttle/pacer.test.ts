import { describe, expect, test } from 'vitest'
import { createPacer } from '#core/throttle/pacer.ts'

/** A clock that a user sets. */
function start() {
  let now = 3_600_000
  const pacer = createPacer({ requests: 2, perMs: 1_000 }, { now: () => now, sleep: async () => undefined })
  const set = (at: number) => {
    now = at
  }
  return { pacer, set }
}

describe('the pacer', () => {
  test('says how long to wait when all places are taken', () => {
    const { pacer, set } = start()

    const waits = [pacer.take(), pacer.take(), pacer.take()]
    set(3_601_275)

    expect([...waits, pacer.take()]).toEqual([0, 0, 1_275, 0])
  })

  test('does not wait an hour for a clock that was set back by one', () => {
    const { pacer, set } = start()
    pacer.take()
    pacer.take()

    set(0)
    const wait = pacer.take()
    set(1_275)

    expect([wait, pacer.take()]).toEqual([1_275, 0])
  })

  test('does not wait an hour when the clock was set back just before a telling-off', () => {
    const { pacer, set } = start()
    pacer.take()
    pacer.take()

    set(0)
    pacer.slowDown(null)

    expect(pacer.take()).toBeLessThan(60_000)
  })

  test('takes back a telling-off, but not what was sent', () => {
    const { pacer } = start()
    pacer.take()
    pacer.take()
    pacer.slowDown(60_000)

    pacer.forgive()

    expect(pacer.take()).toBe(1_275)
  })
})
