import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultSwitches } from '#demo-crm/amocrm/switches.ts'
import { ADMIN, at, COLLEAGUE, startSession } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

const REDIRECT = 'https://app.example/cb?from=crm'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 5 })
})
afterEach(async () => {
  await session.control('POST', '/switches', defaultSwitches)
  await session.control('POST', '/integration', { redirectUri: null })
})
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

  test('lets the user say who they are: the administrator unless another is chosen', async () => {
    const form = await session.get(`/oauth?${new URLSearchParams(client())}`)
    const ownerOf = async (fields: Record<string, string>) => {
      const target = await answer({ answer: 'allow', ...fields })
      const grant = { ...client(), grant_type: 'authorization_code', code: target.searchParams.get('code') }
      const { body } = await session.send('POST', '/oauth2/access_token', grant)
      return at((await session.get('/api/v4/account', String(at(body, 'access_token')))).body, 'current_user_id')
    }

    const owners = [await ownerOf({}), await ownerOf({ user_id: String(COLLEAGUE) })]
    const nobody = await session.send('POST', '/oauth', new URLSearchParams({ ...client(), user_id: '7' }).toString())

    expect(form.body).toMatch(
      /<label>As <select name="user_id">[^]*<option value="10420110" selected>[^<]+\(administrator\)/,
    )
    expect(form.body).toContain(`<option value="${COLLEAGUE}">`)
    expect(owners).toEqual([ADMIN, COLLEAGUE])
    expect(nobody).toMatchObject({ status: 400, body: expect.stringContaining('no such user') as string })
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

describe('an integration that has a redirect address in its settings', () => {
  const kept = 'https://kept.example/cb'
  const enter = async (sent: Record<string, string> = {}) => {
    const { clientId: client_id } = session.crm.amocrm
    return session.get(`/oauth?${new URLSearchParams({ client_id, state: 's', mode: 'post_message', ...sent })}`)
  }
  const allow = async (sent: Record<string, string>) => {
    const body = new URLSearchParams({ client_id: session.crm.amocrm.clientId, state: 's', answer: 'allow', ...sent })
    return fetch(`${session.crm.amocrm.url}/oauth`, { method: 'POST', body, redirect: 'manual' })
  }

  test('is entered as the manual has it, without sending the address along, and answered there', async () => {
    const set = await session.control('POST', '/integration', { redirectUri: kept })

    const page = await enter()
    const target = new URL((await allow({})).headers.get('location') ?? '')
    const { clientId: client_id, clientSecret: client_secret } = session.crm.amocrm
    const grant = { client_id, client_secret, grant_type: 'authorization_code', code: target.searchParams.get('code') }
    const other = await session.send('POST', '/oauth2/access_token', { ...grant, redirect_uri: REDIRECT })
    const exchanged = await session.send('POST', '/oauth2/access_token', { ...grant, redirect_uri: kept })

    expect(set.body).toEqual({ clientId: client_id, redirectUri: kept })
    expect(page).toMatchObject({ status: 200, body: expect.stringContaining('<b>kept.example</b>') as string })
    expect([target.origin + target.pathname, target.searchParams.get('state')]).toEqual([kept, 's'])
    expect([other.status, at(other.body, 'hint')]).toEqual([400, 'Redirect URI is not associated with client'])
    expect(exchanged.status).toBe(200)
  })

  test('refuses another address that is sent along, or passes it over where it is switched so', async () => {
    await session.control('POST', '/integration', { redirectUri: kept })
    const same = await enter({ redirect_uri: kept })
    const refused = await enter({ redirect_uri: REDIRECT })
    await session.control('POST', '/switches', { sentRedirect: 'ignore' })

    const passed = await enter({ redirect_uri: REDIRECT })
    const target = (await allow({ redirect_uri: REDIRECT })).headers.get('location') ?? ''

    expect([same.status, refused.status, passed.status]).toEqual([200, 400, 200])
    expect(refused.body).toContain('not the one in the settings')
    expect(target.startsWith(`${kept}?`)).toBe(true)
  })

  test('has it at the end of a grant too: a refresh names the address of today', async () => {
    const refresh_token = await refreshToken()
    await session.control('POST', '/integration', { redirectUri: kept })
    const grant = { ...client(), grant_type: 'refresh_token', refresh_token }

    const before = await session.send('POST', '/oauth2/access_token', grant)
    const after = await session.send('POST', '/oauth2/access_token', { ...grant, redirect_uri: kept })

    expect([before.status, after.status]).toEqual([400, 200])
  })

  test('takes nothing that is no address of a page', async () => {
    const answer = await session.control('POST', '/integration', { redirectUri: 'javascript:alert(1)' })

    expect(answer.status).toBe(400)
    expect((await session.control('GET', '/integration')).body).toMatchObject({ redirectUri: null })
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
