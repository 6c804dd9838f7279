import { describe, expect, test } from 'vitest'
import { toCommandText, toPhpQuery } from '#core/connectors/bitrix24/php-query.ts'

describe('a command of a batch', () => {
  test('is the bare method where there are no parameters', () => {
    expect(toCommandText({ method: 'profile', params: {} })).toBe('profile')
  })

  test('writes lists and maps with brackets, and everything else encoded', () => {
    const params = { fields: { NAME: 'Анна & Co', PHONE: [{ VALUE: '+7 900', VALUE_TYPE: 'WORK' }] }, id: 5 }

    expect(decodeURIComponent(toPhpQuery(params))).toBe(
      'fields[NAME]=Анна & Co&fields[PHONE][0][VALUE]=+7 900&fields[PHONE][0][VALUE_TYPE]=WORK&id=5',
    )
    expect(toPhpQuery({ a: 'x&y=z+%' })).toBe('a=x%26y%3Dz%2B%25')
  })

  test('encodes the signs of a filter in its key', () => {
    expect(toPhpQuery({ filter: { '>=DATE_MODIFY': '2025-06-01T15:00:00+03:00' } })).toBe(
      'filter[%3E%3DDATE_MODIFY]=2025-06-01T15%3A00%3A00%2B03%3A00',
    )
  })

  test('leaves references to earlier answers as they are, whole and within a text', () => {
    expect(toPhpQuery({ filter: { '>ID': '$result[first][49][ID]' }, note: 'of $result[a][ID] & co' })).toBe(
      'filter[%3EID]=$result[first][49][ID]&note=of%20$result[a][ID]%20%26%20co',
    )
  })

  test('writes truth as PHP does, nothing as an empty text, and leaves out what is not there', () => {
    expect(toPhpQuery({ yes: true, no: false, nothing: null, list: [], absent: undefined })).toBe(
      'yes=1&no=0&nothing=&list=',
    )
  })
})
