import { describe, expect, test } from 'vitest'
import { createEasyPace } from '#renderer/search/easy-pace.ts'

/** A clock with frames of 16 ms. */
function someFrames() {
  let now = 0
  const waiting: { readonly at: number; readonly task: () => void }[] = []
  const at = (time: number, task: () => void) => void waiting.push({ at: time, task })
  return {
    performance: { now: () => now },
    requestAnimationFrame: (task: () => void) => at(Math.floor(now / 16 + 1) * 16, task),
    setTimeout: (task: () => void, ms: number) => at(now + ms, task),
    passUntil(end: number) {
      for (;;) {
        const next = waiting.sort((a, b) => a.at - b.at)[0]
        if (next === undefined || next.at > end) break
        waiting.shift()
        now = next.at
        next.task()
      }
      now = end
    },
  }
}

describe('an easy pace', () => {
  test('lets the first task run before the next frame, and one that comes long after another too', () => {
    const frames = someFrames()
    const soon = createEasyPace(frames)
    const ran: number[] = []
    const note = () => void ran.push(frames.performance.now())

    soon(note)
    frames.passUntil(1_000)
    soon(note)
    frames.passUntil(2_000)

    expect(ran).toEqual([16, 1_008])
  })

  test('lets what comes soon after another wait a little, and longer the longer it goes on', () => {
    const frames = someFrames()
    const soon = createEasyPace(frames)
    const ran: number[] = []
    const again = () => {
      ran.push(frames.performance.now())
      soon(again)
    }

    soon(again)
    frames.passUntil(10_000)

    const gaps = ran.slice(1).map((at, index) => at - (ran[index] ?? 0))
    expect(gaps.slice(0, 3)).toEqual([208, 256, 304])
    expect(gaps.slice(10).every((gap) => gap >= 600 && gap < 620)).toBe(true)
  })

  test('lets what comes after a rest wait as little as before', () => {
    const frames = someFrames()
    const soon = createEasyPace(frames)
    const ran: number[] = []
    const note = () => void ran.push(frames.performance.now())

    let left = 20
    const again = () => {
      note()
      if (left-- > 0) soon(again)
    }
    soon(again)
    frames.passUntil(20_000)
    soon(note)
    frames.passUntil(20_020)
    soon(note)
    frames.passUntil(21_000)

    const [first = 0, second = 0] = ran.slice(-2)
    expect([first - 20_000, second - first]).toEqual([16, 208])
  })
})
