import { describe, expect, test } from 'vitest'
import { decodeCursor, encodeCursor, seenAfter } from '#core/connectors/bitrix24/position.ts'

describe('position of a pull', () => {
  test('survives as a cursor', () => {
    const position = { kind: 'walk', since: 5, after: '17', total: null, done: 3 } as const

    expect(decodeCursor(encodeCursor(position))).toEqual(position)
  })

  test.each(['', 'a1:{}', 'b1:', 'b1:{"kind":"walk"}', 'b1:{"kind":"walk","since":1,"after":"x","total":1,"done":0}'])(
    'is the beginning where the cursor is %j',
    (cursor) => {
      expect(decodeCursor(cursor as never)).toBeNull()
    },
  )

  test('remembers rows that come again, but not those that may change within their second', () => {
    const rows = [
      ['1', 900],
      ['2', 985],
      ['3', 1_000],
      ['4', 980],
      ['4', 990],
    ] as const

    expect(seenAfter(rows, 1_000)).toEqual([
      ['2', 985],
      ['4', 990],
    ])
  })

  test('forgets them all rather than carry thousands along', () => {
    const rows = Array.from({ length: 5_000 }, (_, id) => [String(id), 995] as const)

    expect(seenAfter(rows, 1_000)).toEqual([])
  })
})
