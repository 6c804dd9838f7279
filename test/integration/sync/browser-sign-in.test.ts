import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { InputOf, Commands } from '#shared/ipc/contract.ts'
import { consentBrowser } from '#test/support/consent-browser.ts'
import { failureOf } from '#test/support/failure-of.ts'
import { secretOnDisk } from '#test/support/sign-in-world.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

type ConsentInput = InputOf<Commands, 'accounts/begin-consent'>

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function someInput(world: World, change: Partial<ConsentInput> = {}): Promise<ConsentInput> {
  const { url, clientId, clientSecret } = world.crm().amocrm
  const redirectUri = `http://127.0.0.1:${await freePort()}/back`
  return { provider: 'amocrm', address: url, clientId, clientSecret, redirectUri, language: 'en', ...change }
}

const begin = async (world: World, input: ConsentInput) => world.main().call('accounts/begin-consent', input)
const finish = async (world: World, consentId: string) => world.main().call('accounts/finish-consent', { consentId })

async function isListening(redirectUri: string): Promise<boolean> {
  return fetch(redirectUri).then(
    () => true,
    () => false,
  )
}

describe('signing in by way of the browser', () => {
  test('ends with an account whose access renews itself, and a page that may be closed', async () => {
    const world = await startWorld({ contacts: 10 })
    const input = await someInput(world)

    const { consentId, url, isOpened } = await begin(world, input)
    const shown = await consentBrowser.answer(url, 'allow')
    const account = await finish(world, consentId)

    expect([isOpened, new URL(url).origin]).toEqual([false, world.crm().amocrm.url])
    expect(shown).toMatchObject({ status: 200, text: expect.stringContaining('You may close this window') as string })
    expect(account.id, 'the same account of the CRM is the same account here').toBe(world.account.id)
    expect(await secretOnDisk(world)).toContain('refreshToken')
    const facts = await world.main().call('accounts/describe-sign-in', { accountId: account.id })
    expect(facts).toEqual({ way: 'code', clientId: input.clientId, redirectUri: input.redirectUri })
    expect(await isListening(input.redirectUri), 'nobody listens afterwards').toBe(false)
  })

  test('speaks the language of the interface', async () => {
    const world = await startWorld({ contacts: 1 })
    const { consentId, url } = await begin(world, await someInput(world, { language: 'ru' }))

    const shown = await consentBrowser.answer(url, 'allow')
    await finish(world, consentId)

    expect(shown.text).toContain('Это окно можно закрыть')
    expect(shown.text).toContain('lang="ru"')
  })

  test('makes the account even when the window that asked for it has gone', async () => {
    const world = await startWorld({ contacts: 10 })
    const { url } = await begin(world, await someInput(world))
    await world.replaceWindow()

    await consentBrowser.answer(url, 'allow')

    await eventually(async () => expect(await secretOnDisk(world)).toContain('refreshToken'))
  })

  test('says so when the user has said no, in the browser and in the app', async () => {
    const world = await startWorld({ contacts: 1 })
    const { consentId, url } = await begin(world, await someInput(world))
    const failure = failureOf(finish(world, consentId))

    const shown = await consentBrowser.answer(url, 'deny')

    expect(shown.text).toContain('Access was not given')
    expect(await failure).toMatchObject({ code: 'input/invalid', details: { field: 'code', reason: 'denied' } })
  })

  test('takes no answer that does not know its secret, and waits on', async () => {
    const world = await startWorld({ contacts: 1 })
    const input = await someInput(world)
    const { consentId, url } = await begin(world, input)

    const state = new URL(url).searchParams.get('state') ?? ''
    const wrong = ['?code=stolen&state=guessed', '?code=stolen', `/elsewhere?code=stolen&state=${state}`, '?error=x']
    const statuses = await Promise.all(wrong.map(async (tail) => (await fetch(input.redirectUri + tail)).status))
    const posted = await fetch(`${input.redirectUri}?code=stolen&state=${state}`, { method: 'POST' })
    await consentBrowser.answer(url, 'allow')

    expect([...statuses, posted.status]).toEqual([400, 400, 400, 400, 400])
    expect((await finish(world, consentId)).id).toBe(world.account.id)
  })

  test('sends code and key to no host that the answer makes up', async () => {
    const world = await startWorld({ contacts: 1 })
    const input = await someInput(world)
    const { consentId, url } = await begin(world, input)
    const failure = failureOf(finish(world, consentId))

    const state = new URL(url).searchParams.get('state') ?? ''
    await fetch(`${input.redirectUri}?code=x&state=${state}&referer=evil.example`)

    expect(await failure).toMatchObject({ details: { field: 'address', reason: 'not-a-crm-host' } })
  })

  test('can be given up, and begun again at the same port', async () => {
    const world = await startWorld({ contacts: 1 })
    const input = await someInput(world)
    const first = await begin(world, input)
    const given = failureOf(finish(world, first.consentId))
    await world.main().call('accounts/cancel-consent', { consentId: first.consentId })

    const second = await begin(world, input)
    const replaced = failureOf(finish(world, second.consentId))
    const third = await begin(world, input)
    await consentBrowser.answer(third.url, 'allow')

    expect(await given).toMatchObject({ details: { reason: 'consent-cancelled' } })
    expect(await replaced).toMatchObject({ details: { reason: 'consent-replaced' } })
    expect((await finish(world, third.consentId)).id).toBe(world.account.id)
  })

  test('says which port is taken before anybody is sent anywhere', async () => {
    const world = await startWorld({ contacts: 1 })
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await new Promise((resolve) => other.once('listening', resolve))
    const redirectUri = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`

    const failure = await failureOf(begin(world, await someInput(world, { redirectUri })))

    expect(failure).toMatchObject({ code: 'input/invalid', details: { field: 'redirectUri', reason: 'port-busy' } })
  })

  test('needs the key of a known integration only once', async () => {
    const world = await startWorld({ contacts: 1 })
    const input = await someInput(world)
    const first = await begin(world, input)
    await consentBrowser.answer(first.url, 'allow')
    const { id: accountId } = await finish(world, first.consentId)

    const again = await begin(world, { ...input, accountId, clientSecret: '' })
    await consentBrowser.answer(again.url, 'allow')

    expect((await finish(world, again.consentId)).id).toBe(accountId)
  })
})
