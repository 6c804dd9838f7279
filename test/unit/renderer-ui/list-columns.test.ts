import { describe, expect, test } from 'vitest'
import { columnNames, columnWidths, fitColumns, gridTemplateOf } from '#renderer/components/contacts/list-columns.ts'

describe('fitColumns', () => {
  test('shows every chosen column where there is room, in the chosen order', () => {
    expect(fitColumns(columnNames, 1_200)).toEqual(columnNames)
  })

  test('drops the least needed first when the card takes its place', () => {
    expect(fitColumns(columnNames, 780)).toEqual(['company', 'phone', 'tags'])
  })

  test('keeps the phone longest, and at last only the name', () => {
    expect([fitColumns(columnNames, 410), fitColumns(columnNames, 300)]).toEqual([['phone'], []])
  })
})

describe('columnWidths', () => {
  test.each([1_188, 1_400, 2_000])('leave a whole phone and a whole date readable in %i pixels', (widthPx) => {
    const widths = columnWidths(columnNames, widthPx)

    expect(widths.get('phone')).toBeGreaterThanOrEqual(165)
    expect(widths.get('updated')).toBeGreaterThanOrEqual(132)
  })

  test('leave the name its room whenever the columns fit', () => {
    for (const widthPx of [420, 640, 780, 1_000, 1_127, 1_188]) {
      const columns = fitColumns(columnNames, widthPx)

      const taken = [...columnWidths(columns, widthPx).values()].reduce((sum, px) => sum + px, 40)

      expect(widthPx - taken).toBeGreaterThanOrEqual(200)
    }
  })

  test('share what is left in proportion, in whole pixels', () => {
    expect([...columnWidths(['company', 'phone'], 1_000)]).toEqual([
      ['company', 305],
      ['phone', 218],
    ])
  })

  test('make the tracks of the grid, of which the name takes the rest', () => {
    const columns = ['phone', 'updated'] as const

    expect(gridTemplateOf(columns, columnWidths(columns, 500))).toBe('40px minmax(0, 1fr) 165px 132px')
  })
})
