import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultSwitches } from '#demo-crm/amocrm/switches.ts'
import { at, COLLEAGUE, createContact, fieldMissing, listAt, notSupportedChoice } from './demo-session.ts'
import { startSession, tokenOf, validationBody } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

const PATH = '/api/v4/contacts/custom_fields'
const GROUPS = `${PATH}/groups`
const POSITION = 271316
const field = { name: 'Kartoteka ID', code: 'KARTOTEKA_ID', type: 'text', is_api_only: true }

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 5 })
})
afterEach(() => session.control('POST', '/switches', defaultSwitches))
afterAll(() => session.crm.close())

async function make(item: Record<string, unknown>, path = PATH): Promise<number> {
  const { status, body } = await session.send('POST', path, [item])
  expect(status).toBe(201)
  return Number(at(body, '_embedded', 'custom_fields', 0, 'id'))
}

async function read(id: number): Promise<unknown> {
  return (await session.get(`${PATH}/${id}`)).body
}

const problemAt = (error: unknown) => validationBody([{ request_id: '0', errors: [error] }])

describe('POST /contacts/custom_fields', () => {
  test('makes a text field that contacts can be written with', async () => {
    const id = await make(field)

    const listed = listAt((await session.get(`${PATH}?limit=250`)).body, '_embedded', 'custom_fields')
    const written = await createContact(session, {
      custom_fields_values: [{ field_id: id, values: [{ value: 'key' }] }],
    })

    expect(written).toBeGreaterThan(0)
    expect(listed.find((one) => one['id'] === id)).toMatchObject(field)
    expect((await session.send('POST', PATH, [field])).body).toEqual(problemAt(notSupportedChoice('code')))
  })

  test.each([
    ['textarea', 'long', 'long'],
    ['url', 'https://x.example', 'https://x.example'],
    ['streetaddress', 'Street 1', 'Street 1'],
    ['numeric', '1.5', '1.5'],
    ['monetary', '1500.00', '1500.00'],
    ['checkbox', true, true],
    ['date', 1_600_000_000, 1_600_000_000],
    ['date_time', '2020-01-01T00:00:00Z', 1_577_836_800],
    ['birthday', 600_000_000, 600_000_000],
    ['legal_entity', { name: 'N' }, { name: 'N' }],
    ['file', { file_uuid: 'u', file_name: 'a.pdf' }, { file_uuid: 'u', file_name: 'a.pdf' }],
  ])('makes a field of type %s, which keeps %j', async (type, value, kept) => {
    const id = await make({ name: type, type, currency: 'RUB' })
    const contact = await createContact(session, { custom_fields_values: [{ field_id: id, values: [{ value }] }] })

    const { body } = await session.get(`/api/v4/contacts/${contact}`)

    expect(at(body, 'custom_fields_values', 0)).toMatchObject({ field_type: type, values: [{ value: kept }] })
  })

  test.each(['select', 'multiselect', 'radiobutton'])('makes a %s with options that can be chosen', async (type) => {
    const enums = [
      { value: 'One', sort: 5 },
      { value: 'Two', code: 'TWO' },
    ]
    const id = await make({ name: type, type, enums })

    const options = listAt(await read(id), 'enums')
    const contact = await createContact(session, {
      custom_fields_values: [{ field_id: id, values: [{ enum_code: 'TWO' }] }],
    })

    expect(options).toMatchObject([
      { value: 'One', sort: 5 },
      { value: 'Two', code: 'TWO' },
    ])
    expect(new Set(options.map((option) => option['id'])).size).toBe(2)
    const { body } = await session.get(`/api/v4/contacts/${contact}`)
    expect(at(body, 'custom_fields_values', 0, 'values', 0)).toMatchObject({ value: 'Two', enum_code: 'TWO' })
  })

  test.each([
    [{ type: 'text' }, fieldMissing('name')],
    [{ name: 'X' }, fieldMissing('type')],
    [{ name: 'X', type: 'monetary' }, fieldMissing('currency')],
    [{ name: 'X', type: 'chained_list' }, notSupportedChoice('type')],
    [{ name: 'X', type: 'text', group_id: 'nowhere' }, notSupportedChoice('group_id')],
    [{ name: 'X', type: 'birthday', remind: 'sometimes' }, notSupportedChoice('remind')],
    [{ name: 'X', type: 'select', enums: [{}] }, fieldMissing('enums.0.value')],
  ])('refuses %j with %j', async (item, error) => {
    expect((await session.send('POST', PATH, [item])).body).toEqual(problemAt(error))
  })

  test('makes fields of leads that contacts cannot have', async () => {
    const path = '/api/v4/leads/custom_fields'
    const id = await make({ name: 'Chain', type: 'chained_list' }, path)
    const value = { catalog_id: 4521, catalog_element_id: 525439 }

    const made = await session.send('POST', '/api/v4/leads', [
      { custom_fields_values: [{ field_id: id, values: [value] }] },
    ])

    const lead = await session.get(`/api/v4/leads/${String(at(made.body, '_embedded', 'leads', 0, 'id'))}`)
    expect(at(lead.body, 'custom_fields_values', 0, 'values')).toEqual([value])
    expect((await session.get(`${path}/${id}`)).body).toMatchObject({ entity_type: 'leads' })
    const six = [{ field_id: id, values: Array.from({ length: 6 }, () => value) }]
    const long = await session.send('POST', '/api/v4/leads', [{ custom_fields_values: six }])
    const longLead = await session.get(`/api/v4/leads/${String(at(long.body, '_embedded', 'leads', 0, 'id'))}`)
    expect(listAt(longLead.body, 'custom_fields_values', 0, 'values')).toHaveLength(5)
    const half = [{ field_id: id, values: [{ catalog_id: 4521 }] }]
    expect((await session.send('POST', '/api/v4/leads', [{ custom_fields_values: half }])).body).toEqual(
      problemAt(fieldMissing('custom_fields_values.0.values.0.catalog_element_id')),
    )
  })
})

