import { describe, expect, test } from 'vitest'
import { createRowSlots } from '#renderer/composables/row-slots.ts'

describe('createRowSlots', () => {
  test('leaves a row its element when it moves within the list', () => {
    const slotsOf = createRowSlots()
    const [anna, boris] = slotsOf(0, ['anna', 'boris'])

    expect(slotsOf(0, ['vera', 'anna', 'boris']).slice(1)).toEqual([anna, boris])
  })

  test('gives the rows of another list the elements of the one before', () => {
    const slotsOf = createRowSlots()
    const before = slotsOf(0, ['anna', 'boris', 'vera'])

    expect(slotsOf(0, ['gleb', 'daria', 'egor'])).toEqual(before)
  })

  test('never gives two rows one element, whatever came and went', () => {
    const slotsOf = createRowSlots()
    for (const ids of [['a', 'b', 'c', 'd'], ['d', undefined], ['e', 'f', 'd', 'g', undefined], [], ['h', 'g']]) {
      const slots = slotsOf(7, ids)
      expect(new Set(slots).size).toBe(ids.length)
    }
  })

  test('goes by the index of a row that is still being read', () => {
    const slotsOf = createRowSlots()
    const [, second] = slotsOf(10, [undefined, undefined])

    expect(slotsOf(11, [undefined, undefined])[0]).toBe(second)
  })
})
