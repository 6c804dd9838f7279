import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, startSession } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

/*
 * What the vendor's own PHP client sends, byte for byte where it matters: amocrm/amocrm-api-php with
 * amocrm/amocrm-oauth-client below it (League\OAuth2\Client\Provider\AbstractProvider, PostAuthOptionProvider).
 */

const REDIRECT = 'https://example.com/cb'

let session: DemoSession

beforeAll(async () => {
  session = await startSession({ contacts: 12 })
})
afterAll(() => session.crm.close())

/** The parameters of the provider's token requests, in its order. */
function tokenForm(grant: Record<string, string>): string {
  const { clientId, clientSecret } = session.crm.amocrm
  return new URLSearchParams({
    ...{ client_id: clientId, client_secret: clientSecret, redirect_uri: REDIRECT },
    ...grant,
  }).toString()
}

const ask = (form: string) =>
  session.send('POST', '/oauth2/access_token', form, {
    ...{ 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'amoCRM/oAuth Client 1.0' },
  })

describe('the vendor’s PHP client', () => {
  // @source amocrm-oauth-client AmoCRM::getBaseAuthorizationUrl: a slash before the query, and parameters of OAuth 2 besides
  test('opens the page that asks the user', async () => {
    const query = new URLSearchParams({
      ...{ state: 'x', scope: '', response_type: 'code', approval_prompt: 'auto' },
      ...{ redirect_uri: REDIRECT, client_id: session.crm.amocrm.clientId },
    })

    const page = await session.get(`/oauth/?${query.toString()}`)

    expect([page.status, page.type]).toEqual([200, 'text/html'])
  })

  // @source league/oauth2-client OptionProvider/PostAuthOptionProvider: forms, which that client sends and no JSON
  test('exchanges a code and refreshes by forms', async () => {
    const { body } = await session.control('POST', '/oauth-code', { redirectUri: REDIRECT })

    const first = await ask(tokenForm({ grant_type: 'authorization_code', code: String(at(body, 'code')) }))
    const refreshToken = String(at(first.body, 'refresh_token'))
    const second = await ask(tokenForm({ grant_type: 'refresh_token', refresh_token: refreshToken }))
    const third = await ask(tokenForm({ grant_type: 'refresh_token', refresh_token: refreshToken }))

    expect([first.status, second.status]).toEqual([200, 200])
    expect(third).toMatchObject({ status: 401, body: { hint: 'Token has been revoked' } })
  })

  // @source amocrm-oauth-client AmoCRM::getResourceOwnerDetailsUrl, AmoCRMResourceOwner
  test('asks whose token it got', async () => {
    const owner = await session.get('/v3/user')
    const nobody = await session.get('/v3/user', 'x')

    const me = at((await session.get('/api/v4/account')).body, 'current_user_id')
    expect(owner).toMatchObject({
      ...{ status: 200, body: { id: me, name: 'Мария Соколова', email: 'm.sokolova@example.com' } },
    })
    expect(nobody.status).toBe(401)
    expect((await session.get('/v3/leads')).status).toBe(501)
  })

  // @source amocrm-api-php BaseEntity::nextPage and prevPage follow `_links.next` and `_links.prev`
  test('goes through pages in both directions', async () => {
    const first = await session.get('/api/v4/contacts?limit=5')
    const path = (answer: unknown, name: string) =>
      String(at(answer, '_links', name, 'href')).replace(session.crm.amocrm.url, '')
    const second = await session.get(path(first.body, 'next'))
    const back = await session.get(path(second.body, 'prev'))

    expect(at(first.body, '_links', 'prev')).toBeUndefined()
    expect(Object.keys(at(second.body, '_links') as object)).toEqual(['self', 'next', 'first', 'prev'])
    expect(at(back.body, '_embedded')).toEqual(at(first.body, '_embedded'))
  })
})
