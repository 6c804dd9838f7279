import { describe, expect, test } from 'vitest'
import { mergeOrder } from '#shared/sync/merge-order.ts'

const letters = (text: string): readonly string[] => [...text]
const merge = (from: string, to: string, now: string) => {
  const { order, isConflict } = mergeOrder({ from: letters(from), to: letters(to) }, letters(now))
  return `${order.join('')}${isConflict ? '!' : ''}`
}

describe('mergeOrder', () => {
  test.each([
    ['nobody else has touched it', 'abc', 'acb', 'abc', 'acb'],
    ['it stands so already', 'abc', 'cab', 'cab', 'cab'],
    ['a colleague has added one at the end', 'abc', 'cab', 'abcx', 'cabx'],
    ['a colleague has added one in between', 'abc', 'acb', 'axbc', 'axcb'],
    ['a colleague has taken one off', 'abc', 'cba', 'ac', 'ca'],
    ['a colleague has taken off the one that was moved', 'abc', 'cab', 'ab', 'ab'],
    [
      'a colleague has made another one the main one, and the others were put otherwise',
      'abcd',
      'abdc',
      'bacd',
      'badc',
    ],
    ['a colleague has put the others otherwise, and another one was made the main one', 'abcd', 'dabc', 'acbd', 'dacb'],
    ['a colleague has added one as the main one, and the others were put otherwise', 'abc', 'acb', 'xabc', 'xacb'],
    ['both have made the same one the main one', 'abc', 'bac', 'bac', 'bac'],
    ['all are gone', 'ab', 'ba', '', ''],
  ])('keeps what both sides meant where %s', (_, from, to, now, expected) => {
    expect(merge(from, to, now)).toBe(expected)
  })

  test.each([
    ['have made another one the main one', 'abc', 'bac', 'cab', 'bca!'],
    ['have put the others otherwise', 'abcd', 'acbd', 'abdc', 'acbd!'],
    ['have chosen another main one, theirs one that nobody has seen', 'abc', 'bac', 'xabc', 'bacx!'],
  ])('is a conflict where both %s, and ours shows', (_, from, to, now, expected) => {
    expect(merge(from, to, now)).toBe(expected)
  })
})
