import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, startSession } from './demo-session.ts'
import type { Answer, DemoSession } from './demo-session.ts'

const REDIRECT = 'https://app.example/cb'
const TYPE = 'https://developers.amocrm.ru/v3/errors/OAuthProblemJson'
const MINUTE = 60_000
const HOUR = 60 * MINUTE

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 5 })
})
afterAll(() => session.crm.close())

async function newCode(redirectUri?: string): Promise<string> {
  const { body } = await session.control('POST', '/oauth-code', redirectUri === undefined ? {} : { redirectUri })
  return String(at(body, 'code'))
}

function token(grant: Record<string, unknown>): Promise<Answer> {
  const { clientId, clientSecret } = session.crm.amocrm
  const body = { client_id: clientId, client_secret: clientSecret, redirect_uri: REDIRECT, ...grant }
  return session.send('POST', '/oauth2/access_token', body, { authorization: '' })
}

const exchange = (code: string, more = {}) => token({ grant_type: 'authorization_code', code, ...more })
const refresh = (refresh_token: unknown, more = {}) => token({ grant_type: 'refresh_token', refresh_token, ...more })

function oauthError(status: number, hint: string | undefined): unknown {
  return {
    ...(hint === undefined ? {} : { hint }),
    title: expect.any(String) as string,
    type: TYPE,
    status,
    detail: expect.any(String) as string,
  }
}

describe('POST /oauth2/access_token', () => {
  test('exchanges a code for a day of access and a refresh token', async () => {
    const answer = await exchange(await newCode())

    expect(answer).toEqual({
      status: 200,
      type: 'application/json',
      body: {
        token_type: 'Bearer',
        expires_in: 86400,
        server_time: session.now(),
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string,
        refresh_token: expect.stringMatching(/^def502/) as string,
      },
    })
    expect((await session.get('/api/v4/account', String(at(answer.body, 'access_token')))).status).toBe(200)
  })

  test('takes a code once, and for twenty minutes', async () => {
    const [used, late] = [await newCode(), await newCode()]
    await exchange(used)
    session.advance(20 * MINUTE)

    expect((await exchange(used)).body).toEqual(oauthError(400, 'Authorization code has been revoked'))
    expect((await exchange(late)).body).toEqual(oauthError(400, 'Authorization code has expired'))
    expect((await exchange('def502garbage')).body).toEqual(oauthError(400, 'Cannot decrypt the authorization code'))
  })

  test('names what is wrong with the client or the address', async () => {
    const code = await newCode(REDIRECT)

    expect((await exchange(code, { client_id: 'x' })).body).toEqual(oauthError(400, 'Check the `client_id` parameter'))
    expect((await exchange(code, { client_secret: 'x' })).body).toEqual(
      oauthError(400, 'Check the `client_secret` parameter'),
    )
    expect((await exchange(code, { redirect_uri: 'https://other.example' })).body).toEqual(
      oauthError(400, 'Redirect URI is not associated with client'),
    )
    expect((await exchange(code)).status).toBe(200)
  })

  test('rotates: the old refresh token is dead at once, the new one lives', async () => {
    const first = at((await exchange(await newCode())).body, 'refresh_token')

    const second = await refresh(first)
    const reused = await refresh(first)
    const third = await refresh(at(second.body, 'refresh_token'))

    expect([second.status, third.status]).toEqual([200, 200])
    expect(reused).toMatchObject({ status: 401, body: oauthError(401, 'Token has been revoked') })
  })

  test('answers wrong credentials on refresh with 401 and no hint', async () => {
    const good = at((await exchange(await newCode())).body, 'refresh_token')

    expect((await refresh(good, { client_secret: 'x' })).body).toEqual({
      ...(oauthError(401, undefined) as object),
      title: 'Некорректный клиент',
    })
    expect((await refresh(good, { redirect_uri: 'https://other.example' })).body).toEqual(
      oauthError(400, 'Redirect URI is not associated with client'),
    )
    expect((await refresh('garbage')).body).toEqual(oauthError(400, 'Invalid refresh token'))
  })

  test('tells where the account lives now', async () => {
    const refreshToken = at((await exchange(await newCode())).body, 'refresh_token')
    const { url } = session.crm.amocrm

    const response = await fetch(`${url}/oauth2/account/current/subdomain`, {
      headers: { 'x-refresh-token': String(refreshToken) },
    })

    const domain = new URL(url).host
    expect(await response.json()).toEqual({ id: 31540218, subdomain: 'kartotekademo', domain, top_level_domain: '1' })
  })
})

describe('access', () => {
  const unauthorized = {
    status: 401,
    type: 'application/problem+json',
    body: {
      title: 'Unauthorized',
      type: 'https://httpstatus.es/401',
      status: 401,
      detail: 'Invalid user name or password',
    },
  }

  test('ends after 24 hours', async () => {
    const access = String(at((await exchange(await newCode())).body, 'access_token'))
    session.advance(24 * HOUR)

    expect(await session.get('/api/v4/account', access)).toEqual(unauthorized)
    expect((await session.get('/api/v4/account')).status).toBe(200)
  })

  test('is refused to wrong, missing and revoked tokens in the same words', async () => {
    const { body } = await session.control('POST', '/tokens', { userId: 10420116 })
    const minted = String(at(body, 'token'))
    const before = await session.get('/api/v4/account', minted)
    await session.control('POST', '/tokens', { revoke: minted })

    expect(at(before.body, 'current_user_id')).toBe(10420116)
    expect(await session.get('/api/v4/account', minted)).toEqual(unauthorized)
    expect(await session.get('/api/v4/account', 'wrong')).toEqual(unauthorized)
    expect(await session.send('GET', '/api/v4/account', undefined, { authorization: '' })).toEqual(unauthorized)
  })

  test('of an admin may act for somebody else', async () => {
    const answer = await session.send('GET', '/api/v4/account', undefined, { 'x-context-user-id': '10420116' })

    expect(at(answer.body, 'current_user_id')).toBe(10420116)
  })
})
