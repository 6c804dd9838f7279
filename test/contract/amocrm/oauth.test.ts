import { onTestFinished, describe, expect, test } from 'vitest'
import { TokenKeeper } from '#core/accounts/token-keeper.ts'
import type { AccountSecret } from '#core/accounts/account-secret.ts'
import { createConnectorFactory } from '#core/accounts/connector-factory.ts'
import { amocrmRate, createAmocrmConnector } from '#core/connectors/amocrm/amocrm-connector.ts'
import { exchangeCode, refreshGrant } from '#core/connectors/amocrm/oauth.ts'
import type { OAuthGrant } from '#core/connectors/credentials.ts'
import { socketNetwork } from '#core/http/socket-network.ts'
import type { Clock } from '#core/ports/clock.ts'
import { createThrottle } from '#core/throttle/throttle.ts'
import { systemClock } from '#hosts/node/system-clock.ts'
import { systemRandom } from '#hosts/node/system-random.ts'
import { startDemoCrm } from '#demo-crm/server.ts'
import { createDemoControl } from '#test/support/demo-control.ts'
import { failureOf } from '#test/support/failure-of.ts'
import { accountId, someCreate } from './amocrm-world.ts'

const HOUR = 3_600_000
const redirectUri = 'https://app.example/cb'
/** Every token that was given out before. */
const expired = { kind: 'expire-token' }
const signal = new AbortController().signal
const logger = { info: () => undefined, warn: () => undefined }

/** A demo CRM whose time can be moved, and a client whose clock is as wrong as it likes. */
async function startOAuth(deviceAheadMs = 0) {
  const time = { skippedMs: 0 }
  const crm = await startDemoCrm({ contacts: 5, limits: 'off', clock: () => Date.now() + time.skippedMs })
  onTestFinished(() => crm.close())
  const clock: Clock = {
    now: () => Date.now() + time.skippedMs + deviceAheadMs,
    sleep: (ms, until) => systemClock.sleep(ms, until),
  }
  const ports = { network: socketNetwork, clock }
  const control = createDemoControl(crm.control)
  const tokenRequests = async () =>
    (await control.requests()).filter(({ path }) => path === '/oauth2/access_token').map(({ status }) => status)
  return { crm, clock, ports, control, time, tokenRequests, newCode: () => control.newCode(redirectUri) }
}
type World = Awaited<ReturnType<typeof startOAuth>>

const integrationOf = ({ crm }: World) => ({
  clientId: crm.amocrm.clientId,
  clientSecret: crm.amocrm.clientSecret,
  redirectUri,
})

async function signIn(world: World): Promise<OAuthGrant> {
  const given = { origin: world.crm.amocrm.url, ...integrationOf(world), code: await world.newCode() }
  return exchangeCode(world.ports, given, signal)
}

/** A connector whose tokens are kept in memory. */
function connect({ clock, ports }: World, grant: OAuthGrant) {
  let secret: AccountSecret = { kind: 'oauth', ...grant }
  const access = new TokenKeeper({
    read: async () => Promise.resolve(secret),
    save: async (next) => {
      secret = next
      return Promise.resolve()
    },
    remove: async () => Promise.resolve(),
    refresh: (given) => refreshGrant(ports, given),
    onOrigin: () => undefined,
    clock,
    logger,
  })
  const throttle = createThrottle({ requests: 1_000_000, perMs: 1 }, clock)
  const connector = createAmocrmConnector({ accountId, access, throttle, ...ports, random: systemRandom, logger })
  return { connector, secret: () => secret }
}

