import { describe, expect, test } from 'vitest'
import { createIndexProgress } from '#renderer/search/index-progress.ts'
import type { SearchProgress } from '#renderer/search/search-protocol.ts'

/** What is told soon waits until it is let go on. */
function someProgress() {
  const waiting: (() => void)[] = []
  const told: SearchProgress[] = []
  const progress = createIndexProgress((task) => void waiting.push(task))
  progress.onChanged((one) => told.push(one))
  const say = (indexed: number, isIndexing: boolean) =>
    progress.hear({ indexed, isIndexing, isCatchingUp: false, failure: null })
  const goOn = () => {
    for (const task of waiting.splice(0)) task()
  }
  return { say, goOn, told: () => told.map(({ indexed }) => indexed) }
}

describe('createIndexProgress', () => {
  test('tells once, when there is time for it, of all that comes while an index is being read', () => {
    const { say, goOn, told } = someProgress()

    say(0, true)
    say(2_000, true)
    const before = told()
    goOn()

    expect([before, told()]).toEqual([[], [2_000]])
  })

  test('tells at once that an index has all contacts, and not again at the next occasion', () => {
    const { say, goOn, told } = someProgress()

    say(2_000, true)
    say(3_000, false)
    const atOnce = told()
    goOn()

    expect([atOnce, told()]).toEqual([[3_000], [3_000]])
  })

  test('a whole index that goes on changing is told of at an easy pace', () => {
    const { say, goOn, told } = someProgress()
    say(3_000, false)

    say(3_001, false)
    say(3_002, false)
    const before = told()
    goOn()

    expect([before, told()]).toEqual([[3_000], [3_000, 3_002]])
  })
})
