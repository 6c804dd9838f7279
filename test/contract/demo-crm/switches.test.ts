import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultSwitches } from '#demo-crm/amocrm/switches.ts'
import { at, createContact, listAt, startSession } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 120 })
})
afterEach(() => session.control('POST', '/switches', defaultSwitches))
afterAll(() => session.crm.close())

function turn(changes: Record<string, unknown>): Promise<unknown> {
  return session.control('POST', '/switches', changes)
}

async function create(item: Record<string, unknown>): Promise<number> {
  return (await session.send('POST', '/api/v4/contacts', [item])).status
}

async function found(query: string): Promise<number> {
  return listAt((await session.get(`/api/v4/contacts?limit=250&${query}`)).body, '_embedded', 'contacts').length
}

describe('a switch', () => {
  test('starts at its default and shows its position', async () => {
    await turn({ defaultLimit: 7 })

    expect((await session.control('GET', '/switches')).body).toEqual({ ...defaultSwitches, defaultLimit: 7 })
  })

  test.each([
    [{ emptyValues: 'clear' }, { custom_fields_values: [{ field_code: 'POSITION', values: [] }] }, 400, 200],
    [{ nullName: 'reject' }, { name: null }, 200, 400],
    [{ looseNumbers: false }, { responsible_user_id: '10420110' }, 200, 400],
    [
      { selectEnumCodeNull: 'reject' },
      { custom_fields_values: [{ field_id: 271324, values: [{ value: 'Сайт', enum_id: 2713240, enum_code: null }] }] },
      200,
      400,
    ],
  ])('%j changes what a write of %j answers', async (changes, item, before, after) => {
    const first = await create(item)
    await turn(changes)

    expect([first, await create(item)]).toEqual([before, after])
  })

  test('decides whether the ends of a span belong to it, and what a bare moment means', async () => {
    const time = session.now() + 5000
    await createContact(session, { updated_at: time })
    const span = `filter[updated_at][from]=${time}&filter[updated_at][to]=${time}`

    expect([await found(span), await found(`filter[updated_at]=${time - 1}`)]).toEqual([1, 1])
    await turn({ rangeInclusive: false, bareDateFilter: 'exact' })
    expect([await found(span), await found(`filter[updated_at]=${time - 1}`)]).toEqual([0, 0])
    await turn({ bareDateFilter: 'ignore' })
    expect(await found(`filter[updated_at]=${time}`)).toBeGreaterThan(100)
  })

  test('can leave missing ids out of a PATCH, empty whole lists of fields, and take time as sent', async () => {
    const id = await createContact(session, {
      custom_fields_values: [{ field_code: 'POSITION', values: [{ value: 'x' }] }],
    })
    await turn({ missingPatchId: 'skip', emptyFieldList: 'clear', staleUpdatedAt: 'accept' })

    const answer = await session.send('PATCH', '/api/v4/contacts', [
      { id: 1, name: 'nobody' },
      { id, custom_fields_values: [], updated_at: 1000 },
    ])

    expect(listAt(answer.body, '_embedded', 'contacts').map((item) => item['id'])).toEqual([id])
    expect((await session.get(`/api/v4/contacts/${id}`)).body).toMatchObject({
      custom_fields_values: null,
      updated_at: 1000,
    })
  })

  test('can make tags the same in any case', async () => {
    await turn({ tagNamesCaseSensitive: false })
    const id = await createContact(session, { tags_to_add: [{ name: 'vip' }] })

    const { body } = await session.get(`/api/v4/contacts/${id}`)

    expect(at(body, '_embedded', 'tags', 0, 'name')).toBe('VIP')
  })

  test('can refuse a second company, answer 204 for no links, and keep updated_at while linking', async () => {
    const company = Number(
      at((await session.get('/api/v4/companies?limit=1&order[id]=asc')).body, '_embedded', 'companies', 0, 'id'),
    )
    const id = await createContact(session, {})
    await turn({ secondCompany: 'reject', noLinks: 'no-content', linkBumpsUpdatedAt: false })
    const before = session.now()
    session.advance(9000)
    const link = (to_entity_id: number) =>
      session.send('POST', `/api/v4/contacts/${id}/link`, [{ to_entity_id, to_entity_type: 'companies' }])

    const none = await session.get(`/api/v4/contacts/${id}/links`)
    const first = await link(company)
    const second = await link(company + 1)

    expect([none.status, first.status, second.status]).toEqual([204, 200, 400])
    expect((await session.get(`/api/v4/contacts/${id}`)).body).toMatchObject({ updated_at: before })
  })

  test('can give the answers of Kommo and of other readings', async () => {
    await turn({
      writeAnswerFlags: true,
      patchRequestId: 'always',
      eventsMaxLimit: 250,
      eventsOrder: 'asc',
      deleteStatus: 404,
    })

    const created = await session.send('POST', '/api/v4/contacts', [{ name: 'K' }])
    const id = Number(at(created.body, '_embedded', 'contacts', 0, 'id'))
    const patched = await session.send('PATCH', '/api/v4/contacts', [{ id, name: 'L' }])
    const events = listAt((await session.get('/api/v4/events?limit=250')).body, '_embedded', 'events')
    const deleted = await session.send('DELETE', `/api/v4/contacts/${id}`, undefined)

    expect(at(created.body, '_embedded', 'contacts', 0)).toMatchObject({ is_deleted: false, is_unsorted: false })
    expect(at(patched.body, '_embedded', 'contacts', 0, 'request_id')).toBe('0')
    const times = events.map((event) => Number(event['created_at']))
    expect(events.length).toBeGreaterThan(100)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(deleted).toMatchObject({ status: 404, type: 'application/problem+json' })
  })

  test('can let the gateway give up on large writes', async () => {
    await turn({ gatewayTimeoutOver: 2 })

    const answer = await session.send('POST', '/api/v4/contacts', [{}, {}, {}])

    expect(answer).toMatchObject({ status: 504, type: 'text/html' })
  })
})
