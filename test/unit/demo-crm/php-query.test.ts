import { describe, expect, test } from 'vitest'
import { buildPhpQuery, parsePhpQuery, phpList, phpString } from '#demo-crm/http/php-query.ts'

describe('parsePhpQuery', () => {
  test.each([
    ['', {}],
    ['a=1&b=', { a: '1', b: '' }],
    ['a', { a: '' }],
    ['a=1&a=2', { a: '2' }],
    ['a[]=1&a[]=2', { a: { 0: '1', 1: '2' } }],
    ['a[5]=x&a[]=y', { a: { 5: 'x', 6: 'y' } }],
    ['filter[id][]=1&filter[updated_at][from]=2', { filter: { id: { 0: '1' }, updated_at: { from: '2' } } }],
    ['filter%5Bid%5D%5B%5D=1', { filter: { id: { 0: '1' } } }],
    ['a=1&a[b]=2', { a: { b: '2' } }],
    ['a[b]=1&a=2', { a: '2' }],
    ['a[b=1', { 'a[b': '1' }],
    ['[a]=1', { '[a]': '1' }],
    ['q=a+b%20c', { q: 'a b c' }],
    ['q=%zz', { q: '%zz' }],
    ['q=%D0%AF', { q: 'Я' }],
    ['a=b=c', { a: 'b=c' }],
  ])('reads %j', (query, expected) => {
    expect(parsePhpQuery(query)).toEqual(expected)
  })

  test('keeps names of object internals harmless', () => {
    const parsed = parsePhpQuery('__proto__[polluted]=1&constructor=2')

    expect(Object.keys(parsed)).toEqual(['__proto__', 'constructor'])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

describe('reading values', () => {
  test('takes a scalar for a list of one, and no list for a scalar', () => {
    const query = parsePhpQuery('one=1&many[]=2&many[]=3')

    expect([phpList(query['one']), phpList(query['many']), phpList(query['none'])]).toEqual([['1'], ['2', '3'], []])
    expect([phpString(query['one']), phpString(query['many'])]).toEqual(['1', undefined])
  })
})

describe('buildPhpQuery', () => {
  test('writes lists with their indices and encodes brackets', () => {
    const query = { page: '2', filter: { id: { 0: '1', 1: '2' } }, query: 'a b&c' }

    expect(buildPhpQuery(query)).toBe('page=2&filter%5Bid%5D%5B0%5D=1&filter%5Bid%5D%5B1%5D=2&query=a+b%26c')
  })
})
