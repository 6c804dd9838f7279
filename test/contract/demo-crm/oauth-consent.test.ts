import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultSwitches } from '#demo-crm/amocrm/switches.ts'
import { at, startSession } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

const REDIRECT = 'https://app.example/cb?from=crm'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 5 })
})
afterEach(() => session.control('POST', '/switches', defaultSwitches))
afterAll(() => session.crm.close())

function client(): Record<string, string> {
  const { clientId, clientSecret } = session.crm.amocrm
  return { client_id: clientId, client_secret: clientSecret, redirect_uri: REDIRECT }
}

async function answer(form: Record<string, string>): Promise<URL> {
  const { client_id = '', redirect_uri = '' } = client()
  const body = new URLSearchParams({ client_id, redirect_uri, ...form })
  const response = await fetch(`${session.crm.amocrm.url}/oauth`, { method: 'POST', body, redirect: 'manual' })
  expect(response.status).toBe(302)
  return new URL(response.headers.get('location') ?? '')
}

async function refreshToken(): Promise<unknown> {
  const { body } = await session.control('POST', '/oauth-code', {})
  const grant = { ...client(), grant_type: 'authorization_code', code: at(body, 'code') }
  return at((await session.send('POST', '/oauth2/access_token', grant)).body, 'refresh_token')
}

describe('the page that asks the user', () => {
  test('shows who asks, and gives the answer a form', async () => {
    const query = new URLSearchParams({ ...client(), state: '"><script>', mode: 'popup' })
    const page = await session.get(`/oauth?${query}`)

    expect(page).toMatchObject({ status: 200, type: 'text/html' })
    expect(page.body).toContain('<b>app.example</b>')
    expect(page.body).toContain('name="state" value="&quot;>&lt;script>"')
  })

  test('sends a code, the host of the account and the state back, and the code can be exchanged', async () => {
    const target = await answer({ state: 's1', answer: 'allow' })

    const { code, ...rest } = Object.fromEntries(target.searchParams)
    const host = `127.0.0.1:${session.crm.port}`
    expect(rest).toEqual({ from: 'crm', referer: host, client_id: session.crm.amocrm.clientId, state: 's1' })
    const grant = { ...client(), grant_type: 'authorization_code', code }
    expect((await session.send('POST', '/oauth2/access_token', grant)).status).toBe(200)
    expect((await session.send('POST', '/oauth2/access_token', grant)).status).toBe(400)
  })

  test('says when the user refused', async () => {
    const target = await answer({ state: 's2', answer: 'deny' })

    const { clientId: client_id } = session.crm.amocrm
    const expected = { from: 'crm', error: 'access_denied', client_id, state: 's2' }
    expect(Object.fromEntries(target.searchParams)).toEqual(expected)
  })

  test('redirects the window that opened it where the integration asked for a popup', async () => {
    const { client_id = '', redirect_uri = '' } = client()
    const body = new URLSearchParams({ client_id, redirect_uri, state: 's3', mode: 'popup', answer: 'deny' })

    const response = await fetch(`${session.crm.amocrm.url}/oauth`, { method: 'POST', body })
    const page = await response.text()

    const [, script = ''] = /<script>([^]*)<\/script>/.exec(page) ?? []
    const digest = createHash('sha256').update(script).digest('base64')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-security-policy')).toContain(`script-src 'sha256-${digest}'`)
    expect(script).toContain('window.opener.location.href')
    expect(page).toContain('href="https://app.example/cb?from=crm&amp;error=access_denied')
  })

  test('passes the mode on with the answer, and forbids scripts and frames', async () => {
    const query = new URLSearchParams({ ...client(), mode: 'popup' })

    const response = await fetch(`${session.crm.amocrm.url}/oauth?${query}`)

    expect(await response.text()).toContain('name="mode" value="popup"')
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'.*frame-ancestors 'none'$/)
  })

  test.each([
    ['client_id=nobody&redirect_uri=https://x.example/', 'no integration'],
    ['', 'no integration'],
    ['client_id=OURS', 'add redirect_uri'],
    ['client_id=OURS&redirect_uri=javascript:alert(1)', 'must begin with http'],
  ])('refuses %s in words', async (query, words) => {
    const page = await session.get(`/oauth?${query.replace('OURS', session.crm.amocrm.clientId)}`)

    expect(page).toMatchObject({ status: 400, body: expect.stringContaining(words) as string })
  })
})

describe('a switch of the token endpoint', () => {
  test.each([401, 404] as const)(
    'moves the account: a refresh at the old host is %i, at the new one it works',
    async (status) => {
      const refresh_token = await refreshToken()
      await session.control('POST', '/switches', { movedStatus: status })
      const grant = { ...client(), grant_type: 'refresh_token', refresh_token }

      const old = await session.send('POST', '/oauth2/access_token', grant)
      const { url } = session.crm.amocrm
      const headers = { 'x-refresh-token': String(refresh_token) }
      const place = (await (await fetch(`${url}/oauth2/account/current/subdomain`, { headers })).json()) as {
        domain: string
      }
      const body = JSON.stringify(grant)
      const moved = await fetch(`http://${place.domain}/oauth2/access_token`, { method: 'POST', body })

      expect(place.domain).toBe(`localhost:${session.crm.port}`)
      expect([old.status, moved.status]).toEqual([status, 200])
    },
  )

  test('refuses a form where the vendor is said to do so', async () => {
    const form = new URLSearchParams({ ...client(), grant_type: 'refresh_token', refresh_token: 'x' }).toString()
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const before = await session.send('POST', '/oauth2/access_token', form, type)
    await session.control('POST', '/switches', { formEncodedToken: 'refuse' })

    const after = await session.send('POST', '/oauth2/access_token', form, type)

    expect([before.status, after.status]).toEqual([400, 401])
    expect(at(before.body, 'hint')).toBe('Invalid refresh token')
  })

  test('answers an unknown refresh token with 401', async () => {
    await session.control('POST', '/switches', { unknownRefreshStatus: 401 })
    const grant = { ...client(), grant_type: 'refresh_token', refresh_token: 'x' }

    expect(await session.send('POST', '/oauth2/access_token', grant)).toMatchObject({
      status: 401,
      body: { status: 401 },
    })
  })
})
