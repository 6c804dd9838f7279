import { beforeEach, describe, expect, test } from 'vitest'
import type { AccountSecret } from '#core/accounts/account-secret.ts'
import { TokenKeeper } from '#core/accounts/token-keeper.ts'
import { exchangeCode, refreshGrant } from '#core/connectors/bitrix24/oauth.ts'
import type { CodeExchange, OAuthGrant } from '#core/connectors/credentials.ts'
import { recordRequests, type RequestLog } from '#core/http/request-log.ts'
import { socketNetwork } from '#core/http/socket-network.ts'
import type { Network } from '#core/ports/network.ts'
import { failureOf } from '#test/support/failure-of.ts'
import { at } from '../bitrix24/portal-session.ts'
import { startApiWorld, type ApiWorld } from './api-world.ts'

let world: ApiWorld
let ports: { readonly network: Network; readonly clock: ApiWorld['clock'] }
let requests: RequestLog

beforeEach(async () => {
  world = await startApiWorld({ contacts: 5 })
  const { network, log } = recordRequests(
    datedNetwork(() => world.portal.now() * 1000),
    world.clock,
  )
  ports = { network, clock: world.clock }
  requests = log
})

/** The server under the portal lives in the present; its header has to tell the portal's time. */
const datedNetwork = (now: () => number): Network => ({
  openLine(url) {
    const line = socketNetwork.openLine(url)
    return {
      isOpen: () => line.isOpen(),
      send: async (request, signal) => ({ ...(await line.send(request, signal)), date: new Date(now()).toUTCString() }),
    }
  },
})

const newCode = async () => String(at((await world.portal.control('POST', '/bitrix24/oauth-code', {})).body, 'code'))

async function given(changes: Partial<CodeExchange> = {}): Promise<CodeExchange> {
  const { url, clientId, clientSecret } = world.portal.crm.bitrix24
  return { origin: url, clientId, clientSecret, redirectUri: '', code: await newCode(), authOrigin: url, ...changes }
}

const signIn = async (): Promise<OAuthGrant> => exchangeCode(ports, await given(), world.signal)

/** The keeper of one account's tokens, and what is on its disk. */
function keep(grant: OAuthGrant) {
  const written: AccountSecret[] = [{ kind: 'oauth', ...grant }]
  const keeper = new TokenKeeper({
    read: async () => Promise.resolve(written.at(-1) ?? null),
    save: async (secret) => Promise.resolve(void written.push(secret)),
    remove: async () => Promise.resolve(),
    refresh: (old) => refreshGrant(ports, old),
    onOrigin: () => undefined,
    clock: world.clock,
    logger: { info: () => undefined, warn: () => undefined },
  })
  return { api: world.reconnect(keeper), keeper, written }
}

const refreshes = () => requests.list().filter(({ method }) => method === 'POST').length

describe('a code', () => {
  test('brings a pair, where the portal is, and the name that it has for ever', async () => {
    const { url, memberId, clientId, clientSecret } = world.portal.crm.bitrix24

    expect(await signIn()).toEqual({
      ...{ clientId, clientSecret, redirectUri: '', origin: url, authOrigin: url },
      accessToken: expect.stringMatching(/^\w{70}$/) as string,
      refreshToken: expect.stringMatching(/^\w{70}$/) as string,
      expiresAt: world.portal.now() * 1000 + 3_600_000,
      remoteAccountId: memberId,
    })
  })

  test('brings the same where the portal answers as the sample of the manual has it', async () => {
    await world.portal.turn({ exchangeAnswer: 'documented' })

    expect((await signIn()).expiresAt).toBe(world.portal.now() * 1000 + 3_600_000)
  })

  test.each([
    ['used up', { code: 'nonsense' }, ['code', 'expired']],
    ['of another application', { clientId: 'local.other' }, ['clientId', 'unknown']],
    ['with a wrong key', { clientSecret: 'wrong' }, ['clientSecret', 'wrong']],
  ])('that is %s names what was typed wrong', async (_, changes, [field, reason]) => {
    const failure = await failureOf(exchangeCode(ports, await given(changes), world.signal))

    expect(failure).toMatchObject({ code: 'input/invalid', details: { field, reason } })
  })

  test('for an application that is not installed is not the fault of what was typed', async () => {
    const exchange = await given()
    await world.portal.control('POST', '/bitrix24/application', { isInstalled: false })

    expect(await failureOf(exchangeCode(ports, exchange, world.signal))).toMatchObject({
      code: 'auth/denied',
      details: { reason: 'application' },
    })
  })

  test('and its key stand in no request that diagnostics show', async () => {
    const exchange = await given()

    await exchangeCode(ports, exchange, world.signal)

    expect(JSON.stringify(requests.list())).not.toMatch(new RegExp(`${exchange.code}|${exchange.clientSecret}`))
  })
})

