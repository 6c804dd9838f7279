import { describe, expect, test } from 'vitest'
import { createSmallLists } from '#core/sync/small-lists.ts'
import { createFakeClock } from '#test/support/fake-clock.ts'

const never = new AbortController().signal

describe('the small lists', () => {
  test('that were asked for first and come last are not written over those that have seen more', async () => {
    const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
    const written: string[] = []
    let asked = 0
    const lists = createSmallLists(createFakeClock(), async (_wanted, mayWrite) => {
      const answer = await answers[asked++]?.promise
      if (answer !== undefined && mayWrite()) written.push(answer)
    })

    const both = [lists.read('all', never), lists.read('all', never)]
    answers[1]?.resolve('with the new field')
    await both[1]
    answers[0]?.resolve('without it')
    await both[0]

    expect([written, lists.isDue('all')]).toEqual([['with the new field'], false])
  })

  test('are due where only those of contacts are here and all are wanted', async () => {
    const lists = createSmallLists(createFakeClock(), async (_wanted, mayWrite) => void mayWrite())

    await lists.read('of-contacts', never)

    expect([lists.isDue('of-contacts'), lists.isDue('all')]).toEqual([false, true])
  })
})
