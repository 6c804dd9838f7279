import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, startPortal } from './portal-session.ts'
import type { Answer, PortalSession } from './portal-session.ts'

let session: PortalSession

beforeAll(async () => {
  session = await startPortal({ contacts: 5 })
})
afterAll(() => session.crm.close())

const client = () => ({ client_id: session.crm.bitrix24.clientId, client_secret: session.crm.bitrix24.clientSecret })

function exchange(fields: Record<string, string>): Promise<Answer> {
  return session.ask(`/oauth/token/?${new URLSearchParams({ ...client(), ...fields }).toString()}`)
}

async function newCode(): Promise<string> {
  return String(at((await session.control('POST', '/bitrix24/oauth-code', {})).body, 'code'))
}

async function signIn(): Promise<unknown> {
  return (await exchange({ grant_type: 'authorization_code', code: await newCode() })).body
}

function allow(fields: Record<string, string> = {}): Promise<Answer> {
  const form = { client_id: client().client_id, answer: 'allow', user: '1', ...fields }
  return session.ask('/oauth/authorize/', { method: 'POST', body: new URLSearchParams(form) })
}

describe('the page that asks the user', () => {
  test('shows the code to paste, where the application has no address', async () => {
    const page = await session.ask(`/oauth/authorize/?client_id=${client().client_id}&state=s`)
    const answer = await allow()

    expect(page.status).toBe(200)
    expect(page.body).toContain('Allow')
    const code = /<code id="code">(\w+)<\/code>/.exec(String(answer.body))?.[1] ?? ''
    const token = await exchange({ grant_type: 'authorization_code', code })
    expect(token).toMatchObject({ status: 200, body: { expires_in: 3600 } })
  })

  test('redirects to the address in the card of the application, whatever the request names', async () => {
    await session.control('POST', '/bitrix24/application', { redirectUri: 'http://localhost:5999/cb?x=1' })

    const answer = await allow({ state: 'my state', redirect_uri: 'http://evil.example/' })

    await session.control('POST', '/bitrix24/application', { redirectUri: null })
    const target = new URL(answer.headers.get('location') ?? '')
    expect([answer.status, target.origin, target.searchParams.get('x')]).toEqual([302, 'http://localhost:5999', '1'])
    expect(Object.fromEntries(target.searchParams)).toMatchObject({
      code: expect.stringMatching(/^\w+$/) as string,
      state: 'my state',
      domain: new URL(session.crm.bitrix24.url).host,
      member_id: session.crm.bitrix24.memberId,
      scope: 'crm,user,imopenlines',
      server_domain: new URL(session.crm.bitrix24.url).host,
    })
  })

  test('goes to the address of the request only where the portal allows that', async () => {
    await session.turn({ redirectFromRequest: true })

    const answer = await allow({ redirect_uri: 'http://127.0.0.1:5999/cb' })
    const script = await allow({ redirect_uri: 'javascript:alert(1)' })

    await session.turn({ redirectFromRequest: false })
    expect(answer.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:5999\/cb\?code=/)
    expect(script.status).toBe(400)
  })

  test('tells a refusal on the portal, without a redirect', async () => {
    await session.control('POST', '/bitrix24/application', { redirectUri: 'http://localhost:5999/cb' })

    const answer = await allow({ answer: 'deny' })

    await session.control('POST', '/bitrix24/application', { redirectUri: null })
    expect([answer.status, answer.headers.get('location')]).toEqual([403, null])
  })

  test('knows no other application', async () => {
    expect((await session.ask('/oauth/authorize/?client_id=stranger')).status).toBe(400)
  })
})

