import { describe, expect, test } from 'vitest'
import {
  dayOf,
  entriesOf,
  isYes,
  listOf,
  momentOf,
  offsetOf,
  textOf,
  toDayText,
  toMomentText,
} from '#core/connectors/bitrix24/scalars.ts'

describe('scalars of the vendor', () => {
  test.each([
    ['5', '5'],
    [5, '5'],
    [null, ''],
    [false, ''],
    ['', ''],
    [[], ''],
    [undefined, ''],
  ])('read %j as the text "%s"', (value, text) => {
    expect(textOf(value)).toBe(text)
  })

  test.each([
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [{ '0': 'a', '5': 'b' }, ['a', 'b']],
    ['a', ['a']],
    [false, []],
    [null, []],
    ['', []],
  ])('read %j as the list %j', (value, list) => {
    expect(listOf(value)).toEqual(list)
  })

  test('read an empty list as an empty map', () => {
    expect([entriesOf([]), entriesOf({ a: 1 }), entriesOf(null)]).toEqual([[], [['a', 1]], []])
  })

  test('know yes in each of its forms', () => {
    expect(['Y', '1', 1, true, 'N', '0', 0, false, null, ''].map(isYes)).toEqual([
      ...[true, true, true, true],
      ...[false, false, false, false, false, false],
    ])
  })

  test('read moments in any zone, and nothing else as one', () => {
    expect(momentOf('2025-06-01T15:00:00+03:00')).toBe(Date.UTC(2025, 5, 1, 12))
    expect([momentOf(''), momentOf(null), momentOf({})]).toEqual([null, null, null])
  })

  test.each([
    ['2001-11-11'],
    ['2001-11-11T00:00:00+03:00'],
    ['2001-11-11T00:00:00-05:00'],
    ['2001-11-11T03:00:00+03:00'],
    ['2001-11-10T19:00:00-05:00'],
  ])('read %s as the eleventh', (text) => {
    expect(toDayText(dayOf(text) ?? 0)).toBe('2001-11-11')
  })

  test.each([
    [180, '2025-06-01T15:00:00+03:00'],
    [-210, '2025-06-01T08:30:00-03:30'],
    [0, '2025-06-01T12:00:00+00:00'],
  ])('write a moment with an offset of %i minutes as %s', (minutes, text) => {
    expect(toMomentText(Date.UTC(2025, 5, 1, 12), minutes)).toBe(text)
    expect(offsetOf(text)).toBe(minutes)
  })
})
