import { describe, expect, test } from 'vitest'
import { toCreateOut, toUpdateOut, type ValueForm } from '#core/connectors/amocrm/submission.ts'
import type { ContactFields } from '#shared/domain/contact.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import type { ContactPatch } from '#shared/sync/resolve-update.ts'
import { contactId, remoteIdOfNumber, someFields, userId } from '#test/support/contacts.ts'

const form: ValueForm = {
  types: new Map(
    Object.entries({
      1: 'text',
      2: 'date',
      3: 'select',
      4: 'multiselect',
      5: 'smart_address',
      6: 'multitext',
      7: 'select',
      8: 'date_time',
      9: 'birthday',
      10: 'file',
    }),
  ) as never,
  zone: 'Europe/Moscow',
}
const custom = (items: Readonly<Record<string, unknown>>) => items as ContactFields['custom']

const createOf = (fields: Partial<ContactFields>) =>
  toCreateOut({ key: contactId(1), isMarked: false, fields: someFields(fields) }, 3, form)
const updateOf = (patch: Partial<ContactPatch>) =>
  toUpdateOut({ remoteId: remoteIdOfNumber(17), patch: { addTags: [], removeTags: [], ...patch } }, form)

describe('toCreateOut', () => {
  test('sends nothing but its place for an empty contact', () => {
    expect(createOf({})).toEqual({ request_id: '3' })
  })

  test.each<[string, Partial<ContactFields>, Readonly<Record<string, unknown>>]>([
    [
      'both names',
      { name: 'Анна Ветрова', firstName: 'Анна', lastName: 'Ветрова' },
      { first_name: 'Анна', last_name: 'Ветрова' },
    ],
    ['one name', { name: 'Анна', firstName: 'Анна' }, { first_name: 'Анна', last_name: '' }],
    ['the full name alone', { name: 'Анна Ветрова' }, { name: 'Анна Ветрова' }],
  ])('sends %s, never a mix', (_, fields, expected) => {
    expect(createOf(fields)).toEqual({ request_id: '3', ...expected })
  })

  test('leaves out what is empty, and companies, which are linked', () => {
    const fields = { phones: [], custom: custom({ 1: [] }), companyIds: ['acc1.5' as never], tags: ['a'] }

    expect(createOf(fields)).toEqual({ request_id: '3', tags_to_add: [{ name: 'a' }] })
  })

  test('addresses phones and e-mails by code, everything else by id', () => {
    const out = createOf({
      phones: [{ value: '+1', kind: 'mobile' }],
      emails: [{ value: 'a@b', kind: 'private' }],
      responsibleId: userId(5),
      custom: custom({ 1: [{ value: 'x' }] }),
    })

    expect(out).toEqual({
      request_id: '3',
      responsible_user_id: 5,
      custom_fields_values: [
        { field_code: 'PHONE', values: [{ value: '+1', enum_code: 'MOB' }] },
        { field_code: 'EMAIL', values: [{ value: 'a@b', enum_code: 'PRIV' }] },
        { field_id: 1, values: [{ value: 'x' }] },
      ],
    })
  })
})

describe('toUpdateOut', () => {
  test.each<[string, Partial<ContactPatch>, Readonly<Record<string, unknown>>]>([
    ['names', { names: { firstName: 'А', lastName: '' } }, { first_name: 'А', last_name: '' }],
    ['emptied names', { names: { firstName: '', lastName: '' } }, { name: '', first_name: '', last_name: '' }],
    ['the responsible user', { responsibleId: userId(5) }, { responsible_user_id: 5 }],
    ['cleared phones', { phones: [] }, { custom_fields_values: [{ field_code: 'PHONE', values: null }] }],
    ['a cleared field', { custom: custom({ 1: [] }) }, { custom_fields_values: [{ field_id: 1, values: null }] }],
    ['tags', { addTags: ['a'], removeTags: ['b'] }, { tags_to_add: [{ name: 'a' }], tags_to_delete: [{ name: 'b' }] }],
  ])('sends %s and nothing else', (_, patch, expected) => {
    expect(updateOf(patch)).toEqual({ id: 17, ...expected })
  })

  test.each([
    ['a moment in seconds', 8, { value: 1_700_000_123_999 }, { value: 1_700_000_123 }],
    ['a day where the account is', 2, { value: Date.UTC(2023, 10, 15) }, { value: '2023-11-15T00:00:00+03:00' }],
    ['a birthday likewise', 9, { value: Date.UTC(1985, 4, 12) }, { value: '1985-05-12T00:00:00+04:00' }],
    ['a choice by its option', 3, { value: 'A', optionId: '31', code: 'X' }, { enum_id: 31 }],
    ['a choice by its text where there is no option', 4, { value: 'A' }, { value: 'A' }],
    [
      'a part of an address by its code',
      5,
      { value: 'Омск', optionId: '3', code: 'city' },
      { value: 'Омск', enum_code: 'city' },
    ],
    ['a messenger by its option where it has no code', 6, { value: 'x', optionId: '8' }, { value: 'x', enum_id: 8 }],
    ['text without codes, which would refuse the contact', 1, { value: 'x', code: 'A', optionId: '1' }, { value: 'x' }],
    [
      'a file that stays by what refers to it alone',
      10,
      { value: { file_uuid: 'f', version_uuid: 'v', file_name: 'a.pdf', file_size: 7, is_new_to_us: true } },
      { value: { file_uuid: 'f', version_uuid: 'v', file_name: 'a.pdf', file_size: 7 } },
    ],
    ['a value of an unknown field as it is', 99, { value: 1_700_000_123_999 }, { value: 1_700_000_123_999 }],
  ])('writes %s', (_, id, item, expected) => {
    const out = updateOf({ custom: custom({ [String(id) as FieldId]: [item] }) })

    expect(out.custom_fields_values).toEqual([{ field_id: id, values: [expected] }])
  })
})