describe('a code', () => {
  test('brings a pair of tokens, and where the portal is', async () => {
    const { url, memberId } = session.crm.bitrix24

    expect(await signIn()).toEqual({
      access_token: expect.stringMatching(/^\w{70}$/) as string,
      expires: session.now() + 3600,
      expires_in: 3600,
      scope: 'crm,user,imopenlines',
      domain: new URL(url).host,
      server_endpoint: `${url}/rest/`,
      status: 'L',
      client_endpoint: `${url}/rest/`,
      member_id: memberId,
      user_id: 1,
      refresh_token: expect.stringMatching(/^\w{70}$/) as string,
    })
  })

  test('is answered as the sample of the manual has it, where the switch says so', async () => {
    await session.turn({ exchangeAnswer: 'documented' })

    const body = await signIn()

    await session.turn({ exchangeAnswer: 'full' })
    expect([at(body, 'expires'), at(body, 'user_id'), at(body, 'expires_in')]).toEqual([undefined, undefined, 3600])
  })

  test('works once, and for half a minute', async () => {
    const [used, late] = [await newCode(), await newCode()]
    await exchange({ grant_type: 'authorization_code', code: used })

    const again = await exchange({ grant_type: 'authorization_code', code: used })
    session.advance(30_000)
    const tooLate = await exchange({ grant_type: 'authorization_code', code: late })

    expect([again, tooLate]).toMatchObject([
      { status: 400, body: { error: 'invalid_grant' } },
      { status: 400, body: { error: 'invalid_grant' } },
    ])
  })

  test.each([
    [{ client_id: 'stranger' }, 200, 'wrong_client'],
    [{ client_secret: 'wrong' }, 400, 'invalid_client'],
    [{ grant_type: 'password' }, 400, 'invalid_request'],
    [{ code: 'nonsense' }, 400, 'invalid_grant'],
  ])('with %j is answered %i %s', async (fields, status, error) => {
    const answer = await exchange({ grant_type: 'authorization_code', code: await newCode(), ...fields })

    expect(answer).toMatchObject({ status, body: { error } })
  })
})

describe('tokens', () => {
  test('open the methods at the endpoint of the portal for an hour', async () => {
    const token = String(at(await signIn(), 'access_token'))

    const inBody = await session.callWith(token, 'profile')
    const inQuery = await session.ask(`/rest/profile?auth=${token}`)
    session.advance(3_600_000)
    const expired = await session.callWith(token, 'profile')

    expect([inBody.status, inQuery.status]).toEqual([200, 200])
    expect(expired).toMatchObject({ status: 401, body: { error: 'expired_token' } })
  })

  test.each(['GET', 'POST'])('are refreshed by %s, and each refresh token works once', async (method) => {
    const refresh_token = String(at(await signIn(), 'refresh_token'))
    const fields = new URLSearchParams({ ...client(), grant_type: 'refresh_token', refresh_token })
    const refresh = (): Promise<Answer> =>
      method === 'GET'
        ? session.ask(`/oauth/token/?${fields.toString()}`)
        : session.ask('/oauth/token/', { method, body: fields })

    const first = await refresh()
    const second = await refresh()

    expect(first).toMatchObject({ status: 200, body: { user_id: 1, expires: session.now() + 3600 } })
    expect(at(first.body, 'refresh_token')).not.toBe(refresh_token)
    expect(second).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })

  test('end with the application', async () => {
    const token = String(at(await signIn(), 'access_token'))
    await session.control('POST', '/bitrix24/application', { isInstalled: false })

    const answer = await session.callWith(token, 'profile')

    await session.control('POST', '/bitrix24/application', { isInstalled: true })
    expect(answer).toMatchObject({ status: 401, body: { error: 'ERROR_OAUTH' } })
  })

  test('of the other dialect open nothing here, and these nothing there', async () => {
    const token = String(at(await signIn(), 'access_token'))

    const here = await session.callWith(session.crm.amocrm.token, 'profile')
    const there = await session.ask('/api/v4/account', { headers: { authorization: `Bearer ${token}` } })

    expect([here.status, there.status]).toEqual([401, 401])
  })

  test('and webhooks are in no line of the log', async () => {
    const body = await signIn()
    const token = String(at(body, 'access_token'))
    await session.callWith(token, 'profile')
    await session.ask(`/rest/profile?auth=${token}`)
    await session.call('profile')

    const log = JSON.stringify((await session.control('GET', '/requests')).body)

    const secret = session.crm.bitrix24.webhook.split('/').at(-2) ?? ''
    const found = [token, String(at(body, 'refresh_token')), secret, client().client_secret].filter((text) =>
      log.includes(text),
    )
    expect(found).toEqual([])
    expect(log).toContain('/rest/1/…/profile')
  })
})