describe('PATCH /contacts/custom_fields', () => {
  test('renames, orders, requires and moves a field, alone or in a list', async () => {
    const id = await make({ name: 'Old', type: 'text' })

    const one = await session.send('PATCH', `${PATH}/${id}`, { name: 'New', is_required: true, sort: 1 })
    const group_id = 'contacts_24851615930021'
    const list = await session.send('PATCH', PATH, [{ id, group_id, is_api_only: true }])

    expect(one.body).toMatchObject({ id, name: 'New', is_required: true, sort: 1, is_api_only: false })
    expect(at(list.body, '_embedded', 'custom_fields', 0)).toMatchObject({
      id,
      name: 'New',
      group_id,
      is_api_only: true,
    })
    expect(await read(id)).toMatchObject({ name: 'New', is_required: true, group_id, is_api_only: true })
  })

  test('keeps options that come with their id, makes anew those without, and takes values of the rest away', async () => {
    const id = await make({ name: 'S', type: 'select', enums: [{ value: 'Keep' }, { value: 'Drop' }] })
    const [keep, drop] = listAt(await read(id), 'enums').map((option) => Number(option['id']))
    const values = (enum_id: number | undefined) => [{ field_id: id, values: [{ enum_id }] }]
    const [a, b] = [
      await createContact(session, { custom_fields_values: values(keep) }),
      await createContact(session, { custom_fields_values: values(drop) }),
    ]

    await session.send('PATCH', `${PATH}/${id}`, { enums: [{ id: keep, value: 'Kept' }, { value: 'Drop' }] })

    const [first, second] = listAt(await read(id), 'enums')
    expect(first).toMatchObject({ id: keep, value: 'Kept' })
    expect(second).toMatchObject({ value: 'Drop' })
    expect([keep, drop]).not.toContain(second?.['id'])
    const valueOf = async (contact: number) =>
      at((await session.get(`/api/v4/contacts/${contact}`)).body, 'custom_fields_values', 0, 'values', 0, 'value')
    expect([await valueOf(a), await valueOf(b)]).toEqual(['Kept', undefined])
  })

  test('may answer a list with options by index', async () => {
    const id = await make({ name: 'S', type: 'select', enums: [{ value: 'A' }] })
    await session.control('POST', '/switches', { bulkFieldEnums: 'object' })

    const { body } = await session.send('PATCH', PATH, [{ id, name: 'T' }])

    expect(at(body, '_embedded', 'custom_fields', 0, 'enums')).toEqual({ 0: { id: id * 10, value: 'A', sort: 10 } })
  })

  test.each([
    [{ type: 'numeric' }, notSupportedChoice('type')],
    [{ code: 'PHONE' }, notSupportedChoice('code')],
    [{ enums: [{ id: 1, value: 'X' }] }, notSupportedChoice('enums.0.id')],
  ])('refuses %j with %j', async (item, error) => {
    const id = await make({ name: 'S', type: 'select' })

    expect((await session.send('PATCH', PATH, [{ id, ...item }])).body).toEqual(problemAt(error))
    expect((await session.send('PATCH', PATH, [{ id: 1 }])).body).toEqual(problemAt(notSupportedChoice('id')))
  })
})

