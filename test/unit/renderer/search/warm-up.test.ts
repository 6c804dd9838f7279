import { expect, test } from 'vitest'
import { ContactIndex } from '#renderer/search/contact-index.ts'
import { toIndexEntry } from '#renderer/search/index-entry.ts'
import { warmUp } from '#renderer/search/warm-up.ts'
import { sampleCompanies, sampleContact, sampleUsers } from '#test/bench/sample-contacts.ts'

test('an index asks itself what users ask, one question at a time, filters among them', () => {
  const index = new ContactIndex('ru')
  index.putCompanies(new Map(sampleCompanies(100)))
  index.putUsers(sampleUsers())
  for (let at = 0; at < 100; at++) {
    const entry = toIndexEntry(sampleContact(at, 100), false)
    if (entry !== null) index.put(entry)
  }
  const asked: number[] = []
  const find = index.find.bind(index)
  index.find = (query) => {
    const found = find(query)
    asked.push(found.total)
    return found
  }
  const waiting: (() => void)[] = []

  warmUp(index, (task) => waiting.push(task))

  expect(asked).toEqual([])
  let turns = 0
  for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
    task()
    expect(asked.length).toBeLessThanOrEqual(++turns)
  }
  // Of names, e-mails and filters each some are there: code that finds nothing is not warm.
  expect(asked.filter((total) => total > 0).length).toBeGreaterThan(asked.length / 2)
  expect(asked.at(-1)).toBeGreaterThan(0)
})

test('an index without contacts has nothing to be warmed up by, and is not troubled', () => {
  const waiting: (() => void)[] = []
  warmUp(new ContactIndex('en'), (task) => waiting.push(task))

  for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) task()

  expect(waiting).toEqual([])
})
