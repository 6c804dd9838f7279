import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { at, startSession } from './demo-session.ts'
import type { Answer, DemoSession } from './demo-session.ts'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 5 })
})
afterEach(async () => {
  vi.useRealTimers()
  await session.control('DELETE', '/faults')
})
afterAll(() => session.crm.close())

function set(faults: unknown): Promise<unknown> {
  return session.control('POST', '/faults', faults)
}

async function statuses(...paths: readonly string[]): Promise<number[]> {
  const found: number[] = []
  for (const path of paths) found.push((await session.get(path)).status)
  return found
}

describe('a fault', () => {
  test.each([
    { method: '*' },
    { method: 'any' },
    { method: null, path: null, times: null, ms: null, status: null, body: null },
    { path: '' },
    { path: '/' },
    { path: '*' },
    { path: 'contacts' },
    { path: '/contacts' },
    { path: '/v4/contacts' },
    { path: 'contacts*' },
    { path: '/api/v4/contacts?limit=1' },
    { path: 'http://127.0.0.1:1/api/v4/contacts' },
  ])('that says %j meets a list of contacts', async (scope) => {
    await set([{ kind: 'server-html', ...scope }])

    expect(await statuses('/api/v4/contacts')).toEqual([500])
  })

  test.each([{ path: 'companies' }, { path: '/oauth2/access_token' }, { method: 'POST' }, { times: 0 }])(
    'that says %j does not',
    async (scope) => {
      await set([{ kind: 'server-html', ...scope }])

      expect(await statuses('/api/v4/contacts')).toEqual([200])
    },
  )

  test.each([[{ kind: 'rate-ban' }], [{ faults: [{ kind: 'rate-ban' }] }]])('may come as %j', async (body) => {
    await set(body)

    expect(await statuses('/api/v4/account')).toEqual([403])
  })

  test('of any kind waits first when it has a time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await set([{ kind: 'rate-ban', path: 'account', ms: 60_000, times: 1 }])
    const answers: string[] = []
    const note = (name: string) => (answer: Answer) => void answers.push(`${name}: ${answer.status}`)

    const delayed = session.get('/api/v4/account').then(note('asked first'))
    await expect.poll(async () => at((await session.control('GET', '/faults')).body, 0, 'remaining')).toBe(0)
    await session.get('/api/v4/contacts').then(note('asked second'))
    vi.advanceTimersByTime(60_000)
    await delayed

    expect(answers).toEqual(['asked second: 200', 'asked first: 403'])
  })

  test('sends a text that is JSON as JSON', async () => {
    await set([{ kind: 'status', status: 402, body: '{"status":402}' }])

    expect(await session.get('/api/v4/account')).toEqual({
      status: 402,
      type: 'application/problem+json',
      body: { status: 402 },
    })
  })

  test('is cleared by DELETE', async () => {
    await set([{ kind: 'rate-ban' }])
    await session.control('DELETE', '/faults')

    expect(await statuses('/api/v4/account')).toEqual([200])
  })

  test('that resets does so on the wire, not by an orderly end', async () => {
    await set([{ kind: 'reset-before', times: 1 }])

    const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      const socket = connect(session.crm.port, '127.0.0.1', () => {
        socket.write('GET /api/v4/account HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
      })
      socket.on('error', resolve)
      socket.on('end', () => resolve(undefined))
      socket.resume()
    })

    expect(error?.code).toBe('ECONNRESET')
  })
})

describe('an expired token', () => {
  test('stays expired until it is refreshed, though the fault has no end', async () => {
    const { clientId: client_id, clientSecret: client_secret } = session.crm.amocrm
    const client = { client_id, client_secret, redirect_uri: 'https://app.example/cb' }
    const { body } = await session.control('POST', '/oauth-code', {})
    const grant = { ...client, grant_type: 'authorization_code', code: at(body, 'code') }
    const first = await session.send('POST', '/oauth2/access_token', grant)
    await set([{ kind: 'expire-token' }])

    const before = await session.get('/api/v4/account', String(at(first.body, 'access_token')))
    const again = { ...client, grant_type: 'refresh_token', refresh_token: at(first.body, 'refresh_token') }
    const second = await session.send('POST', '/oauth2/access_token', again)
    const after = await session.get('/api/v4/account', String(at(second.body, 'access_token')))

    expect([before.status, second.status, after.status]).toEqual([401, 200, 200])
    expect(await statuses('/api/v4/account', '/api/v4/account')).toEqual([401, 401])
  })
})