describe('a code', () => {
  test('is exchanged for a pair that lives by the server’s clock', async () => {
    const world = await startOAuth(365 * 24 * HOUR)

    const grant = await signIn(world)

    const serverNow = Date.now()
    expect(Math.abs(grant.expiresAt - serverNow - 24 * HOUR)).toBeLessThan(60_000)
    expect(await connect(world, grant).connector.identify(signal)).toMatchObject({ provider: 'amocrm' })
  })

  test.each([
    [{ clientId: '00000000-0000-4000-8000-000000000000' }, 'clientId', 'unknown'],
    [{ clientSecret: 'wrong' }, 'clientSecret', 'wrong'],
    [{ redirectUri: 'https://other.example/cb' }, 'redirectUri', 'mismatch'],
    [{ code: 'def502garbage' }, 'code', 'malformed'],
  ])('that comes with %o is refused at %s: %s', async (wrong, field, reason) => {
    const world = await startOAuth()
    const given = { origin: world.crm.amocrm.url, ...integrationOf(world), code: await world.newCode(), ...wrong }

    const failure = await failureOf(exchangeCode(world.ports, given, signal))

    expect(failure).toMatchObject({ code: 'input/invalid', details: { field, reason } })
  })

  test('or a refresh token of another account of the same integration is refused at the address', async () => {
    const crm = await startDemoCrm({ contacts: 1, limits: 'off', second: { contacts: 1, sharesIntegration: true } })
    onTestFinished(() => crm.close())
    const { clientId, clientSecret } = crm.amocrm
    const code = await createDemoControl(crm.control).newCode(redirectUri)
    const given = { origin: crm.amocrm.url, clientId, clientSecret, redirectUri, code }
    const elsewhere = { origin: crm.second?.amocrm.url ?? '' }
    const ports = { network: socketNetwork, clock: systemClock }

    const strange = await failureOf(exchangeCode(ports, { ...given, ...elsewhere }, signal))
    const grant = await exchangeCode(ports, given, signal)
    const moved = await failureOf(refreshGrant(ports, { ...grant, ...elsewhere }))
    const next = await refreshGrant(ports, grant)

    expect(strange).toMatchObject({
      code: 'input/invalid',
      details: { field: 'address', reason: 'another-account', status: 400 },
    })
    expect(moved).toMatchObject({ code: 'auth/expired', details: { reason: 'integration-refused', status: 400 } })
    expect(next.accessToken, 'the pair of the right account was not touched').not.toBe(grant.accessToken)
  })

  test('is good once, and for twenty minutes', async () => {
    const world = await startOAuth()
    const given = { origin: world.crm.amocrm.url, ...integrationOf(world), code: await world.newCode() }
    await exchangeCode(world.ports, given, signal)
    const late = { ...given, code: await world.newCode() }

    const again = await failureOf(exchangeCode(world.ports, given, signal))
    world.time.skippedMs += 21 * 60_000
    const tooLate = await failureOf(exchangeCode(world.ports, late, signal))

    expect([again?.details, tooLate?.details]).toMatchObject([{ reason: 'used' }, { reason: 'expired' }])
  })

  test('and its key are in no failure', async () => {
    const world = await startOAuth()
    const given = {
      origin: world.crm.amocrm.url,
      ...integrationOf(world),
      redirectUri: 'https://x.example/',
      code: 'c0de',
    }

    const failure = await failureOf(exchangeCode(world.ports, given, signal))

    const told = JSON.stringify([failure.message, failure.details])
    expect([told.includes('c0de'), told.includes(given.clientSecret)]).toEqual([false, false])
  })
})

