import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { AccountId } from '#shared/domain/ids.ts'
import { consentBrowser } from '#test/support/consent-browser.ts'
import { failureOf } from '#test/support/failure-of.ts'
import { secretOnDisk } from '#test/support/sign-in-world.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

const provider = 'bitrix24'

async function control(world: World, path: string, body: unknown): Promise<Record<string, unknown>> {
  const address = `${world.crm().control}/bitrix24/${path}`
  const response = await fetch(address, { method: 'POST', body: JSON.stringify(body) })
  const text = await response.text()
  return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
}

async function connect(world: World, token = world.crm().bitrix24.webhook, accountId?: AccountId) {
  const known = accountId === undefined ? {} : { accountId }
  return world.main().call('accounts/connect', { provider, ...known, address: '', token })
}

async function connectWithCode(world: World, accountId?: AccountId) {
  const { url, clientId, clientSecret } = world.crm().bitrix24
  const { code } = await control(world, 'oauth-code', {})
  return world.main().call('accounts/connect-with-code', {
    ...{ provider, address: url, clientId, clientSecret, redirectUri: '', code: String(code) },
    ...(accountId === undefined ? {} : { accountId }),
  })
}

async function phaseOf(world: World, accountId: AccountId) {
  const { statuses } = await world.main().call('app/describe', {})
  return statuses.find((status) => status.accountId === accountId)?.phase
}

describe('a webhook', () => {
  test('opens a portal beside an account of another CRM', async () => {
    const world = await startWorld({ contacts: 5 })

    const account = await connect(world)

    const { accounts } = await world.main().call('app/describe', {})
    expect(accounts.map((one) => one.provider)).toEqual(['amocrm', 'bitrix24'])
    expect(account).toMatchObject({
      ...{ provider, name: 'Bitrix24', address: new URL(world.crm().bitrix24.url).host, isDemo: false },
      userId: `${account.id}.1`,
      rights: { isAdmin: true, contacts: null },
    })
  })

  test('has its account pulled, and goes on after a restart', async () => {
    const world = await startWorld({ contacts: 5 })
    const { id } = await connect(world)

    await eventually(async () => expect((await world.rows()).filter((row) => row.accountId === id)).toHaveLength(5))
    await world.restart()

    await eventually(async () => expect(await phaseOf(world, id)).toEqual({ kind: 'idle' }))
  })

  test('pasted again is the same account', async () => {
    const world = await startWorld({ contacts: 5 })

    const [first, second] = [await connect(world), await connect(world)]

    expect(second.id).toBe(first.id)
  })

  test('tells who is no administrator', async () => {
    const world = await startWorld({ contacts: 5 })
    const { url } = await control(world, 'webhooks', { userId: 2 })

    expect((await connect(world, String(url))).rights.isAdmin).toBe(false)
  })

  test('without the right to the CRM makes no account, and says what is missing', async () => {
    const world = await startWorld({ contacts: 5 })
    const { url } = await control(world, 'webhooks', { userId: 1, scopes: ['user'] })

    expect(await failureOf(connect(world, String(url)))).toMatchObject({
      code: 'auth/denied',
      details: { reason: 'scope' },
    })
    expect((await world.main().call('app/describe', {})).accounts).toHaveLength(1)
  })

  test('with a wrong key makes no account', async () => {
    const world = await startWorld({ contacts: 5 })

    expect(await failureOf(connect(world, `${world.crm().bitrix24.url}/rest/1/wrongkey/`))).toMatchObject({
      code: 'auth/expired',
    })
  })

  test('of a server of somebody’s own is sent nothing before the user has said that it is theirs', async () => {
    const world = await startWorld({ contacts: 5 })

    expect(await failureOf(connect(world, 'https://127.0.0.2:1/rest/1/abcdef/'))).toMatchObject({
      code: 'input/invalid',
      details: { field: 'token', reason: 'own-server' },
    })
    const trusted = world.main().call('accounts/connect', {
      ...{ provider, address: '', token: 'https://127.0.0.2:1/rest/1/abcdef/', trustsHost: true },
    })
    expect(await failureOf(trusted)).toMatchObject({ code: 'offline' })
  })

  test('that was taken back stops its account alone, and a new one lets it go on', async () => {
    const world = await startWorld({ contacts: 5 })
    const { id } = await connect(world)
    await eventually(async () => expect(await phaseOf(world, id)).toEqual({ kind: 'idle' }))
    const secret = new URL(world.crm().bitrix24.webhook).pathname.split('/')[3]
    await control(world, 'revoke', { secret })

    await world.main().call('sync/run', { accountId: id, reason: 'user' })

    await eventually(async () =>
      expect(await phaseOf(world, id)).toMatchObject({ kind: 'stopped', error: { code: 'auth/expired' } }),
    )
    expect((await phaseOf(world, world.account.id))?.kind).not.toBe('stopped')
    const { url } = await control(world, 'webhooks', { userId: 1 })
    const again = await connect(world, String(url), id)
    expect(again.id).toBe(id)
    await eventually(async () => expect(await phaseOf(world, id)).toEqual({ kind: 'idle' }))
  })
})

describe('an application', () => {
  test('opens the account that a webhook has opened, and its access renews itself', async () => {
    const world = await startWorld({ contacts: 5 })
    const { id } = await connect(world)

    const account = await connectWithCode(world)

    expect(account.id).toBe(id)
    const facts = await world.main().call('accounts/describe-sign-in', { accountId: id })
    expect(facts).toEqual({ way: 'code', clientId: world.crm().bitrix24.clientId, redirectUri: '' })
    expect(await secretOnDisk(world)).toContain(world.crm().bitrix24.memberId)
  })

  test('is let in by way of the browser, where its card leads back to this computer', async () => {
    const world = await startWorld({ contacts: 5 })
    const { url: address, clientId, clientSecret } = world.crm().bitrix24
    const redirectUri = `http://127.0.0.1:${await freePort()}/back`
    await control(world, 'application', { redirectUri })

    const { consentId, url } = await world
      .main()
      .call('accounts/begin-consent', { provider, address, clientId, clientSecret, redirectUri, language: 'en' })
    const shown = await consentBrowser.answer(url, 'allow')
    const account = await world.main().call('accounts/finish-consent', { consentId })

    expect(shown).toMatchObject({ status: 200, text: expect.stringContaining('You may close this window') as string })
    expect(account).toMatchObject({ provider })
  })

  test('of another portal does not open this account', async () => {
    const [world, other] = [await startWorld({ contacts: 5 }), await startWorld({ contacts: 5 })]
    const { id } = await connectWithCode(world)
    const { url, clientId, clientSecret } = other.crm().bitrix24
    const { code } = await control(other, 'oauth-code', {})

    const failure = await failureOf(
      world.main().call('accounts/connect-with-code', {
        ...{ provider, accountId: id, address: url, clientId, clientSecret, redirectUri: '', code: String(code) },
      }),
    )

    expect(failure).toMatchObject({ code: 'auth/denied', details: { reason: 'another-account' } })
  })
})

describe('the practice CRM', () => {
  test('is there once as each of the two', async () => {
    const world = await startWorld({ contacts: 5 })

    const made = [
      await world.main().call('accounts/connect-demo', { provider: 'amocrm' }),
      await world.main().call('accounts/connect-demo', { provider }),
      await world.main().call('accounts/connect-demo', { provider }),
    ]

    expect(made.map((account) => [account.provider, account.isDemo])).toEqual([
      ['amocrm', true],
      ['bitrix24', true],
      ['bitrix24', true],
    ])
    expect(new Set(made.map(({ id }) => id)).size).toBe(2)
  })
})

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
