import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, createContact, listAt, notSupportedChoice, startSession, validationBody } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession()
})
afterAll(() => session.crm.close())

async function contact(id: number): Promise<Record<string, unknown>> {
  return (await session.get(`/api/v4/contacts/${id}`)).body as Record<string, unknown>
}

async function countContacts(): Promise<unknown> {
  return at((await session.control('GET', '/counts')).body, 'contacts')
}

describe('POST /api/v4/contacts', () => {
  test('answers ids and request ids, the index standing in for a missing one', async () => {
    const answer = await session.send('POST', '/api/v4/contacts', [{ name: 'A', request_id: 'row-17' }, {}])

    const url = `${session.crm.amocrm.url}/api/v4/contacts`
    const [a, b] = listAt(answer.body, '_embedded', 'contacts').map((item) => Number(item['id']))
    expect(answer).toEqual({
      status: 200,
      type: 'application/hal+json',
      body: {
        _links: { self: { href: url } },
        _embedded: {
          contacts: [
            { id: a, request_id: 'row-17', _links: { self: { href: `${url}/${a}` } } },
            { id: b, request_id: '1', _links: { self: { href: `${url}/${b}` } } },
          ],
        },
      },
    })
  })

  test('does not take a request id for a promise: the same request twice makes two contacts', async () => {
    const before = Number(await countContacts())

    await createContact(session, { name: 'Twice', request_id: 'same' })
    await createContact(session, { name: 'Twice', request_id: 'same' })

    expect(await countContacts()).toBe(before + 2)
  })

  test('makes a new contact even when the item carries the id of another', async () => {
    const id = await createContact(session, { name: 'First' })

    expect(await createContact(session, { id, name: 'Second' })).not.toBe(id)
  })

  test('takes JSON whatever the content type says', async () => {
    const answer = await session.send('POST', '/api/v4/contacts', [{ name: 'X' }], { 'content-type': 'text/plain' })

    expect(answer.status).toBe(200)
  })

  test.each([
    ['{not json', 'Error when parsing JSON request body: Syntax error'],
    ['', 'Error when parsing JSON request body: Syntax error'],
  ])('refuses the body %j', async (body, detail) => {
    expect(await session.send('POST', '/api/v4/contacts', body)).toEqual({
      status: 400,
      type: 'application/problem+json',
      body: { title: 'Bad Request', type: 'https://httpstatus.es/400', status: 400, detail },
    })
  })

  test('refuses a single object where a list is due', async () => {
    const answer = await session.send('POST', '/api/v4/contacts', { name: 'alone' })

    const error = { code: 'InvalidType', path: '', detail: 'This value should be of type array.' }
    expect(answer).toMatchObject({ status: 400, body: validationBody([{ request_id: '0', errors: [error] }]) })
  })

  test('saves nothing of a batch with bad items, and lists each of them', async () => {
    const before = await countContacts()

    const answer = await session.send('POST', '/api/v4/contacts', [
      { name: 'good' },
      { responsible_user_id: 1, request_id: 'bad-1' },
      { created_by: 2, custom_fields_values: [{ field_id: 9, values: [{ value: 'x' }] }] },
    ])

    expect(answer).toEqual({
      status: 400,
      type: 'application/problem+json',
      body: validationBody([
        { request_id: 'bad-1', errors: [notSupportedChoice('responsible_user_id')] },
        {
          request_id: '2',
          errors: [notSupportedChoice('created_by'), notSupportedChoice('custom_fields_values.0.field_id')],
        },
      ]),
    })
    expect(await countContacts()).toBe(before)
  })
})

