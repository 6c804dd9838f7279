import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { RowsChanged } from '#renderer/db/rows-channel.ts'
import { PageGathering } from '#renderer/search/gather-pages.ts'
import { contactId } from '#test/support/cache-base.ts'

const some = (count: number): RowsChanged => ({
  kind: 'contacts',
  ids: Array.from({ length: count }, (_, at) => contactId(String(1000 + at))),
})
const page = some(250)

function someGathering() {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const act = vi.fn()
  const gathering = new PageGathering(act)
  const read = () => {
    const wasWaiting = gathering.begin()
    gathering.hasRead()
    return wasWaiting
  }
  return { gathering, act, read }
}

describe('PageGathering', () => {
  test('lets the first page be read at once, and those that follow together', () => {
    const { gathering, act, read } = someGathering()

    const first = gathering.takes(page)
    read()
    const others = [gathering.takes(page), gathering.takes(page), gathering.takes(page)]
    vi.advanceTimersByTime(250)

    expect([first, others, act.mock.calls.length]).toEqual([false, [true, true, true], 1])
  })

  test('lets pages that come while others are read wait', () => {
    const { gathering, act } = someGathering()
    gathering.begin()

    const isWaiting = gathering.takes(page)
    vi.advanceTimersByTime(250)

    expect([isWaiting, act.mock.calls.length]).toEqual([true, 1])
  })

  test('holds nothing back that a user did', () => {
    const { gathering, read } = someGathering()
    read()

    expect([some(1), some(200), { kind: 'users' } as const].map((one) => gathering.takes(one))).toEqual([
      false,
      false,
      false,
    ])
  })

  test('gives what was waiting to whoever reads before, and does not call again', () => {
    const { gathering, act, read } = someGathering()
    read()
    gathering.takes(page)

    const wasWaiting = [read(), read()]
    vi.advanceTimersByTime(1_000)

    expect([wasWaiting, act.mock.calls.length]).toEqual([[true, false], 0])
  })
})
