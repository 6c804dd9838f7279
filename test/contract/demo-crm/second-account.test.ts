import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, createContact, listAt, startSession } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

const folder = mkdtempSync(join(tmpdir(), 'demo-crm-'))
const dataFile = join(folder, 'two.db')

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 20, dataFile, second: { contacts: 7 }, limits: 'real' })
})
afterAll(async () => {
  await session.crm.close()
  rmSync(folder, { recursive: true, force: true })
})

async function ofSecond(
  path: string,
  token = session.crm.second?.amocrm.token,
): Promise<{ status: number; body: unknown }> {
  const headers = { authorization: `Bearer ${token ?? ''}` }
  const response = await fetch(`${session.crm.second?.amocrm.url ?? ''}${path}`, { headers })
  const text = await response.text()
  return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text }
}

describe('a second account on the same server', () => {
  test('is another one: its port, number, host, integration, tokens and data', async () => {
    const first = await session.get('/api/v4/account?with=uuid')
    const second = await ofSecond('/api/v4/account?with=uuid')

    const { amocrm, port, control } = session.crm
    const other = session.crm.second
    for (const key of ['id', 'name', 'subdomain', 'uuid']) expect(at(second.body, key)).not.toBe(at(first.body, key))
    expect(other?.port).not.toBe(port)
    expect(other?.control).not.toBe(control)
    expect(other?.amocrm.clientId).not.toBe(amocrm.clientId)
    expect(other?.amocrm.token).not.toBe(amocrm.token)
    expect(listAt((await ofSecond('/api/v4/contacts')).body, '_embedded', 'contacts')).toHaveLength(7)
  })

  test('lets nobody in with a token or a client of the first', async () => {
    const { amocrm, second } = session.crm
    const grant = { client_id: amocrm.clientId, client_secret: amocrm.clientSecret, grant_type: 'refresh_token' }
    const body = JSON.stringify({ ...grant, refresh_token: 'x', redirect_uri: 'https://x.example' })

    const strange = await ofSecond('/api/v4/account', amocrm.token)
    const refresh = await fetch(`${second?.amocrm.url ?? ''}/oauth2/access_token`, { method: 'POST', body })

    expect([strange.status, refresh.status]).toEqual([401, 401])
  })

  test('uses the same numbers for other people, so that mixing them up is seen', async () => {
    const list = (body: unknown) => listAt(body, '_embedded', 'companies').map(({ id, name }) => [id, name])
    const [first, second] = [
      list((await session.get('/api/v4/companies?order[id]=asc')).body),
      list((await ofSecond('/api/v4/companies?order[id]=asc')).body),
    ]

    expect(second[0]?.[0]).toBe(first[0]?.[0])
    expect(second[0]?.[1]).not.toBe(first[0]?.[1])
  })

  test('has somebody whose role shows little of it', async () => {
    const { second } = session.crm
    const made = await fetch(`${second?.control ?? ''}/tokens`, { method: 'POST', body: '{"userId":10420134}' })
    const { token } = (await made.json()) as { token: string }
    const [all, user] = [await ofSecond('/api/v4/contacts'), await ofSecond('/api/v4/users/10420134?with=role', token)]

    const own = listAt((await ofSecond('/api/v4/contacts', token)).body, '_embedded', 'contacts')

    expect(at(user.body, '_embedded', 'roles', 0, 'name')).toBe('Стажёр')
    expect(own.filter((contact) => contact['responsible_user_id'] !== 10420134)).toEqual([])
    expect(own.length).toBeLessThan(listAt(all.body, '_embedded', 'contacts').length)
  })

  test('has its own budget, faults and switches', async () => {
    session.advance(2000)
    await session.control('POST', '/switches', { missingStatus: 404 })
    await session.control('POST', '/faults', [{ kind: 'status', status: 503, path: '/api/v4/account' }])
    for (let count = 0; count < 8; count += 1) await session.get('/api/v4/contacts/1')

    const throttled = await session.get('/api/v4/contacts/1')
    const [missing, account] = [await ofSecond('/api/v4/contacts/1'), await ofSecond('/api/v4/account')]
    await session.control('DELETE', '/faults')

    expect(throttled.status).toBe(429)
    expect([missing.status, account.status]).toEqual([204, 200])
  })

  test('has none of the faults that the first one starts with', async () => {
    const faults = [{ kind: 'status', status: 503 }] as const
    const both = await startSession({ contacts: 1, second: { contacts: 1 }, faults })
    const { second } = both.crm

    const first = await both.get('/api/v4/account')
    const headers = { authorization: `Bearer ${second?.amocrm.token ?? ''}` }
    const other = await fetch(`${second?.amocrm.url ?? ''}/api/v4/account`, { headers })
    await both.crm.close()

    expect([first.status, other.status]).toEqual([503, 200])
  })

  test('may have the integration of the first: then what was given out in one is no account of the other', async () => {
    const redirectUri = 'https://app.example/cb'
    const both = await startSession({ contacts: 1, second: { contacts: 1, sharesIntegration: true }, redirectUri })
    const { amocrm, second } = both.crm
    const client = { client_id: amocrm.clientId, client_secret: amocrm.clientSecret, redirect_uri: redirectUri }
    const exchange = async (url: string | undefined, grant: Record<string, unknown>) => {
      const body = JSON.stringify({ ...client, ...grant })
      const response = await fetch(`${url ?? ''}/oauth2/access_token`, { method: 'POST', body })
      return { status: response.status, body: (await response.json()) as unknown }
    }
    const { body } = await both.control('POST', '/oauth-code', {})
    const code = { grant_type: 'authorization_code', code: at(body, 'code') }

    const strange = await exchange(second?.amocrm.url, code)
    const own = await exchange(amocrm.url, code)
    const refresh = { grant_type: 'refresh_token', refresh_token: at(own.body, 'refresh_token') }
    const strangeRefresh = await exchange(second?.amocrm.url, refresh)
    const again = await exchange(amocrm.url, refresh)
    const garbage = await exchange(second?.amocrm.url, { ...code, code: 'def502x' })
    const settings = await fetch(`${second?.control ?? ''}/integration`)
    await both.crm.close()

    expect(second?.amocrm.clientId).toBe(amocrm.clientId)
    expect([strange, strangeRefresh].map((one) => [one.status, at(one.body, 'hint')])).toEqual([
      [400, 'Invalid account'],
      [400, 'Invalid account'],
    ])
    expect([own.status, again.status]).toEqual([200, 200])
    expect(at(garbage.body, 'hint')).toBe('Cannot decrypt the authorization code')
    expect(await settings.json()).toEqual({ clientId: amocrm.clientId, redirectUri })
  })

  test('keeps its data beside those of the first', async () => {
    session.advance(2000)
    await session.control('POST', '/reset-limits', {})
    await createContact(session, { name: 'Of the first' })
    const tokens = [session.crm.amocrm.token, session.crm.second?.amocrm.token]
    await session.crm.close()

    session = await startSession({ dataFile, second: {}, limits: 'off' })

    expect([session.crm.amocrm.token, session.crm.second?.amocrm.token]).toEqual(tokens)
    const found = await ofSecond('/api/v4/contacts?query=first')
    expect(found.status).toBe(204)
    expect(listAt((await ofSecond('/api/v4/contacts')).body, '_embedded', 'contacts')).toHaveLength(7)
  })
})