describe('a token that is over', () => {
  test('is replaced once for all who ask at the same time, and kept before anybody uses it', async () => {
    const { api, written } = keep(await signIn())
    await world.fault({ kind: 'expire-token' })

    const answers = await Promise.all([1, 2, 3].map(() => api.call('profile', {}, world.signal)))

    expect(answers.map(({ result }) => at(result, 'ID'))).toEqual(['1', '1', '1'])
    expect([refreshes(), written.length]).toEqual([1, 2])
  })

  test('has a write sent again: what was refused has done nothing', async () => {
    const { api } = keep(await signIn())
    await world.fault({ kind: 'expire-token' })

    const { result } = await api.call('crm.contact.add', { fields: { NAME: 'Anna' } }, world.signal)

    expect(result).toBe(6)
  })

  test('is replaced before it is refused, where its end is near', async () => {
    const grant = await signIn()
    const { api } = keep({ ...grant, expiresAt: world.clock.now() + 60_000 })

    await api.call('profile', {}, world.signal)

    expect(refreshes()).toBe(1)
    expect(world.requests.list().map(({ status }) => status)).toEqual([200])
  })

  test('rotates: the old refresh token is dead', async () => {
    const grant = await signIn()

    const next = await refreshGrant(ports, grant)
    const again = await failureOf(refreshGrant(ports, grant))

    expect([next.refreshToken === grant.refreshToken, next.remoteAccountId]).toEqual([false, grant.remoteAccountId])
    expect(again).toMatchObject({ code: 'auth/expired', details: { reason: 'grant-revoked' } })
  })

  test.each([
    [{ kind: 'reset-before' }, 'offline'],
    [{ kind: 'server-html' }, 'remote/unavailable'],
    [{ kind: 'captive-portal' }, 'remote/unavailable'],
    [{ kind: 'status', status: 401, body: '<html></html>', contentType: 'text/html' }, 'remote/unavailable'],
  ])('is asked for again after %j, which says nothing of the old one', async (fault, code) => {
    const grant = await signIn()
    await world.fault({ ...fault, path: '/oauth/token*', times: 1 })

    const failure = await failureOf(refreshGrant(ports, grant))
    const next = await refreshGrant(ports, grant)

    expect(failure.code).toBe(code)
    expect(next.accessToken).not.toBe(grant.accessToken)
  })

  test('is not replaced where the application was removed, and the user is told', async () => {
    const { api } = keep(await signIn())
    await world.portal.control('POST', '/bitrix24/application', { isInstalled: false })
    await world.fault({ kind: 'expire-token' })

    const failure = await failureOf(api.call('profile', {}, world.signal))

    expect(failure).toMatchObject({ code: 'auth/expired', details: { reason: 'application-removed' } })
  })

  test('is not replaced where it was taken back, and the user is told', async () => {
    const grant = await signIn()
    const { api } = keep(grant)
    for (const secret of [grant.accessToken, grant.refreshToken])
      await world.portal.control('POST', '/bitrix24/revoke', { secret })

    expect(await failureOf(api.call('profile', {}, world.signal))).toMatchObject({
      code: 'auth/expired',
      details: { reason: 'grant-revoked' },
    })
  })

  test('and its successor stand in no log and in no request that diagnostics show', async () => {
    const { api, written } = keep(await signIn())
    await world.fault({ kind: 'expire-token' })

    await api.call('profile', {}, world.signal)

    const secrets = written.flatMap((secret) =>
      secret.kind === 'oauth' ? [secret.accessToken, secret.refreshToken] : [],
    )
    const seen = [world.logged(), JSON.stringify(requests.list()), JSON.stringify(world.requests.list())].join()
    expect(secrets).toHaveLength(4)
    expect(secrets.filter((secret) => seen.includes(secret))).toEqual([])
  })
})
