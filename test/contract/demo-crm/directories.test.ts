import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, listAt, startSession, validationBody } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 10 })
})
afterAll(() => session.crm.close())

describe('GET /api/v4/account', () => {
  test('names the account and the user of the token', async () => {
    const { status, type, body } = await session.get('/api/v4/account')

    expect({ status, type }).toEqual({ status: 200, type: 'application/hal+json' })
    expect(body).toEqual({
      id: 31540218,
      name: 'Картотека Демо',
      subdomain: 'kartotekademo',
      created_at: expect.any(Number) as number,
      created_by: 0,
      updated_at: expect.any(Number) as number,
      updated_by: 0,
      current_user_id: 10420110,
      country: 'RU',
      currency: 'RUB',
      currency_symbol: '₽',
      customers_mode: 'segments',
      is_unsorted_on: true,
      mobile_feature_version: 0,
      is_loss_reason_enabled: true,
      is_helpbot_enabled: false,
      is_technical_account: false,
      contact_name_display_order: 1,
      language: 'ru',
      _links: { self: { href: `${session.crm.amocrm.url}/api/v4/account` } },
    })
  })

  test('adds what `with` asks for, at the root or embedded', async () => {
    const withs =
      'amojo_id,uuid,version,drive_url,is_api_filter_enabled,amojo_rights,users_groups,task_types,datetime_settings'
    const { body } = await session.get(`/api/v4/account?with=${withs},invoices_settings,entity_names,nonsense`)

    const root = [
      'amojo_id',
      'uuid',
      'version',
      'drive_url',
      'is_api_filter_enabled',
      'invoices_settings',
      'entity_names',
    ]
    expect(body).toMatchObject(Object.fromEntries(root.map((key) => [key, expect.anything() as unknown])))
    expect(Object.keys(at(body, '_embedded') as object)).toEqual([
      'amojo_rights',
      'users_groups',
      'task_types',
      'datetime_settings',
    ])
  })
})

describe('GET /api/v4/users', () => {
  test('counts its users; one of them is the admin, one is switched off', async () => {
    const { body } = await session.get('/api/v4/users?with=group,role&limit=250')

    const users = listAt(body, '_embedded', 'users')
    expect(body).toMatchObject({ _total_items: 8, _page: 1, _page_count: 1 })
    expect(users.filter((user) => at(user, 'rights', 'is_admin') === true)).toHaveLength(1)
    expect(users.filter((user) => at(user, 'rights', 'is_active') === false)).toHaveLength(1)
    expect(at(users[0], '_embedded', 'groups', 0, 'name')).toBe('Отдел продаж')
  })

  test('is for admins: another user is forbidden', async () => {
    const { body } = await session.control('POST', '/tokens', { userId: 10420116 })

    expect(await session.get('/api/v4/users', String(at(body, 'token')))).toMatchObject({
      status: 403,
      body: { title: 'Forbidden', type: 'https://httpstatus.es/403', status: 403 },
    })
  })

  test('gives one user by id, and 204 for a stranger', async () => {
    expect((await session.get('/api/v4/users/10420116')).body).toMatchObject({ id: 10420116, name: 'Дмитрий Орлов' })
    expect((await session.get('/api/v4/users/1')).status).toBe(204)
  })
})

describe('/api/v4/contacts/tags', () => {
  test('makes a tag once: the same name gives the same id', async () => {
    const first = await session.send('POST', '/api/v4/contacts/tags', [{ name: 'brand new', request_id: 'x' }])
    const again = await session.send('POST', '/api/v4/contacts/tags', [{ name: 'brand new' }])

    const id = at(first.body, '_embedded', 'tags', 0, 'id')
    expect(first.body).toEqual({
      _total_items: 1,
      _embedded: { tags: [{ id, name: 'brand new', color: null, request_id: 'x' }] },
    })
    expect(at(again.body, '_embedded', 'tags', 0)).toEqual({ id, name: 'brand new', color: null, request_id: '0' })
  })

  test('finds by part of a name, by a whole name and by id', async () => {
    const byPart = await session.get('/api/v4/contacts/tags?query=vi')
    const byName = await session.get('/api/v4/contacts/tags?filter[name]=VIP')
    const id = Number(at(byName.body, '_embedded', 'tags', 0, 'id'))
    const byId = await session.get(`/api/v4/contacts/tags?filter[id][]=${id}`)

    expect(listAt(byPart.body, '_embedded', 'tags').map((tag) => tag['name'])).toContain('VIP')
    expect(at(byId.body, '_embedded', 'tags')).toEqual([{ id, name: 'VIP', color: null }])
    expect((await session.get('/api/v4/contacts/tags?filter[name]=vip-nobody')).status).toBe(204)
  })

  test('are not those of companies', async () => {
    const { body } = await session.get('/api/v4/companies/tags?limit=250')

    expect(listAt(body, '_embedded', 'tags').map((tag) => tag['name'])).not.toContain('VIP')
  })

  test('need a name', async () => {
    const answer = await session.send('POST', '/api/v4/contacts/tags', [{ name: 'fine' }, {}])

    const error = { code: 'FieldMissing', path: 'name', detail: 'This field is missing.' }
    expect(answer).toMatchObject({ status: 400, body: validationBody([{ request_id: '1', errors: [error] }]) })
  })
})

