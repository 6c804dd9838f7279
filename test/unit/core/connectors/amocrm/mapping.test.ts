import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { toCompany, toFieldDefinition, toRemoteContact, toUser } from '#core/connectors/amocrm/mapping.ts'
import { CompanyWire, ContactWire, EventWire, FieldWire, listWire, UserWire } from '#core/connectors/amocrm/wire.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { RemoteContactSchema } from '#shared/ipc/schemas.ts'
import { linkedIn } from '#shared/domain/linked.ts'
import { readFixture } from './read-fixture.ts'

const accountId = 'acc1' as AccountId
const contactOf = (wire: unknown) => toRemoteContact(v.parse(ContactWire, wire), accountId, null)
const bare = { id: 1, created_at: 10, updated_at: 20 }

describe('toRemoteContact', () => {
  test('understands the documented list: nothing filled, names empty', () => {
    const list = v.parse(listWire('contacts', ContactWire), readFixture('contact-list'))

    expect(list.hasNext).toBe(true)
    expect(list.rows.map((row) => toRemoteContact(row, accountId, null))[0]).toEqual({
      id: 'acc1.7143599',
      remoteId: '7143599',
      accountId: 'acc1',
      fields: {
        name: '1',
        firstName: '1',
        lastName: '',
        phones: [],
        emails: [],
        companyIds: [],
        tags: [],
        responsibleId: 'acc1.504141',
        custom: {},
      },
      createdAt: 1_585_758_065_000,
      updatedAt: 1_585_758_065_000,
      updatedBy: 'acc1.504141',
      facts: {
        createdBy: 'acc1.504141',
        closestTaskAt: null,
        isUnsorted: false,
        groupId: null,
        dealIds: [],
      },
    })
  })

  test('understands what is linked in the documented contact by id', () => {
    const { facts, fields } = contactOf(readFixture('contact-by-id'))

    expect(facts).toMatchObject({ dealIds: ['1', '3916883'] })
    expect(linkedIn(fields.custom, 'customer').map(({ id }) => id)).toEqual(['134923'])
    expect(linkedIn(fields.custom, 'element')).toEqual([])
  })

  test.each([
    ['below metadata', { id: 5, metadata: { catalog_id: 7, quantity: 3, price_id: 1 } }],
    ['beside the id', { id: 5, catalog_id: 7, quantity: 3 }],
    ['as text', { id: 5, metadata: { catalog_id: 7, quantity: '3' } }],
  ])('reads the quantity of a catalog element %s', (_, element) => {
    const { fields } = contactOf({ ...bare, _embedded: { catalog_elements: [element] } })

    expect(linkedIn(fields.custom, 'element')).toEqual([{ kind: 'element', id: '5', catalogId: '7', quantity: 3 }])
  })

  test('reads group, task and origin', () => {
    const wire = { ...bare, group_id: 12, closest_task_at: 30, is_unsorted: true, created_by: 4 }

    expect(contactOf(wire).facts).toMatchObject({
      ...{ groupId: '12', closestTaskAt: 30_000, isUnsorted: true, createdBy: 'acc1.4' },
    })
  })

  test('keeps a value of a type that has no value of its own, and one of a type that nobody knows', () => {
    const field = (field_id: number, field_type: string, value: unknown) => ({ field_id, field_type, values: [value] })
    const wire = {
      ...bare,
      custom_fields_values: [
        field(1, 'chained_list', { catalog_id: 3, catalog_element_id: 4 }),
        field(2, 'invented_tomorrow', { value: { deep: [1, { er: null }] } }),
      ],
    }

    expect(contactOf(wire).fields.custom).toEqual({
      '1': [{ value: { catalog_id: 3, catalog_element_id: 4 } }],
      '2': [{ value: { deep: [1, { er: null }] } }],
    })
  })

  test('understands the documented contact by id, which spells the kind of a phone the old way', () => {
    expect(contactOf(readFixture('contact-by-id')).fields).toMatchObject({
      phones: [{ value: '+79123', kind: 'work' }],
      companyIds: ['acc1.1'],
      custom: {},
    })
  })

  test('brings every field type over, and crosses a process boundary as it is', () => {
    const contact = contactOf(readFixture('contact-filled'))

    expect(contact.updatedBy).toBeNull()
    expect(contact.fields).toMatchObject({
      tags: ['vip'],
      phones: [
        { value: '+79123', kind: 'direct' },
        { value: '79124', kind: 'callback' },
        { value: '+79125', kind: 'work' },
      ],
      emails: [{ value: 'ivan@example.com', kind: 'private' }],
    })
    expect(contact.fields.custom).toEqual({
      '13': [{ value: 'CEO' }],
      '14': [{ value: 473_385_600_000 }],
      '15': [{ value: Date.UTC(2024, 0, 2, 3, 4, 5) }],
      '16': [{ value: 'Fair', optionId: '161' }],
      '17': [
        { value: 'A', optionId: '171', code: 'A' },
        { value: 'B', optionId: '172', code: 'B' },
      ],
      '18': [{ value: true }],
      '19': [
        { value: 'Main st. 1', code: 'address_line_1' },
        { value: 'Omsk', code: 'city' },
      ],
      '20': [{ value: { name: 'IP Petrov', entity_type: 1, vat_id: null } }],
    })
    expect(v.parse(RemoteContactSchema, structuredClone(contact))).toEqual(contact)
  })

  test.each([
    ['without anything but id and times', bare],
    ['with null names', { ...bare, name: null, first_name: null, last_name: null }],
    ['with null lists', { ...bare, custom_fields_values: null, _embedded: { tags: null, companies: null } }],
    ['with nobody responsible', { ...bare, responsible_user_id: 0, updated_by: null }],
    ['with keys that nobody knows', { ...bare, is_unsorted: true, _embedded: { leads: [{ id: 1 }] }, future: {} }],
  ])('accepts a contact %s', (_, wire) => {
    expect(contactOf(wire)).toMatchObject({
      updatedBy: null,
      fields: { name: '', firstName: '', phones: [], tags: [], companyIds: [], responsibleId: null, custom: {} },
    })
  })

  test.each([
    ['id', { ...bare, id: '1' }],
    ['id', { ...bare, id: 0 }],
    ['updated_at', { ...bare, updated_at: null }],
    ['created_at', { ...bare, created_at: 1.5 }],
    ['custom_fields_values.0.field_id', { ...bare, custom_fields_values: [{ values: [] }] }],
    ['_embedded.tags.0.name', { ...bare, _embedded: { tags: [{ id: 1 }] } }],
    ['_embedded.companies.0.id', { ...bare, _embedded: { companies: [{}] } }],
  ])('refuses a contact whose %s would be lost or confused', (path, wire) => {
    const result = v.safeParse(ContactWire, wire)

    expect(result.issues?.map((issue) => v.getDotPath(issue))).toEqual([path])
  })
})

