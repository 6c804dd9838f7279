import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, createContact, startSession, validationBody } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 10 })
})
afterAll(() => session.crm.close())

const FIELDS = {
  position: 271316,
  phone: 271318,
  source: 271324,
  interests: 271326,
  loyalty: 271328,
  newsletter: 271330,
  orders: 271332,
  turnover: 271334,
  firstDeal: 271336,
  nextCall: 271338,
  birthday: 271340,
  site: 271342,
  note: 271344,
  street: 271346,
  delivery: 271348,
  requisites: 271350,
} as const

async function written(field: number, values: unknown): Promise<unknown> {
  const id = await createContact(session, { custom_fields_values: [{ field_id: field, values }] })
  return at((await session.get(`/api/v4/contacts/${id}`)).body, 'custom_fields_values', 0, 'values')
}

async function refused(item: Record<string, unknown>): Promise<unknown> {
  const answer = await session.send('POST', '/api/v4/contacts', [{ custom_fields_values: [item] }])
  return answer.body
}

describe('values of custom fields', () => {
  test.each([
    ['text', FIELDS.position, [{ value: 'CEO' }], [{ value: 'CEO' }]],
    ['textarea', FIELDS.note, [{ value: 'a\nb' }], [{ value: 'a\nb' }]],
    ['url', FIELDS.site, [{ value: 'https://example.com' }], [{ value: 'https://example.com' }]],
    ['streetaddress', FIELDS.street, [{ value: 'Main St' }], [{ value: 'Main St' }]],
    ['numeric', FIELDS.orders, [{ value: 1.5 }], [{ value: '1.5' }]],
    ['monetary', FIELDS.turnover, [{ value: '1500.00' }], [{ value: '1500.00' }]],
    ['checkbox', FIELDS.newsletter, [{ value: true }], [{ value: true }]],
    ['date', FIELDS.firstDeal, [{ value: 1577836800 }], [{ value: 1577836800 }]],
    ['date from RFC 3339', FIELDS.firstDeal, [{ value: '2020-01-01T03:00:00+03:00' }], [{ value: 1577836800 }]],
    ['date_time', FIELDS.nextCall, [{ value: '2020-01-01T00:00:30Z' }], [{ value: 1577836830 }]],
    ['birthday', FIELDS.birthday, [{ value: '1980-02-03T00:00:00+00:00' }], [{ value: 318384000 }]],
    ['select by text', FIELDS.source, [{ value: 'Сайт' }], [{ value: 'Сайт', enum_id: 2713240, enum_code: null }]],
    ['select by id', FIELDS.source, [{ enum_id: 2713241 }], [{ value: 'Выставка', enum_id: 2713241, enum_code: null }]],
    [
      'radiobutton by code',
      FIELDS.loyalty,
      [{ enum_code: 'HOT' }],
      [{ value: 'Горячий', enum_id: 2713282, enum_code: 'HOT' }],
    ],
    [
      'multiselect',
      FIELDS.interests,
      [{ value: 'Опт' }, { enum_id: 2713262 }],
      [
        { value: 'Опт', enum_id: 2713260, enum_code: null },
        { value: 'Доставка', enum_id: 2713262, enum_code: null },
      ],
    ],
    [
      'multitext, WORK unless named',
      FIELDS.phone,
      [{ value: '+1' }, { value: '+2', enum_code: 'MOB' }, { value: '+3', enum_id: 2713183 }],
      [
        { value: '+1', enum_id: 2713180, enum_code: 'WORK' },
        { value: '+2', enum_id: 2713182, enum_code: 'MOB' },
        { value: '+3', enum_id: 2713183, enum_code: 'FAX' },
      ],
    ],
    [
      'smart_address',
      FIELDS.delivery,
      [
        { value: 'Tbilisi', enum_code: 'city' },
        { value: '0105', enum_id: 5 },
      ],
      [
        { value: 'Tbilisi', enum_id: 3, enum_code: 'city' },
        { value: '0105', enum_id: 5, enum_code: 'zip' },
      ],
    ],
    [
      'legal_entity',
      FIELDS.requisites,
      [{ value: { name: 'ООО', entity_type: 2, vat_id: '7700' } }],
      [{ value: { name: 'ООО', entity_type: 2, vat_id: '7700' } }],
    ],
  ])('of type %s are read as the vendor writes them', async (_type, field, values, expected) => {
    expect(await written(field, values)).toEqual(expected)
  })

  test.each([
    ['unknown field', { field_id: 1, values: [{ value: 'x' }] }, 'NotSupportedChoice', 'field_id'],
    ['field of a company', { field_id: 281910, values: [{ value: 'IT' }] }, 'NotSupportedChoice', 'field_id'],
    [
      'option text not in the list',
      { field_id: FIELDS.source, values: [{ value: '?' }] },
      'NotSupportedChoice',
      'values.0.value',
    ],
    [
      'option id not in the list',
      { field_id: FIELDS.source, values: [{ enum_id: 1 }] },
      'NotSupportedChoice',
      'values.0.enum_id',
    ],
    [
      'phone kind that does not exist',
      { field_code: 'PHONE', values: [{ value: '1' }, { value: '2', enum_code: 'XX' }] },
      'NotSupportedChoice',
      'values.1.enum_code',
    ],
    [
      'enum_code null on a text',
      { field_code: 'POSITION', values: [{ value: 'x', enum_code: null }] },
      'FieldNotExpected',
      'values.0.enum_code',
    ],
    ['no value', { field_code: 'POSITION', values: [{}] }, 'FieldMissing', 'values.0.value'],
    ['no values', { field_code: 'POSITION' }, 'FieldMissing', 'values'],
    ['neither id nor code', { values: [{ value: 'x' }] }, 'FieldMissing', 'field_id'],
    ['a word for a number', { field_id: FIELDS.orders, values: [{ value: 'many' }] }, 'InvalidType', 'values.0.value'],
    ['a word for a date', { field_id: FIELDS.firstDeal, values: [{ value: 'soon' }] }, 'InvalidType', 'values.0.value'],
    ['a list for a text', { field_id: FIELDS.note, values: [{ value: ['x'] }] }, 'InvalidType', 'values.0.value'],
    [
      'a legal entity without a name',
      { field_id: FIELDS.requisites, values: [{ value: { vat_id: '1' } }] },
      'FieldMissing',
      'values.0.value.name',
    ],
    ['an empty list of values', { field_code: 'POSITION', values: [] }, 'NotBlank', 'values'],
  ])('are refused with their exact path: %s', async (_case, item, code, path) => {
    expect(await refused(item)).toEqual(
      validationBody([
        {
          request_id: '0',
          errors: [{ code, path: `custom_fields_values.0.${path}`, detail: expect.any(String) as string }],
        },
      ]),
    )
  })

  test('are replaced as a whole by the field that is sent, and left alone in fields that are not', async () => {
    const id = await createContact(session, {
      custom_fields_values: [
        { field_code: 'PHONE', values: [{ value: '1' }, { value: '2' }] },
        { field_code: 'POSITION', field_id: null, field_name: 'echoed', values: [{ value: 'CEO' }] },
      ],
    })

    await session.send('PATCH', `/api/v4/contacts/${id}`, {
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '3' }] }],
    })

    const { body } = await session.get(`/api/v4/contacts/${id}`)
    expect(at(body, 'custom_fields_values')).toEqual([
      {
        field_id: 271316,
        field_name: 'Должность',
        field_code: 'POSITION',
        field_type: 'text',
        values: [{ value: 'CEO' }],
      },
      {
        field_id: 271318,
        field_name: 'Телефон',
        field_code: 'PHONE',
        field_type: 'multitext',
        values: [{ value: '3', enum_id: 2713180, enum_code: 'WORK' }],
      },
    ])
  })

  test('are emptied by null, and the whole list reads null when nothing is left', async () => {
    const id = await createContact(session, {
      custom_fields_values: [{ field_code: 'POSITION', values: [{ value: 'x' }] }],
    })

    await session.send('PATCH', `/api/v4/contacts/${id}`, {
      custom_fields_values: [{ field_code: 'POSITION', values: null }],
    })

    expect(at((await session.get(`/api/v4/contacts/${id}`)).body, 'custom_fields_values')).toBeNull()
  })
})