describe('/api/v4/contacts/custom_fields', () => {
  test('counts its pages and links the next and the last', async () => {
    const { body } = await session.get('/api/v4/contacts/custom_fields?limit=5')

    const url = `${session.crm.amocrm.url}/api/v4/contacts/custom_fields?limit=5`
    expect(body).toMatchObject({ _total_items: 19, _page: 1, _page_count: 4 })
    expect(at(body, '_links')).toEqual({
      self: { href: `${url}&page=1` },
      next: { href: `${url}&page=2` },
      last: { href: `${url}&page=4` },
    })
    expect(listAt(body, '_embedded', 'custom_fields')).toHaveLength(5)
  })

  test('describes a field with its options, by type or by id', async () => {
    const { body } = await session.get('/api/v4/contacts/custom_fields?filter[type][0]=radiobutton')
    const field = at(body, '_embedded', 'custom_fields', 0)

    expect(field).toMatchObject({
      id: 271328,
      name: 'Лояльность',
      type: 'radiobutton',
      code: null,
      entity_type: 'contacts',
      enums: [
        { id: 2713280, value: 'Холодный', sort: 10, code: 'COLD' },
        { id: 2713281, value: 'Тёплый', sort: 20, code: 'WARM' },
        { id: 2713282, value: 'Горячий', sort: 30, code: 'HOT' },
      ],
    })
    expect((await session.get('/api/v4/contacts/custom_fields/271328')).body).toEqual(field)
  })

  test('groups its fields', async () => {
    const { body } = await session.get('/api/v4/contacts/custom_fields/groups')

    const groups = listAt(body, '_embedded', 'custom_field_groups')
    expect(groups.map((group) => [group['id'], group['is_predefined']])).toEqual([
      ['default', true],
      ['contacts_24851615930021', false],
    ])
    expect(at(groups[0], 'fields')).toContain(271318)
  })

  test('gives its groups page by page, and 204 past the last', async () => {
    const path = '/api/v4/contacts/custom_fields/groups?limit=1'
    const pages = [await session.get(path), await session.get(`${path}&page=2`), await session.get(`${path}&page=3`)]

    const ids = pages.map(({ body }) => listAt(body, '_embedded', 'custom_field_groups').map((group) => group['id']))
    expect(ids).toEqual([['default'], ['contacts_24851615930021'], []])
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 204])
    expect(pages.map(({ body }) => at(body, '_links', 'next') !== undefined)).toEqual([true, false, false])
  })
})

describe('routes', () => {
  test('that do not exist are 404, naming what was asked', async () => {
    const { url } = session.crm.amocrm

    expect(await session.get('/api/v4/nonsense?a=1')).toEqual({
      status: 404,
      type: 'application/problem+json',
      body: {
        title: 'Not Found',
        type: 'https://httpstatus.es/404',
        status: 404,
        detail: `Cannot GET ${url}/api/v4/nonsense?a=1!`,
      },
    })
  })

  test.each([
    ['GET', '/api/v4/talks'],
    ['POST', '/api/v4/companies/chats'],
    ['GET', '/api/v4/contacts/1/subscriptions'],
    ['GET', '/api/v4/leads/calls'],
    ['POST', '/api/v4/users'],
    ['GET', '/api/v4/roles'],
    ['PATCH', '/api/v4/customers/mode'],
    ['GET', '/api/v4/catalogs/4521/custom_fields'],
    ['GET', '/api/v2/contacts'],
  ])('that the vendor has and this server has not say so: %s %s', async (method, path) => {
    const answer = await session.send(method, path, method === 'GET' ? undefined : [])

    expect(answer).toMatchObject({ status: 501, type: 'application/problem+json', body: { status: 501 } })
  })

  test('refuse names of other machines', async () => {
    const { request } = await import('node:http')
    const { port } = session.crm
    const status = await new Promise((resolve, reject) => {
      const call = request(
        { port, host: '127.0.0.1', path: '/api/v4/account', headers: { host: 'evil.example' } },
        (response) => {
          response.resume()
          resolve(response.statusCode)
        },
      )
      call.on('error', reject).end()
    })

    expect(status).toBe(403)
  })
})
