import { describe, expect, test } from 'vitest'
import { sortsAfterMove } from '#core/connectors/amocrm/new-sorts.ts'

const others = [
  { id: 'a', sort: 10 },
  { id: 'b', sort: 11 },
  { id: 'c', sort: 12 },
  { id: 'd', sort: 20 },
]

describe('sortsAfterMove', () => {
  test.each([
    ['a place with room changes nothing but itself', others, 'd', [['x', 13]]],
    [
      'what is in the way moves on, as far as it is in the way',
      others,
      'b',
      [
        ['x', 11],
        ['b', 12],
        ['c', 13],
      ],
    ],
    ['the last place is behind all', others, null, [['x', 21]]],
    ['one that is gone is the last place', others, 'gone', [['x', 21]]],
    ['the first place is before all', others, 'a', [['x', 9]]],
    [
      'there is nothing below 1',
      [
        { id: 'a', sort: 1 },
        { id: 'b', sort: 5 },
      ],
      'a',
      [
        ['x', 1],
        ['a', 2],
      ],
    ],
    [
      'equal numbers part',
      [
        { id: 'a', sort: 0 },
        { id: 'b', sort: 0 },
        { id: 'c', sort: 0 },
      ],
      'b',
      [
        ['x', 1],
        ['b', 2],
        ['c', 3],
      ],
    ],
    ['alone it is the first', [], null, [['x', 1]]],
  ] as const)('%s', (_title, list, before, changed) => {
    const expected = changed.map(([id, sort]) => ({ id, sort }))

    expect(sortsAfterMove<string>(list, 'x', before)).toEqual(expected)
  })
})
