import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { afterStart } from '#renderer/after-start.ts'
import type { SearchProgress } from '#renderer/search/search-protocol.ts'

function started(isIndexing: boolean) {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const listeners = new Set<(progress: SearchProgress) => void>()
  const progressOf = (isStill: boolean): SearchProgress => ({
    ...{ indexed: 1, isIndexing: isStill, isCatchingUp: false, failure: null },
  })
  const search = {
    progress: progressOf(isIndexing),
    onChanged(listener: (progress: SearchProgress) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
  let isOver = false
  void afterStart(search, { setTimeout: (task, ms) => setTimeout(task, ms) }).then(() => (isOver = true))
  const tell = (isStill: boolean) => {
    for (const listen of [...listeners]) listen(progressOf(isStill))
  }
  return { tell, listeners, isOver: () => isOver }
}

describe('afterStart', () => {
  test('a start is over a moment after the search has all contacts', async () => {
    const { tell, listeners, isOver } = started(true)

    await vi.advanceTimersByTimeAsync(2_000)
    tell(true)
    tell(false)
    await vi.advanceTimersByTimeAsync(999)
    const before = isOver()
    await vi.advanceTimersByTimeAsync(1)

    expect([before, isOver(), listeners.size]).toEqual([false, true, 0])
  })

  test('an index that was whole before anybody looked is no reason to wait', async () => {
    const { isOver } = started(false)

    await vi.advanceTimersByTimeAsync(1_000)

    expect(isOver()).toBe(true)
  })

  test('a start without an index is over too', async () => {
    const { isOver } = started(true)

    await vi.advanceTimersByTimeAsync(19_999)
    const before = isOver()
    await vi.advanceTimersByTimeAsync(1)

    expect([before, isOver()]).toEqual([false, true])
  })
})
