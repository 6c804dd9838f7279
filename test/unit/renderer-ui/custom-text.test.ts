import { describe, expect, test } from 'vitest'
import type { CustomItem } from '#shared/domain/contact.ts'
import type { FieldKind } from '#shared/domain/directory.ts'
import { customText } from '#renderer/composables/custom-text.ts'
import { speakerOf } from './speakers.ts'

const cases: readonly (readonly [kind: FieldKind, items: readonly CustomItem[], text: string])[] = [
  ['money', [{ value: '1500' }], '1,500'],
  ['money', [{ value: '1500', code: 'USD' }], '1,500 USD'],
  ['file', [{ value: { id: '7' } }], 'File № 7'],
  ['file', [{ value: { file_uuid: 'f-1', file_name: 'договор.pdf' } }], 'договор.pdf'],
  [
    'records',
    [{ value: { kind: 'company', id: '3' } }, { value: { kind: 'other', id: 'T80_6' } }],
    'Company № 3, T80_6',
  ],
]

describe('customText', () => {
  test.each(cases)('says a value of kind %s as %j for people', (kind, items, said) => {
    const { text, format } = speakerOf('en')

    expect(customText(items, kind, text, format)).toBe(said)
  })
})
