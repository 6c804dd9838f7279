import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createRandom } from '#demo-crm/seed/random.ts'
import { at, createContact, listAt, startSession } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 300 })
})
afterAll(() => session.crm.close())

async function idsOf(query: string): Promise<number[]> {
  const answer = await session.get(`/api/v4/contacts?${query}`)
  return listAt(answer.body, '_embedded', 'contacts').map((contact) => Number(contact['id']))
}

describe('GET /api/v4/contacts', () => {
  test('is HAL with a page number, links and no total', async () => {
    const answer = await session.get('/api/v4/contacts?limit=2')

    const url = `${session.crm.amocrm.url}/api/v4/contacts`
    expect(answer).toMatchObject({ status: 200, type: 'application/hal+json' })
    expect(Object.keys(answer.body as object)).toEqual(['_page', '_links', '_embedded'])
    expect(at(answer.body, '_links')).toEqual({
      self: { href: `${url}?limit=2&page=1` },
      next: { href: `${url}?limit=2&page=2` },
    })
  })

  test('gives 50 by default and silently never more than 250', async () => {
    expect(await idsOf('')).toHaveLength(50)
    expect(await idsOf('limit=251')).toHaveLength(250)
    expect(await idsOf('limit=100000')).toHaveLength(250)
    expect(await idsOf('limit=-3')).toHaveLength(50)
  })

  test('walks all pages by the next links without repeating or skipping anybody', async () => {
    const seen: number[] = []
    let path: string | undefined = '/api/v4/contacts?limit=70&order[id]=desc'
    while (path !== undefined) {
      const { body } = await session.get(path)
      seen.push(...listAt(body, '_embedded', 'contacts').map((contact) => Number(contact['id'])))
      const next = at(body, '_links', 'next', 'href')
      path = typeof next === 'string' ? next.slice(session.crm.amocrm.url.length) : undefined
    }

    expect(seen).toHaveLength(300)
    expect(seen).toEqual([...new Set(seen)].toSorted((a, b) => b - a))
  })

  test('answers 204 without a body behind the last page', async () => {
    expect(await session.get('/api/v4/contacts?page=99')).toEqual({ status: 204, type: null, body: '' })
  })

  test('orders by updated_at ascending unless told otherwise', async () => {
    const times = listAt((await session.get('/api/v4/contacts?limit=250')).body, '_embedded', 'contacts')
    const updated = times.map((contact) => Number(contact['updated_at']))

    expect(updated).toEqual(updated.toSorted((a, b) => a - b))
  })

  test.each(['order[created_at]=desc', 'order[nonsense]=asc', 'order[id]=sideways', 'order=id'])(
    'ignores %s and keeps its default order',
    async (order) => {
      expect(await idsOf(order)).toEqual(await idsOf(''))
    },
  )

  test('orders by name although no manual says so', async () => {
    const { body } = await session.get('/api/v4/contacts?order[name]=desc&limit=250')
    const names = listAt(body, '_embedded', 'contacts').map((contact) => String(contact['name']))

    expect(names).toEqual(names.toSorted((a, b) => Buffer.compare(Buffer.from(b), Buffer.from(a))))
  })

  test('ignores filters that it does not know and gives everything', async () => {
    expect(await idsOf('filter[shoe_size]=46&limit=250')).toHaveLength(250)
  })

  test('takes one id or a list of ids, with plain or encoded brackets', async () => {
    const [first = 0, second = 0, third = 0] = await idsOf('order[id]=asc&limit=3')

    expect(await idsOf(`filter[id]=${second}`)).toEqual([second])
    expect(await idsOf(`filter[id][]=${first}&filter[id][]=${third}&order[id]=asc`)).toEqual([first, third])
    expect(await idsOf(`filter%5Bid%5D%5B0%5D=${first}`)).toEqual([first])
  })

  test('takes a span of updated_at with both ends', async () => {
    const time = session.now() + 1000
    const id = await createContact(session, { name: 'Span', updated_at: time })

    expect(await idsOf(`filter[updated_at][from]=${time}`)).toEqual([id])
    expect(await idsOf(`filter[updated_at][from]=${time}&filter[updated_at][to]=${time}`)).toEqual([id])
    expect(await idsOf(`filter[updated_at][from]=${time + 1}`)).toEqual([])
  })

  test('gives the whole list when the account has no filter', async () => {
    await session.control('POST', '/switches', { apiFilter: false })

    const ids = await idsOf('filter[id]=1&limit=250')
    const account = await session.get('/api/v4/account?with=is_api_filter_enabled')
    await session.control('POST', '/switches', { apiFilter: true })

    expect(ids).toHaveLength(250)
    expect(at(account.body, 'is_api_filter_enabled')).toBe(false)
  })

  test('finds by parts of names and by the digits of a phone, however it was typed', async () => {
    const phones = [{ value: '8 (912) 555-77-31' }]
    const custom_fields_values = [{ field_code: 'PHONE', values: phones }]
    const id = await createContact(session, { name: 'Ёжиков Тестослав', custom_fields_values })

    expect(await idsOf(`query=${encodeURIComponent('тестосл ёжик')}`)).toEqual([id])
    expect(await idsOf('query=9125557731')).toEqual([id])
    expect(await idsOf('query=%2B79125557731')).toEqual([])
  })

  test('filters by custom fields: option id, and a span of numbers', async () => {
    const enumId = 271324 * 10 + 4
    const id = await createContact(session, {
      custom_fields_values: [
        { field_id: 271324, values: [{ enum_id: enumId }] },
        { field_id: 271332, values: [{ value: 4321 }] },
      ],
    })

    expect(await idsOf(`filter[custom_fields_values][271324][]=${enumId}&limit=250`)).toContain(id)
    expect(
      await idsOf('filter[custom_fields_values][271332][from]=4000&filter[custom_fields_values][271332][to]=5000'),
    ).toEqual([id])
  })
})

