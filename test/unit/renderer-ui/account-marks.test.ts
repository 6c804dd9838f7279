import { expect, test } from 'vitest'
import { accountMarks } from '#renderer/composables/account-marks.ts'
import type { AccountId } from '#shared/domain/ids.ts'

const account = (id: string, name: string) => ({ id: id as AccountId, name })
const many = Array.from({ length: 6 }, (_, at) => account(`a${at}`, 'North Sales'))

test('one account needs no mark', () => {
  expect(accountMarks([account('a1', 'North')]).size).toBe(0)
})

test('accounts of one name differ in letters and in colour', () => {
  const marks = [...accountMarks(many).values()]

  expect(marks.map(({ letters }) => letters)).toEqual(['NS', 'NS2', 'NS3', 'NS4', 'NS5', 'NS6'])
  expect(new Set(marks.map(({ tint }) => tint)).size).toBe(6)
})

test('marks do not depend on the order in which accounts were signed in to', () => {
  const [there, back] = [accountMarks(many), accountMarks(many.toReversed())]

  expect(back).toEqual(there)
})

test('an account whose name has no letters has a mark as well', () => {
  const marks = accountMarks([account('a1', ''), account('a2', 'North')])

  expect([...marks.values()].map(({ letters }) => letters)).toEqual(['#', 'N'])
})
