import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  at,
  COLLEAGUE,
  createContact,
  listAt,
  notSupportedChoice,
  startSession,
  tokenOf,
  validationBody,
} from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

const PATH = '/api/v4/leads/complex'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 5 })
})
afterAll(() => session.crm.close())

const tooMany = (path: string, limit: number) => ({
  code: 'TooMany',
  path,
  detail: `This collection should contain ${limit} elements or less.`,
})

describe('POST /leads/complex', () => {
  test('makes a lead, its contact and its company at once, and answers with a bare list', async () => {
    const answer = await session.send('POST', PATH, [
      {
        name: 'All in one',
        price: 7,
        request_id: 'c',
        _embedded: { contacts: [{ first_name: 'Ann' }], companies: [{ name: 'Ltd' }], tags: [{ name: 'hot' }] },
      },
      { name: 'Alone' },
    ])

    const [first, second] = listAt(answer.body)
    expect(first).toEqual({
      id: expect.any(Number) as number,
      contact_id: expect.any(Number) as number,
      company_id: expect.any(Number) as number,
      merged: false,
      request_id: ['c'],
    })
    expect(second).toMatchObject({ contact_id: null, company_id: null, request_id: ['1'] })
    const lead = (await session.get(`/api/v4/leads/${String(first?.['id'])}?with=contacts`)).body
    const contact = (await session.get(`/api/v4/contacts/${String(first?.['contact_id'])}`)).body
    expect(at(lead, '_embedded')).toMatchObject({
      tags: [{ name: 'hot' }],
      companies: [{ id: first?.['company_id'] }],
      contacts: [{ id: first?.['contact_id'], is_main: true }],
    })
    expect(contact).toMatchObject({ name: 'Ann', _embedded: { companies: [{ id: first?.['company_id'] }] } })
  })

  test('takes a contact that is there', async () => {
    const id = await createContact(session, { name: 'Known' })

    const { body } = await session.send('POST', PATH, [{ _embedded: { contacts: [{ id }] } }])

    expect(at(body, 0, 'contact_id')).toBe(id)
  })

  test.each([
    [{ _embedded: { contacts: [{ id: 1 }] } }, notSupportedChoice('_embedded.contacts.0.id')],
    [{ _embedded: { contacts: [{}, {}] } }, tooMany('_embedded.contacts', 1)],
    [
      { _embedded: { companies: [{ custom_fields_values: [{ field_id: 1, values: [{ value: 'x' }] }] }] } },
      notSupportedChoice('_embedded.companies.0.custom_fields_values.0.field_id'),
    ],
    [{ status_id: 1 }, notSupportedChoice('status_id')],
  ])('refuses %j with %j, and makes nothing', async (item, error) => {
    const before = await session.control('GET', '/counts')

    const { body } = await session.send('POST', PATH, [{ name: 'fine' }, item])

    expect(body).toEqual(validationBody([{ request_id: '1', errors: [error] }]))
    expect((await session.control('GET', '/counts')).body).toEqual(before.body)
  })

  test('takes forty fields of a record', async () => {
    const items = Array.from({ length: 41 }, (_, index) => ({ name: `F${index}`, type: 'text' }))
    const made = await session.send('POST', '/api/v4/leads/custom_fields', items)
    const custom_fields_values = listAt(made.body, '_embedded', 'custom_fields').map((field) => ({
      field_id: field['id'],
      values: [{ value: 'x' }],
    }))

    const full = await session.send('POST', PATH, [{ custom_fields_values: custom_fields_values.slice(1) }])
    const over = await session.send('POST', PATH, [{ custom_fields_values }])

    expect(full.status).toBe(200)
    expect(over.body).toEqual(validationBody([{ request_id: '0', errors: [tooMany('custom_fields_values', 40)] }]))
  })

  test('is for those who may add all three', async () => {
    const authorization = `Bearer ${await tokenOf(session, COLLEAGUE)}`
    await session.control('POST', '/users', { userId: COLLEAGUE, rights: { companies: { add: 'none' } } })

    const refused = await session.send('POST', PATH, [{}], { authorization })
    await session.control('POST', '/users', { userId: COLLEAGUE, rights: null })

    expect([refused.status, (await session.send('POST', PATH, [{}], { authorization })).status]).toEqual([403, 200])
  })

  test('takes fifty at a time', async () => {
    const { body } = await session.send(
      'POST',
      PATH,
      Array.from({ length: 51 }, () => ({})),
    )

    expect(body).toEqual(validationBody([{ request_id: '0', errors: [tooMany('', 50)] }]))
  })
})
