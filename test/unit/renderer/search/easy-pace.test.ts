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

  test('lets what comes soon after another wait a little', () => {
    const frames = someFrames()
    const soon = createEasyPace(frames)
    const ran: number[] = []
    const again = () => {
      ran.push(frames.performance.now())
      soon(again)
    }

    soon(again)
    frames.passUntil(1_000)

    expect(ran.length).toBe(5)
    expect(ran.every((at, index) => index === 0 || at - (ran[index - 1] ?? 0) >= 200)).toBe(true)
  })
})
