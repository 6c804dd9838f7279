import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { useTimedShow } from '#renderer/composables/use-timed-show.ts'

function shown() {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const state = { isHeld: false, isHidden: false }
  const { start, stop } = useTimedShow(
    10_000,
    () => state.isHeld,
    () => (state.isHidden = true),
  )
  return { state, start, stop }
}

describe('useTimedShow', () => {
  test('lets go after a while', () => {
    const { state, start } = shown()

    start()
    vi.advanceTimersByTime(9_999)
    const before = state.isHidden
    vi.advanceTimersByTime(1)

    expect([before, state.isHidden]).toEqual([false, true])
  })

  test('stays while somebody is at it, and goes once nobody is', () => {
    const { state, start } = shown()
    state.isHeld = true

    start()
    vi.advanceTimersByTime(60_000)
    const held = state.isHidden
    state.isHeld = false
    vi.advanceTimersByTime(10_000)

    expect([held, state.isHidden]).toEqual([false, true])
  })

  test('begins anew with every start', () => {
    const { state, start } = shown()

    start()
    vi.advanceTimersByTime(9_000)
    start()
    vi.advanceTimersByTime(9_000)

    expect(state.isHidden).toBe(false)
  })
})