describe('the smaller shapes', () => {
  test('a company keeps its name and time', () => {
    expect(toCompany(v.parse(CompanyWire, { id: 5, name: 'ООО', updated_at: 7 }), accountId)).toEqual({
      id: 'acc1.5',
      accountId,
      remoteId: '5',
      name: 'ООО',
      updatedAt: 7_000,
    })
  })

  test.each([
    [{ id: 1, name: 'A', rights: { is_active: false } }, false],
    [{ id: 1, name: 'A', rights: { is_active: true } }, true],
    [{ id: 1, name: 'A' }, true],
    [{ id: 1, name: 'A', rights: null }, true],
  ])('a user is active unless the CRM says otherwise', (wire, isActive) => {
    expect(toUser(v.parse(UserWire, wire), accountId)).toEqual({ id: 'acc1.1', accountId, name: 'A', isActive })
  })

  test('the documented event is understood', () => {
    const { rows, hasNext } = v.parse(listWire('events', EventWire), readFixture('events'))

    expect([rows, hasNext]).toEqual([
      [
        {
          ...{
            id: '01pz58t6p04ymgsgfbmfyfy1mf',
            type: 'contact_deleted',
            entity_id: 1,
            created_at: 1_665_064_411,
            created_by: 7,
          },
          value_before: [],
        },
      ],
      false,
    ])
  })
})

describe('toFieldDefinition', () => {
  const definitionOf = (wire: Readonly<Record<string, unknown>>) =>
    toFieldDefinition(v.parse(FieldWire, { id: 9, name: 'Поле', type: 'text', ...wire }), accountId)

  test.each([
    ['text', 'text'],
    ['streetaddress', 'text'],
    ['textarea', 'long-text'],
    ['numeric', 'number'],
    ['monetary', 'money'],
    ['checkbox', 'boolean'],
    ['date', 'date'],
    ['birthday', 'date'],
    ['date_time', 'date-time'],
    ['url', 'url'],
    ['select', 'choice'],
    ['radiobutton', 'choice'],
    ['multiselect', 'choices'],
    ['multitext', 'messengers'],
    ['tracking_data', 'text'],
    ['smart_address', 'address'],
    ['legal_entity', 'requisites'],
    ['file', 'file'],
    ['chained_list', 'elements'],
    ['linked_entity', 'other'],
    ['invented_tomorrow', 'other'],
    ['constructor', 'other'],
  ])('%s is edited as %s', (type, kind) => {
    expect(definitionOf({ type })).toMatchObject({ id: '9', name: 'Поле', kind })
  })

  test.each(['PHONE', 'EMAIL'])('leaves out %s', (code) => {
    expect(definitionOf({ code, type: 'multitext' })).toBeNull()
  })

  test('is read-only when only the API may write it for robots', () => {
    expect(definitionOf({ is_api_only: true })).toMatchObject({ isReadOnly: true })
    expect(definitionOf({ is_api_only: null })).toMatchObject({ isReadOnly: false })
  })

  const one = { id: 1, value: 'one', sort: 2 }
  const two = { id: 2, value: 'two', sort: 1 }
  test.each([[[one, two]], [{ '0': one, '1': two }]])(
    'has options in their order, from an array or an object',
    (enums) => {
      expect(definitionOf({ type: 'select', enums })?.options).toEqual([
        { id: '2', value: 'two' },
        { id: '1', value: 'one' },
      ])
    },
  )

  test('knows messengers by the name that the vendor gives them alone, and lines of an address by their code', () => {
    expect(definitionOf({ type: 'multitext', enums: [one] })?.options).toEqual([{ id: '1', value: 'one', code: 'one' }])
    expect(definitionOf({ type: 'smart_address', enums: [{ ...one, code: 'city' }] })?.options).toEqual([
      { id: '1', value: 'one', code: 'city' },
    ])
  })

  test('says in which section it stands, whether it is asked for, and in which currency it is', () => {
    const group = { id: 'g1', name: 'Main', sort: 1 }
    const wire = v.parse(FieldWire, {
      ...{ id: 9, name: 'Поле', type: 'monetary', group_id: 'g1', is_required: true, currency: 'RUB' },
    })

    expect(toFieldDefinition(wire, accountId, new Map([['g1', group]]))).toMatchObject({
      ...{ group, isRequired: true, currency: 'RUB' },
    })
  })

  test('has no options where they are not a choice', () => {
    expect(definitionOf({ type: 'text', enums: [one] })?.options).toEqual([])
    expect(definitionOf({ type: 'select', enums: null })?.options).toEqual([])
  })
})
