import { describe, expect, test } from 'vitest'
import type { Json } from '#shared/domain/contact.ts'
import { toFiles } from '#renderer/composables/custom-files.ts'

describe('the files of a field', () => {
  test.each<[string, Json, ReturnType<typeof toFiles>]>([
    [
      'go by their names',
      { file_uuid: 'f1', version_uuid: 'v1', file_name: 'offer.pdf', file_size: 1_200 },
      [{ name: 'offer.pdf', sizeBytes: 1_200 }],
    ],
    ['go by their number where there is no name', { file_uuid: 'f1' }, [{ name: 'f1', sizeBytes: null }]],
    ['may be a number alone', { id: '7' }, [{ name: '', number: '7', sizeBytes: null }]],
    ['may be a name alone', 'offer.pdf', [{ name: 'offer.pdf', sizeBytes: null }]],
    ['are none where nothing says which', { size: 1 }, []],
    ['are none where nothing is', null, []],
  ])('%s', (_, value, expected) => {
    expect(toFiles([{ value }])).toEqual(expected)
  })
})
