import { describe, expect, test } from 'vitest'
import { addressParts, requisiteParts, withAddressPart, withRequisite } from '#renderer/composables/custom-parts.ts'
import { chosenAmong, customText } from '#renderer/composables/custom-text.ts'
import { toSections } from '#renderer/composables/field-sections.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import { createText } from '#test/support/text.ts'
import { someDefinition, speakerOf } from './speakers.ts'

const text = createText('en')
const { format } = speakerOf('en')
const address = someDefinition({
  kind: 'address',
  options: [
    { id: '1', value: 'address_line_1', code: 'address_line_1' },
    { id: '3', value: 'city', code: 'city' },
  ],
})

describe('an address', () => {
  test('shows all lines that it can have, and one that only the CRM knows', () => {
    const items = [{ value: 'Omsk', code: 'city' }, { value: 'Mars', code: 'planet' }] // prettier-ignore

    expect(addressParts(items, address, text)).toEqual([
      { key: 'address_line_1', label: 'Street and house', value: '' },
      { key: 'city', label: 'City', value: 'Omsk' },
      { key: 'planet', label: 'planet', value: 'Mars' },
    ])
  })

  test('changes one line, gains one and loses one', () => {
    const items = [{ value: 'Omsk', code: 'city' }]

    expect(withAddressPart(items, 'city', 'Perm')).toEqual([{ value: 'Perm', code: 'city' }])
    expect(withAddressPart(items, 'zip', '1')).toEqual([...items, { value: '1', code: 'zip' }])
    expect(withAddressPart(items, 'city', '')).toEqual([])
  })
})

describe('requisites', () => {
  const items = [{ value: { name: 'Acme', secret: { deep: 1 } } }]

  test('keep what nobody here knows when something else changes', () => {
    expect(withRequisite(items, 'name', 'Acme Ltd')).toEqual([{ value: { name: 'Acme Ltd', secret: { deep: 1 } } }])
  })

  test('are gone when the last of them is emptied', () => {
    expect(withRequisite([{ value: { name: 'Acme' } }], 'name', '')).toEqual([])
  })

  test('show what they can have, in the order in which people write them, then the rest', () => {
    const keys = requisiteParts(items, text).map(({ key }) => key)

    expect([keys[0], keys.at(-1)]).toEqual(['name', 'secret'])
  })
})

describe('values as one line', () => {
  test.each([
    ['messengers', [{ value: 'anna', code: 'SKYPE' }], 'anna (Skype)'],
    ['messengers', [{ value: 'anna', code: 'OTHER' }], 'anna (other)'],
    [
      'address',
      [
        { value: 'Main st. 1', code: 'address_line_1' },
        { value: 'Omsk', code: 'city' },
      ],
      'Main st. 1, Omsk',
    ],
    ['requisites', [{ value: { name: 'Acme', entity_type: 2, vat_id: '77' } }], 'Acme; Company; Tax number (INN): 77'],
    ['file', [{ value: { file_uuid: 'x', file_name: 'a.pdf', file_size: 5 } }], 'a.pdf'],
    ['other', [{ value: { catalog_id: 3 } }], 'catalog id: 3'],
  ] as const)('of %s', (kind, items, words) => {
    expect(customText(items, kind, text, format)).toBe(words)
  })
})

test('choosing among options leaves alone a value that is offered no more', () => {
  const definition = someDefinition({ kind: 'choices', options: [{ id: '1', value: 'A' }, { id: '2', value: 'B' }] }) // prettier-ignore
  const items = [{ value: 'gone', optionId: '9' }, { value: 'A', optionId: '1' }] // prettier-ignore

  expect(chosenAmong(['2'], items, definition)).toEqual([{ value: 'gone', optionId: '9' }, { value: 'B', optionId: '2' }]) // prettier-ignore
})

test('fields stand in the sections of the CRM, those without one first', () => {
  const [main, more] = [{ id: 'm', name: 'Main', sort: 1 }, { id: 'x', name: 'More', sort: 2 }] // prettier-ignore
  const field = (id: string, group?: typeof main) => someDefinition({ id: id as FieldId, group })

  const sections = toSections([field('1', more), field('2', main), field('3'), field('4', main)])

  expect(sections.map(({ group, definitions }) => [group?.name, definitions.map(({ id }) => id)])).toEqual([
    [undefined, ['3']],
    ['Main', ['2', '4']],
    ['More', ['1']],
  ])
})
