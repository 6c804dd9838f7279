import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { at, startSession } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 20 })
})
afterEach(() => session.control('POST', '/faults', []))
afterAll(() => session.crm.close())

async function set(...faults: readonly Record<string, unknown>[]): Promise<void> {
  expect((await session.control('POST', '/faults', faults)).status).toBe(200)
}

async function countContacts(): Promise<unknown> {
  return at((await session.control('GET', '/counts')).body, 'contacts')
}

describe('faults', () => {
  test('answer a status with a body, so many times', async () => {
    await set({ kind: 'status', status: 402, body: { title: 'Payment Required', status: 402 }, times: 2 })

    const statuses = [
      await session.get('/api/v4/account'),
      await session.get('/api/v4/account'),
      await session.get('/api/v4/account'),
    ]

    expect(statuses.map(({ status }) => status)).toEqual([402, 402, 200])
    expect(statuses[0]).toMatchObject({
      type: 'application/problem+json',
      body: { title: 'Payment Required', status: 402 },
    })
  })

  test.each([
    [
      401,
      {
        title: 'Unauthorized',
        type: 'https://httpstatus.es/401',
        status: 401,
        detail: 'Invalid user name or password',
      },
    ],
    [
      402,
      { title: 'Payment Required', type: 'https://httpstatus.es/402', status: 402, detail: 'The account is not paid' },
    ],
    [403, { title: 'Forbidden', type: 'https://httpstatus.es/403', status: 403, detail: 'Invalid scope' }],
  ])('answer %i as the vendor does where no body is given', async (status, body) => {
    await set({ kind: 'status', status })

    expect(await session.get('/api/v4/account')).toEqual({ status, type: 'application/problem+json', body })
  })

  test.each([
    [429, '429 Too Many Requests'],
    [500, '500 Internal Server Error'],
    [502, '502 Bad Gateway'],
    [503, '503 Service Temporarily Unavailable'],
    [504, '504 Gateway Time-out'],
  ])('answer %i with the page of the front server', async (status, title) => {
    await set({ kind: 'status', status })

    const body = expect.stringContaining(`<h1>${title}</h1>`) as string
    expect(await session.get('/api/v4/account')).toEqual({ status, type: 'text/html', body })
  })

  test('have the body that is given, also an empty one, and none where the vendor has none', async () => {
    await set(
      { kind: 'status', status: 402, body: '', times: 1 },
      { kind: 'status', status: 405, times: 1 },
      { kind: 'status', status: 401, times: 1, path: '/oauth2/access_token' },
    )

    const [given, none] = [await session.get('/api/v4/account'), await session.get('/api/v4/account')]
    const client = await session.send('POST', '/oauth2/access_token', {})

    expect([given, none]).toEqual([
      { status: 402, type: null, body: '' },
      { status: 405, type: null, body: '' },
    ])
    expect(at(client.body, 'type')).toBe('https://developers.amocrm.ru/v3/errors/OAuthProblemJson')
  })

  test('leave the other dialect its own ways: a status without a body stays without', async () => {
    await set({ kind: 'status', status: 503, path: 'server.time' })

    const response = await fetch(`${session.crm.bitrix24.webhook}server.time`)

    expect([response.status, await response.text()]).toEqual([503, ''])
  })

  test('call a fault of the vendor’s own a bad request, without naming a field', async () => {
    await set({ kind: 'system-error', times: 1 })

    const answers = [await session.send('POST', '/api/v4/contacts', [{}]), await session.get('/api/v4/account')]

    expect(answers.map(({ status }) => status)).toEqual([400, 200])
    expect(answers[0]).toMatchObject({ type: 'application/problem+json', body: { title: 'Bad Request', status: 400 } })
    expect(at(answers[0]?.body, 'detail')).toMatch(/Системная ошибка/)
    expect(at(answers[0]?.body, 'validation-errors')).toBeUndefined()
  })

  test('take a text body for a page when it looks like one', async () => {
    await set({ kind: 'status', status: 503, body: '<html>busy</html>' }, { kind: 'status', status: 503, body: 'busy' })

    expect(await session.get('/api/v4/account')).toEqual({ status: 503, type: 'text/html', body: '<html>busy</html>' })
  })

  test('apply to one method and one part of the paths', async () => {
    await set(
      { kind: 'status', status: 500, method: 'patch', path: '/api/v4/contacts' },
      { kind: 'status', status: 418, path: '*/tags' },
    )

    expect((await session.get('/api/v4/contacts')).status).toBe(200)
    expect((await session.send('PATCH', '/api/v4/contacts/1', {})).status).toBe(500)
    expect((await session.get('/api/v4/companies/tags')).status).toBe(418)
  })

  test('ban with a page of the front server', async () => {
    await set({ kind: 'rate-ban' })

    expect(await session.get('/api/v4/account')).toMatchObject({
      status: 403,
      type: 'text/html',
      body: expect.stringContaining('<center><h1>403 Forbidden</h1></center>') as string,
    })
  })

  test('fail with a page', async () => {
    await set({ kind: 'server-html' })

    expect(await session.get('/api/v4/account')).toMatchObject({ status: 500, type: 'text/html' })
  })

  test('stand in as a captive portal, with 200 or a redirect', async () => {
    await set({ kind: 'captive-portal', times: 1 }, { kind: 'captive-portal', redirect: 'http://10.0.0.1/login' })

    expect(await session.get('/api/v4/account')).toMatchObject({ status: 200, type: 'text/html' })
    const { url } = session.crm.amocrm
    const response = await fetch(`${url}/api/v4/account`, { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([302, 'http://10.0.0.1/login'])
  })

  test('cut an answer in the middle', async () => {
    await set({ kind: 'truncate', times: 1 })
    const { url, token } = session.crm.amocrm

    const response = await fetch(`${url}/api/v4/contacts`, { headers: { authorization: `Bearer ${token}` } })

    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(1000)
    await expect(response.text()).rejects.toThrow()
  })

  test('hang up before a request is handled: nothing happened', async () => {
    const before = await countContacts()
    await set({ kind: 'reset-before', times: 1 })

    await expect(session.send('POST', '/api/v4/contacts', [{ name: 'never' }])).rejects.toThrow()

    expect(await countContacts()).toBe(before)
  })

  test('hang up after a request was committed: it happened all the same', async () => {
    const before = Number(await countContacts())
    await set({ kind: 'reset-after-commit', method: 'POST', path: '/api/v4/contacts', times: 1 })

    await expect(session.send('POST', '/api/v4/contacts', [{ name: 'lost answer' }])).rejects.toThrow()

    expect(await countContacts()).toBe(before + 1)
    expect((await session.get('/api/v4/contacts?query=lost%20answer')).status).toBe(200)
  })

  test('expire a token, and leave requests without a token alone', async () => {
    await set({ kind: 'expire-token', times: 1 })

    expect((await session.get('/oauth2/access_token')).status).toBe(405)
    expect(await session.get('/api/v4/account')).toMatchObject({ status: 401 })
    expect((await session.get('/api/v4/account')).status).toBe(200)
  })

  test('delay together with the next fault that matches', async () => {
    await set({ kind: 'latency', ms: 1 }, { kind: 'status', status: 504 })

    expect((await session.get('/api/v4/account')).status).toBe(504)
  })

  test('are listed with the times that are left', async () => {
    await set({ kind: 'status', status: 500, times: 3, path: '/api/v4/account' }, { kind: 'rate-ban', method: 'PUT' })
    await session.get('/api/v4/account')

    expect((await session.control('GET', '/faults')).body).toEqual([
      { kind: 'status', status: 500, times: 3, path: '/api/v4/account', remaining: 2 },
      { kind: 'rate-ban', method: 'PUT', remaining: null },
    ])
  })

  test.each([
    [[{ kind: 'status', status: 'x' }], '0.status'],
    [[{ kind: 'earthquake' }], '0.kind'],
    [[{ kind: 'latency', ms: 1, colour: 1 }], '0.colour'],
    [{ what: 'rate-ban' }, 'body'],
  ])('that make no sense are refused by name: %j', async (faults, field) => {
    expect(await session.control('POST', '/faults', faults)).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining(`${field}:`) as string },
    })
  })
})

