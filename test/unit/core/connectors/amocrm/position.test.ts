import { describe, expect, test } from 'vitest'
import { decodeCursor, encodeCursor, positionAfter, type Position } from '#core/connectors/amocrm/position.ts'
import type { Cursor } from '#core/connectors/pull-page.ts'

describe('a cursor', () => {
  test.each<Position>([
    { kind: 'walk', since: 1_700_000_000, page: 7, checkedPage: 3, checkedAt: 1_700_000_100 },
    { kind: 'changes', since: 1_700_000_000, from: 1_699_999_940 },
  ])('comes back as it was written', (position) => {
    expect(decodeCursor(encodeCursor(position))).toEqual(position)
  })

  test.each([
    '',
    '{}',
    'a1:{"kind":"changes","since":1,"from":0}',
    'a2:',
    'a2:{}',
    'a2:{"kind":"changes","since":-1,"from":0}',
    'a2:{"kind":"walk","since":1,"page":0,"checkedPage":1,"checkedAt":1}',
    'a0:{"kind":"changes","since":1,"from":1}',
    null,
  ])('that cannot be read (%s) means everything', (text) => {
    expect(decodeCursor(text as Cursor | null)).toBeNull()
  })

  test('between pulls reaches back over the last minute', () => {
    expect(positionAfter(1_700_000_000)).toEqual({ kind: 'changes', since: 1_700_000_000, from: 1_699_999_940 })
  })
})
