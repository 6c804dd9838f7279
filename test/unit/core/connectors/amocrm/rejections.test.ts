import { describe, expect, test } from 'vitest'
import { readRefusal, toFieldName } from '#core/connectors/amocrm/rejections.ts'
import type { ContactOut } from '#core/connectors/amocrm/submission.ts'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import { readFixture } from './read-fixture.ts'

const item: ContactOut = {
  id: 17,
  custom_fields_values: [
    { field_code: 'PHONE', values: [{ value: '+1' }] },
    { field_id: 271_324, values: [{ value: 'x' }] },
    { field_code: 'EMAIL', values: null },
  ],
}
const refusal = (status: number, body: unknown) => new HttpRefusal(status, body, 'refused', {})
const failing = (fault: Readonly<Record<string, unknown>>, requestId?: unknown) =>
  refusal(400, { 'validation-errors': [{ request_id: requestId, errors: [fault] }] })
const fault = { code: 'NotSupportedChoice', path: 'first_name', detail: 'no' }

describe('toFieldName', () => {
  test.each([
    ['first_name', 'firstName'],
    ['last_name', 'lastName'],
    ['name', 'firstName'],
    ['responsible_user_id', 'responsible'],
    ['tags_to_add.0.name', 'tags'],
    ['tags_to_delete', 'tags'],
    ['_embedded.tags.0', 'tags'],
    ['custom_fields_values.0.values.0.value', 'phones'],
    ['custom_fields_values.1.field_id', 'custom:271324'],
    ['custom_fields_values.2', 'emails'],
    ['custom_fields_values.7.field_id', null],
    ['custom_fields_values', null],
    ['created_by', null],
    ['', null],
  ])('%s is %s', (path, field) => {
    expect(toFieldName(path, item)).toBe(field)
  })
})

describe('readRefusal', () => {
  test('names items by their place, with field, code and the vendor’s words', () => {
    const { named } = readRefusal(refusal(400, readFixture('validation-errors')), [item, item, item])

    expect([...named]).toEqual([
      [
        1,
        {
          kind: 'rejected',
          field: 'custom:271324',
          reason: 'NotSupportedChoice',
          message: 'The value you selected is not a valid choice.',
        },
      ],
      [2, { kind: 'gone' }],
    ])
  })

  const values = [{ value: 'one' }, { value: 'two', enum_code: 'ICQ' }]
  const several: ContactOut = {
    id: 1,
    custom_fields_values: [
      { field_id: 5, values },
      { field_id: 6, values: [{ value: {} }] },
    ],
  }
  test.each([
    ['custom_fields_values.0.values.1.enum_code', 'two'],
    ['custom_fields_values.1.values.0.value.name', 'name'],
    ['custom_fields_values.1.values.0.value', undefined],
    ['custom_fields_values.0.field_id', undefined],
    ['custom_fields_values.0.values.9.value', undefined],
  ])('says which of several values, or which part of one, was refused at %s', (path, part) => {
    const rejected = readRefusal(failing({ ...fault, path }), [several]).named.get(0)

    expect(rejected?.kind === 'rejected' && rejected.part).toBe(part)
  })

  test.each([
    ['a lone item need not be named', failing(fault), [item], [0]],
    ['an unnamed fault among several is nobody’s', failing(fault), [item, item], []],
    ['a number is as good as text', failing(fault, 1), [item, item], [1]],
    ['a place that does not exist is nobody’s', failing(fault, '9'), [item, item], []],
    ['a name that is no place is nobody’s', failing(fault, 'row-1'), [item, item], []],
    ['a body that is not a problem names nobody', refusal(400, 'what'), [item], []],
    ['nor does an empty one', refusal(422, null), [item], []],
  ])('%s', (_, error, items, places) => {
    expect([...readRefusal(error, items).named.keys()]).toEqual(places)
  })

  test('a missing id of a new contact is no sign that it is gone', () => {
    const created: ContactOut = { request_id: '0' }

    expect(readRefusal(failing({ ...fault, path: 'id' }), [created]).named.get(0)).toMatchObject({ kind: 'rejected' })
  })

  test.each(['System error, please retry', 'Системная ошибка, повторите запрос позднее'])(
    'takes "%s" for a failure of the backend',
    (detail) => {
      expect(() => readRefusal(refusal(400, { detail }), [item])).toThrow(
        expect.objectContaining({ code: 'remote/unavailable' }),
      )
    },
  )

  test.each([404, 405, 409])('takes %i for something that no item is to blame for', (status) => {
    expect(() => readRefusal(refusal(status, null), [item])).toThrow(
      expect.objectContaining({ code: 'remote/invalid-response' }),
    )
  })
})