describe('GET /api/v4/contacts/{id}', () => {
  test('is the whole contact, with neighbours only on request', async () => {
    const id = await createContact(session, {
      first_name: 'Ann',
      last_name: 'Bee',
      tags_to_add: [{ name: 'only-ann' }],
    })

    const plain = await session.get(`/api/v4/contacts/${id}`)
    const full = await session.get(`/api/v4/contacts/${id}?with=leads,customers,catalog_elements`)

    const tag = { id: expect.any(Number) as number, name: 'only-ann', color: null }
    expect(plain.body).toEqual({
      id,
      name: 'Ann Bee',
      first_name: 'Ann',
      last_name: 'Bee',
      responsible_user_id: 10420110,
      group_id: 0,
      created_by: 10420110,
      updated_by: 10420110,
      created_at: session.now(),
      updated_at: session.now(),
      closest_task_at: null,
      is_deleted: false,
      is_unsorted: false,
      custom_fields_values: null,
      account_id: 31540218,
      _links: { self: { href: `${session.crm.amocrm.url}/api/v4/contacts/${id}` } },
      _embedded: { tags: [tag], companies: [] },
    })
    expect(at(full.body, '_embedded')).toEqual({
      tags: [tag],
      leads: [],
      customers: [],
      catalog_elements: [],
      companies: [],
    })
  })

  test('has a place for social profiles, of which the manual says no more', async () => {
    const id = await createContact(session, {})

    const { body } = await session.get(`/api/v4/contacts/${id}?with=social_profiles`)

    expect(at(body, '_embedded', 'social_profiles')).toEqual([])
  })

  test('answers 204 for an id that does not exist', async () => {
    expect(await session.get('/api/v4/contacts/1')).toEqual({ status: 204, type: null, body: '' })
  })
})

describe('a walk by id', () => {
  test('gives every page by its place in the list, whatever was asked for or changed before', async () => {
    const own = await startSession({ contacts: 120 })
    onTestFinished(() => own.crm.close())
    const random = createRandom(7, 0)
    const idsIn = async (query: string) => {
      const { body } = await own.get(`/api/v4/contacts?${query}`)
      return listAt(body, '_embedded', 'contacts').map(({ id }) => Number(id))
    }
    const readAll = async () => (await idsIn('limit=250&order[id]=desc')).toReversed()
    let all = await readAll()

    for (let step = 0; step < 80; step++) {
      if (random.chance(0.2)) {
        const ids = [all[random.int(all.length)]]
        await own.control('POST', '/vendor', { action: 'delete', entity: 'contacts', ids })
        all = await readAll()
      }
      const [limit, page] = [10 + 10 * random.int(2), 1 + random.int(9)]
      const found = await idsIn(`limit=${limit}&page=${page}&order[id]=asc`)
      expect(found).toEqual(all.slice((page - 1) * limit, page * limit))
    }
    expect(all.length).toBeLessThan(120)
  })
})