describe('the request log', () => {
  test('lists what was asked with labels for credentials, and neither secrets nor control calls', async () => {
    await session.control('DELETE', '/requests')
    await session.get('/api/v4/account?with=uuid')
    await session.send('POST', '/oauth2/access_token', {
      grant_type: 'refresh_token',
      refresh_token: 'secret-1',
      client_secret: 'secret-2',
    })
    await set({ kind: 'reset-after-commit', times: 1 })
    await session.send('POST', '/api/v4/contacts', [{ name: 'A' }]).catch(() => undefined)

    const { body } = await session.control('GET', '/requests')

    const at = session.now() * 1000
    expect(body).toEqual([
      {
        seq: expect.any(Number) as number,
        at,
        method: 'GET',
        path: '/api/v4/account',
        query: 'with=uuid',
        status: 200,
        credential: 'long:1',
      },
      {
        ...{ seq: expect.any(Number) as number, at, method: 'POST', path: '/oauth2/access_token', query: '' },
        ...{ status: 401, credential: 'client', body: { grant_type: 'refresh_token' } },
      },
      {
        ...{ seq: expect.any(Number) as number, at, method: 'POST', path: '/api/v4/contacts', query: '' },
        ...{ status: null, credential: 'long:1', body: [{ name: 'A' }] },
      },
    ])
  })
})
