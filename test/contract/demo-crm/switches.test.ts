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
    [
      { blankValue: 'reject' },
      { custom_fields_values: [{ field_code: 'POSITION', values: [{ value: '' }] }] },
      200,
      400,
    ],
    [
      { blankValue: 'reject' },
      { custom_fields_values: [{ field_code: 'PHONE', values: [{ value: null }] }] },
      200,
      400,
    ],
    [{ blankValue: 'reject' }, { custom_fields_values: [{ field_id: 271324, values: [{ value: '' }] }] }, 200, 400],
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

  test.each([
    '/api/v4/tasks?filter[id]=1',
    '/api/v4/contacts/notes?filter[id]=1',
    '/api/v4/contacts/tags?filter[name]=nobody has this',
    '/api/v4/catalogs/4521/elements?filter[id]=1',
    '/api/v4/contacts/custom_fields?filter[type][0]=chained_list',
    '/api/v4/events?filter[entity_id]=1&filter[entity]=nonsense',
  ])('closes the filter gate for %s too, or for records alone', async (path) => {
    const first = await session.get(path)
    await turn({ apiFilter: false })
    const closed = await session.get(path)
    const plain = await session.get(path.replace(/\?.*/, ''))
    await turn({ apiFilterReach: 'records' })
    const recordsAlone = await session.get(path)

    expect(first.status).toBe(path.includes('events') ? 400 : 204)
    expect(closed.status).toBe(200)
    expect(at(closed.body, '_embedded')).toEqual(at(plain.body, '_embedded'))
    expect(recordsAlone.status).toBe(first.status)
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

  test.each([
    ['POST', '/contacts'],
    ['PATCH', '/leads'],
    ['POST', '/tasks'],
    ['PATCH', '/contacts/notes'],
    ['POST', '/contacts/tags'],
    ['POST', '/contacts/link'],
    ['POST', '/contacts/chats'],
    ['POST', '/leads/complex'],
    ['POST', '/contacts/custom_fields'],
    ['POST', '/catalogs/4521/elements'],
  ])('can let the gateway give up on large writes: %s %s', async (method, path) => {
    await turn({ gatewayTimeoutOver: 2 })

    const large = await session.send(method, `/api/v4${path}`, [{}, {}, {}])
    const small = await session.send(method, `/api/v4${path}`, [{}, {}])

    expect(large).toMatchObject({ status: 504, type: 'text/html' })
    expect(small.status).not.toBe(504)
  })

  test.each(['/contacts/1', '/users/1', '/contacts/custom_fields/1', '/contacts/custom_fields/groups/x', '/events/x'])(
    'answers a read of %s, which does not exist, with 404 instead of 204',
    async (path) => {
      const before = await session.get(`/api/v4${path}`)
      await turn({ missingStatus: 404 })

      expect([before.status, (await session.get(`/api/v4${path}`)).status]).toEqual([204, 404])
    },
  )

  test('leaves of a trashed contact its id and last change', async () => {
    const id = await createContact(session, { first_name: 'Gone' })
    await session.control('POST', '/vendor', { action: 'delete', entity: 'contacts', ids: [id] })
    await turn({ trashedFields: 'bare' })

    const { body } = await session.get(`/api/v4/contacts?with=only_deleted&filter[id]=${id}`)

    const [contact = {}] = listAt(body, '_embedded', 'contacts')
    const left = Object.keys(contact).filter((key) => contact[key] !== null)
    expect(left).toEqual(['id', 'updated_by', 'updated_at', 'is_deleted', 'account_id', '_links'])
  })

  test('splits a full name that comes alone', async () => {
    await turn({ nameSplit: 'first-space' })

    const id = await createContact(session, { name: 'Анна Мария Петрова' })

    expect((await session.get(`/api/v4/contacts/${id}`)).body).toMatchObject({
      name: 'Анна Мария Петрова',
      first_name: 'Анна',
      last_name: 'Мария Петрова',
    })
  })

  test('keeps updated_at when nothing but tags was written', async () => {
    const id = await createContact(session, { name: 'Tagged' })
    const created = session.now()
    await turn({ tagsBumpUpdatedAt: false })
    session.advance(5000)

    const tagged = await session.send('PATCH', `/api/v4/contacts/${id}`, { tags_to_add: [{ name: 'a' }] })
    const renamed = await session.send('PATCH', `/api/v4/contacts/${id}`, { name: 'B', tags_to_add: [{ name: 'b' }] })

    expect([at(tagged.body, 'updated_at'), at(renamed.body, 'updated_at')]).toEqual([created, created + 5])
  })

  test('shows events late', async () => {
    await turn({ eventsDelay: 10 })
    const id = await createContact(session, { name: 'Late' })
    const path = `/api/v4/events?filter[entity]=contact&filter[entity_id]=${id}`

    const before = await session.get(path)
    session.advance(10_000)

    expect([before.status, (await session.get(path)).status]).toEqual([204, 200])
  })

  test('ends the pages of a list early', async () => {
    await turn({ maxPages: 2 })

    const statuses = [
      await session.get('/api/v4/contacts?limit=5&page=2'),
      await session.get('/api/v4/contacts?limit=5&page=3'),
    ]

    expect(statuses.map(({ status }) => status)).toEqual([200, 204])
  })

  test('answers a PATCH of one missing contact with 404', async () => {
    await turn({ missingPatchId: 'not-found' })

    const single = await session.send('PATCH', '/api/v4/contacts/1', { name: 'X' })
    const batch = await session.send('PATCH', '/api/v4/contacts', [{ id: 1, name: 'X' }])

    expect([single.status, batch.status]).toEqual([404, 400])
  })

  test('takes its own time for an updated_at that is still to come', async () => {
    const id = await createContact(session, { name: 'Future' })
    const future = session.now() + 1000
    const accepted = await session.send('PATCH', `/api/v4/contacts/${id}`, { name: 'A', updated_at: future })
    const other = await createContact(session, { name: 'Present' })
    await turn({ futureUpdatedAt: 'ignore' })

    const ignored = await session.send('PATCH', `/api/v4/contacts/${other}`, { name: 'B', updated_at: future })

    expect([at(accepted.body, 'updated_at'), at(ignored.body, 'updated_at')]).toEqual([future, session.now()])
  })
})