describe('a refresh', () => {
  test('happens once when ten requests meet an expired token, and all ten go through', async () => {
    const world = await startOAuth()
    const { connector } = connect(world, await signIn(world))
    await connector.identify(signal)
    await world.control.forgetRequests()
    await world.control.faults([expired])

    const names = await Promise.all(
      Array.from({ length: 10 }, async () => (await connector.identify(signal)).accountName),
    )

    expect([names.length, await world.tokenRequests()]).toEqual([10, [200]])
    const refused = (await world.control.requests()).filter(({ status }) => status === 401)
    expect(refused, 'all ten had met it').toHaveLength(10)
  })

  test('happens ahead of time by the server’s clock, so that nothing is refused', async () => {
    const world = await startOAuth()
    const { connector } = connect(world, await signIn(world))
    world.time.skippedMs += 24 * HOUR - 60_000
    await world.control.forgetRequests()

    await Promise.all(Array.from({ length: 10 }, () => connector.identify(signal)))

    expect((await world.control.requests()).map(({ status }) => status)).toEqual(Array.from({ length: 11 }, () => 200))
  })

  test('lets a create through that met the expired token, once', async () => {
    const world = await startOAuth()
    const { connector } = connect(world, await signIn(world))
    await connector.identify(signal)
    await world.control.faults([expired])

    const [result] = await connector.createContacts([someCreate(1, { firstName: 'Единственная' })], signal)

    expect(result).toMatchObject({ kind: 'applied' })
    const stored = (await world.control.contacts()).filter(({ first_name }) => first_name === 'Единственная')
    expect(stored).toHaveLength(1)
  })

  test('with a token that was used up is the end: nothing but a new sign-in helps', async () => {
    const world = await startOAuth()
    const grant = await signIn(world)
    await refreshGrant(world.ports, grant)

    const failure = await failureOf(refreshGrant(world.ports, grant))

    expect(failure).toMatchObject({ code: 'auth/expired', details: { reason: 'grant-revoked', status: 401 } })
  })

  test('of an integration that was deleted or got another key is the end too', async () => {
    const world = await startOAuth()
    const grant = await signIn(world)

    const failure = await failureOf(refreshGrant(world.ports, { ...grant, clientSecret: 'other' }))

    expect(failure).toMatchObject({ code: 'auth/expired', details: { reason: 'integration-refused' } })
  })

  test.each([
    [{ kind: 'server-html' }, 'remote/unavailable'],
    [{ kind: 'status', status: 429, body: '<html></html>', contentType: 'text/html' }, 'rate-limited'],
    [{ kind: 'status', status: 401, body: '<html></html>', contentType: 'text/html' }, 'remote/unavailable'],
    [{ kind: 'captive-portal' }, 'remote/unavailable'],
    [{ kind: 'reset-before' }, 'offline'],
  ] as const)('that meets %o ends nothing for good: the old token is still taken', async (fault, code) => {
    const world = await startOAuth()
    const grant = await signIn(world)
    await world.control.faults([{ ...fault, method: 'POST', path: '/oauth2/access_token', times: 1 }])

    const failure = await failureOf(refreshGrant(world.ports, grant))
    const next = await refreshGrant(world.ports, grant)

    expect(failure.code).toBe(code)
    expect(failure.details['reason'], 'not in the vendor’s own words').not.toBe('grant-revoked')
    expect(next.accessToken).not.toBe(grant.accessToken)
  })

  test('that the CRM wants to be made later holds up the other requests of the account too', async () => {
    const world = await startOAuth()
    const factory = createConnectorFactory({ ...world.ports, random: systemRandom, logger })
    const grant = await signIn(world)
    const fault = { kind: 'status', status: 429, body: '<html></html>', contentType: 'text/html' }
    await world.control.faults([{ ...fault, method: 'POST', path: '/oauth2/access_token', times: 1 }])

    await failureOf(factory.refresh('amocrm', accountId, grant))

    expect(factory.trafficOf(accountId)?.budget().pausedUntil).toBeGreaterThan(world.clock.now())
  })

  test('counts as a request of its account', async () => {
    const world = await startOAuth()
    const factory = createConnectorFactory({ ...world.ports, random: systemRandom, logger })
    const grants = [await signIn(world)]

    for (let at = 0; at < amocrmRate.requests; at++) {
      grants.push(await factory.refresh('amocrm', accountId, grants[at] as OAuthGrant))
    }

    expect(factory.trafficOf(accountId)?.throttle.describe().nextAt).toBeGreaterThan(world.clock.now())
  })

  test.each([401, 404])(
    'follows an account that has moved (%i), and the next requests go there',
    async (movedStatus) => {
      const world = await startOAuth()
      const { connector, secret } = connect(world, await signIn(world))
      await fetch(`${world.crm.control}/switches`, { method: 'POST', body: JSON.stringify({ movedStatus }) })
      await world.control.faults([expired])

      expect(await connector.identify(signal)).toMatchObject({ provider: 'amocrm' })
      expect(secret().origin).toBe(world.crm.amocrm.url.replace('127.0.0.1', 'localhost'))
    },
  )
})
