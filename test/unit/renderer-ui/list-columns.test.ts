import { describe, expect, test } from 'vitest'
import { columnNames, fitColumns } from '#renderer/components/contacts/list-columns.ts'

describe('fitColumns', () => {
  test('shows every chosen column where there is room, in the chosen order', () => {
    expect(fitColumns(columnNames, 1_200)).toEqual(columnNames)
  })

  test('drops the least needed first when the card takes its place', () => {
    expect(fitColumns(columnNames, 780)).toEqual(['company', 'phone', 'tags'])
  })

  test('keeps the phone longest, and at last only the name', () => {
    expect([fitColumns(columnNames, 400), fitColumns(columnNames, 300)]).toEqual([['phone'], []])
  })
})