describe('DELETE /contacts/custom_fields/{id}', () => {
  test('takes a field away with its values, but not one that every account has', async () => {
    const id = await make({ name: 'Gone', type: 'text' })
    const contact = await createContact(session, { custom_fields_values: [{ field_id: id, values: [{ value: 'x' }] }] })

    const gone = await session.send('DELETE', `${PATH}/${id}`, undefined)
    const predefined = await session.send('DELETE', `${PATH}/${POSITION}`, undefined)

    expect([gone.status, predefined.status]).toEqual([204, 422])
    expect((await session.get(`${PATH}/${id}`)).status).toBe(204)
    expect((await session.get(`/api/v4/contacts/${contact}`)).body).toMatchObject({ custom_fields_values: null })
    expect((await session.send('DELETE', `${PATH}/${id}`, undefined)).status).toBe(404)
  })
})

describe('groups of fields', () => {
  test('are made with fields, changed, and leave their fields behind', async () => {
    const id = await make({ name: 'Moved', type: 'text' })
    const made = await session.send('POST', GROUPS, [{ name: 'Extra', fields: [id] }])
    const group = String(at(made.body, '_embedded', 'custom_field_groups', 0, 'id'))

    const renamed = await session.send('PATCH', `${GROUPS}/${group}`, { name: 'More', sort: 9 })
    const within = at(await read(id), 'group_id')
    const gone = await session.send('DELETE', `${GROUPS}/${group}`, undefined)

    expect(group).toMatch(/^contacts_\d+$/)
    expect(renamed.body).toMatchObject({ id: group, name: 'More', sort: 9, fields: [id], is_predefined: false })
    expect([within, gone.status, at(await read(id), 'group_id')]).toEqual([group, 204, 'default'])
    expect((await session.get(`${GROUPS}/${group}`)).status).toBe(204)
  })

  test('that every account has stay, and a stranger is none', async () => {
    expect((await session.send('DELETE', `${GROUPS}/default`, undefined)).status).toBe(422)
    expect((await session.send('PATCH', `${GROUPS}/nowhere`, { name: 'X' })).status).toBe(404)
    expect((await session.send('POST', GROUPS, [{ fields: [1] }])).body).toEqual(
      validationBody([{ request_id: '0', errors: [notSupportedChoice('fields.0'), fieldMissing('name')] }]),
    )
  })
})

test.each([
  ['POST', PATH, [field]],
  ['PATCH', PATH, [{ id: POSITION }]],
  ['PATCH', `${PATH}/${POSITION}`, {}],
  ['DELETE', `${PATH}/${POSITION}`, undefined],
  ['POST', GROUPS, [{ name: 'X' }]],
  ['PATCH', `${GROUPS}/default`, {}],
  ['DELETE', `${GROUPS}/default`, undefined],
])('%s %s is for administrators', async (method, path, body) => {
  const authorization = `Bearer ${await tokenOf(session, COLLEAGUE)}`

  expect((await session.send(method, path, body, { authorization })).status).toBe(403)
})