describe('PATCH /api/v4/contacts', () => {
  test('answers id, name and updated_at, and repeats a request id that was sent', async () => {
    const [a, b] = [await createContact(session, { name: 'A' }), await createContact(session, { name: 'B' })]
    session.advance(5000)

    const answer = await session.send('PATCH', '/api/v4/contacts', [
      { id: a, name: 'A2', request_id: '0' },
      { id: b, name: 'B2' },
    ])

    const url = `${session.crm.amocrm.url}/api/v4/contacts`
    expect(answer.body).toEqual({
      _links: { self: { href: url } },
      _embedded: {
        contacts: [
          { id: a, name: 'A2', updated_at: session.now(), request_id: '0', _links: { self: { href: `${url}/${a}` } } },
          { id: b, name: 'B2', updated_at: session.now(), _links: { self: { href: `${url}/${b}` } } },
        ],
      },
    })
  })

  test('serves the single form for readers of the root and of the list alike', async () => {
    const id = await createContact(session, { name: 'A' })

    const { body } = await session.send('PATCH', `/api/v4/contacts/${id}`, { name: 'B' })

    const item = {
      id,
      name: 'B',
      updated_at: session.now(),
      _links: { self: { href: `${session.crm.amocrm.url}/api/v4/contacts/${id}` } },
    }
    expect(body).toEqual({ ...item, _embedded: { contacts: [item] } })
  })

  test('leaves omitted keys alone', async () => {
    const id = await createContact(session, { first_name: 'Ann', last_name: 'Bee', tags_to_add: [{ name: 'kept' }] })
    const before = await contact(id)
    session.advance(1000)

    await session.send('PATCH', `/api/v4/contacts/${id}`, { responsible_user_id: 10420116 })

    expect(await contact(id)).toEqual({ ...before, responsible_user_id: 10420116, updated_at: session.now() })
  })

  test('composes the full name of its parts, and leaves the parts alone when only the full name is sent', async () => {
    const id = await createContact(session, { first_name: 'Ann', last_name: 'Bee' })

    await session.send('PATCH', `/api/v4/contacts/${id}`, { last_name: 'Cee' })
    const composed = await contact(id)
    await session.send('PATCH', `/api/v4/contacts/${id}`, { name: 'Somebody' })

    expect(composed).toMatchObject({ name: 'Ann Cee', first_name: 'Ann', last_name: 'Cee' })
    expect(await contact(id)).toMatchObject({ name: 'Somebody', first_name: 'Ann', last_name: 'Cee' })
  })

  test('applies two items of one batch for the same contact one after the other', async () => {
    const id = await createContact(session, { first_name: 'Ann', last_name: 'Bee' })

    await session.send('PATCH', '/api/v4/contacts', [
      { id, first_name: 'Zoe' },
      { id, last_name: 'Cee', tags_to_add: [{ name: 'x' }] },
    ])

    expect(await contact(id)).toMatchObject({ name: 'Zoe Cee', first_name: 'Zoe', last_name: 'Cee' })
  })

  test('refuses an id that does not exist', async () => {
    const expected = { status: 400, body: validationBody([{ request_id: '0', errors: [notSupportedChoice('id')] }]) }

    expect(await session.send('PATCH', '/api/v4/contacts', [{ id: 1, name: 'X' }])).toMatchObject(expected)
    expect(await session.send('PATCH', '/api/v4/contacts/1', { name: 'X' })).toMatchObject(expected)
  })

  test('keeps the time of the server when a stale updated_at is sent', async () => {
    const id = await createContact(session, { name: 'A' })
    session.advance(3000)

    await session.send('PATCH', `/api/v4/contacts/${id}`, { name: 'B', updated_at: session.now() - 100 })

    expect(await contact(id)).toMatchObject({ name: 'B', updated_at: session.now() })
  })

  test('has no delete: 405 without a body', async () => {
    const id = await createContact(session, {})

    expect(await session.send('DELETE', `/api/v4/contacts/${id}`, undefined)).toEqual({
      status: 405,
      type: null,
      body: '',
    })
    expect(await session.send('DELETE', '/api/v4/contacts', [id])).toMatchObject({ status: 405, body: '' })
    expect(await session.send('POST', `/api/v4/contacts/${id}`, {})).toMatchObject({ status: 405, body: '' })
  })
})

describe('switches', () => {
  test('save the good items of a bad batch, and reject stale updates, when told to', async () => {
    const id = await createContact(session, { name: 'A' })
    await session.control('POST', '/switches', {
      badBatch: 'save-good',
      staleUpdatedAt: 'reject',
      singlePatchAnswer: 'root',
    })

    const answer = await session.send('PATCH', '/api/v4/contacts', [
      { id, name: 'saved' },
      { id, name: 'refused', updated_at: 1 },
    ])
    const single = await session.send('PATCH', `/api/v4/contacts/${id}`, { last_name: 'B' })
    await session.control('POST', '/switches', {
      badBatch: 'reject-all',
      staleUpdatedAt: 'ignore',
      singlePatchAnswer: 'both',
    })

    expect(at(answer.body, 'validation-errors', 0, 'request_id')).toBe('1')
    expect(Object.keys(single.body as object)).toEqual(['id', 'name', 'updated_at', '_links'])
  })

  test('refuse names that do not exist, in words', async () => {
    expect(await session.control('POST', '/switches', { nonsense: true })).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('nonsense') as string },
    })
  })
})
