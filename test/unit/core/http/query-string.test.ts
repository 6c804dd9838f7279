import { describe, expect, test } from 'vitest'
import { toQueryString } from '#core/http/query-string.ts'

describe('toQueryString', () => {
  test.each([
    ['nothing', {}, ''],
    ['nested names', { 'filter[updated_at][from]': 17, page: 2 }, 'filter[updated_at][from]=17&page=2'],
    ['a list, by repeating its name', { 'filter[id][]': [3, '4'] }, 'filter[id][]=3&filter[id][]=4'],
    ['an empty list, as nothing', { 'filter[id][]': [] }, ''],
    ['what would end a value', { query: 'ООО & Ко=+1 #?' }, 'query=%D0%9E%D0%9E%D0%9E+%26+%D0%9A%D0%BE%3D%2B1+%23%3F'],
  ])('writes %s', (_, query, expected) => {
    expect(toQueryString(query)).toBe(expected)
  })
})
