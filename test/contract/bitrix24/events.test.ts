import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { defaultPortalSwitches } from '#demo-crm/bitrix24/switches.ts'
import { add, at, COLLEAGUE, startPortal, tokenOf } from './portal-session.ts'
import type { Answer, Params, PortalSession } from './portal-session.ts'

let session: PortalSession
let token: string

beforeAll(async () => {
  session = await startPortal({ contacts: 5 })
  token = await tokenOf(session)
})
beforeEach(async () => {
  await session.turn(defaultPortalSwitches)
  await app('event.unbind')
  for (const connector of ['', 'kartoteka']) await app('event.offline.get', { limit: 1000, auth_connector: connector })
})
afterAll(() => session.crm.close())

const app = (method: string, params: Params = {}): Promise<Answer> => session.callWith(token, method, params)
const bindOffline = (event: string, more: Params = {}): Promise<Answer> =>
  app('event.bind', { event, event_type: 'offline', ...more })

describe('binding', () => {
  test('is for applications alone', async () => {
    const answers = await Promise.all(
      ['event.bind', 'event.get', 'event.unbind', 'event.offline.get'].map((name) =>
        session.call(name, { event: 'x' }),
      ),
    )

    expect(answers.map(({ status, body }) => [status, at(body, 'error')])).toEqual(
      Array.from({ length: 4 }, () => [403, 'WRONG_AUTH_TYPE']),
    )
  })

  test('is listed, and undone with a count', async () => {
    await app('event.bind', { event: 'onCrmContactAdd', handler: 'http://127.0.0.1:1/h' })
    await bindOffline('onCrmContactUpdate')

    const listed = at((await app('event.get')).body, 'result')
    const gone = await app('event.unbind', { event: 'ONCRMCONTACTADD', handler: 'http://127.0.0.1:1/h' })

    expect(listed).toEqual([
      { event: 'ONCRMCONTACTADD', handler: 'http://127.0.0.1:1/h', auth_type: '0', offline: 0 },
      { event: 'ONCRMCONTACTUPDATE', connector_id: '', offline: 1 },
    ])
    expect(at(gone.body, 'result')).toEqual({ count: 1 })
    expect(at((await app('event.unbind')).body, 'result')).toEqual({ count: 1 })
  })

  test.each([
    [{ event: 'onNothing', handler: 'http://127.0.0.1:1/' }, 400, 'ERROR_EVENT_NOT_FOUND'],
    [{ event: 'onCrmContactAdd' }, 400, 'ERROR_ARGUMENT'],
    [{ event: 'onCrmContactAdd', event_type: 'sometimes' }, 400, 'ERROR_ARGUMENT'],
    [{ event: 'onOfflineEvent', event_type: 'offline' }, 400, 'ERROR_ARGUMENT'],
  ])('with %j is %i %s', async (params, status, error) => {
    expect(await app('event.bind', params)).toMatchObject({ status, body: { error } })
  })

  test('twice is refused, or taken, as the switch says', async () => {
    await bindOffline('onCrmContactAdd')
    const twice = await bindOffline('onCrmContactAdd')
    await session.turn({ rebind: 'accept' })

    expect(twice).toMatchObject({ status: 400, body: { error: 'ERROR_CORE' } })
    expect((await bindOffline('onCrmContactAdd')).status).toBe(200)
  })

  test('offline, or for others, needs an administrator', async () => {
    const colleague = await tokenOf(session, COLLEAGUE)
    const bind = (params: Params) => session.callWith(colleague, 'event.bind', { event: 'onCrmContactAdd', ...params })

    expect(await bind({ event_type: 'offline' })).toMatchObject({ status: 403, body: { error: 'ACCESS_DENIED' } })
    expect(await bind({ handler: 'http://127.0.0.1:1/', auth_type: 1 })).toMatchObject({ status: 403 })
    expect((await bind({ handler: 'http://127.0.0.1:1/' })).status).toBe(200)
    expect(await session.callWith(colleague, 'event.offline.get')).toMatchObject({
      status: 403,
      body: { error: 'ACCESS_DENIED' },
    })
  })

  test('without anything to unbind is refused where the switch says so', async () => {
    await session.turn({ bareUnbind: 'reject' })

    expect(await app('event.unbind')).toMatchObject({
      status: 400,
      body: { error: 'ERROR_ARGUMENT', argument: 'EVENT' },
    })
  })

  test('vanishes with the application', async () => {
    await bindOffline('onCrmContactAdd')
    await session.control('POST', '/bitrix24/application', { isInstalled: false })
    await session.control('POST', '/bitrix24/application', { isInstalled: true })

    expect(at((await app('event.get')).body, 'result')).toEqual([])
  })

  test('can be to any of the events that there are', async () => {
    const known = at((await app('events', { SCOPE: 'crm' })).body, 'result')

    expect(known).toEqual(
      expect.arrayContaining(['ONCRMCONTACTADD', 'ONCRMLEADUSERFIELDSETENUMVALUES', 'ONCRMTIMELINECOMMENTADD']),
    )
  })
})

/** A handler on this machine that remembers what was posted to it. */
async function openHandler() {
  const posts: { type: string; body: URLSearchParams }[] = []
  let wake: () => void = () => undefined
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      response.end('ok')
      posts.push({ type: request.headers['content-type'] ?? '', body: new URLSearchParams(text) })
      wake()
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    /** All posts, once there are so many. */
    async posts(count: number) {
      while (posts.length < count) await new Promise<void>((woken) => (wake = woken))
      return posts
    },
  }
}

describe('online events', () => {
  test('are posted to the handler once, as a form, with a token to ask back', async () => {
    const handler = await openHandler()
    await app('event.bind', { event: 'onCrmContactAdd', handler: handler.url })

    const id = await add(session, 'contact', { NAME: 'Online' })
    const [{ type, body } = { type: '', body: new URLSearchParams() }] = await handler.posts(1)

    expect(type).toBe('application/x-www-form-urlencoded')
    expect([body.get('event'), body.get('data[FIELDS][ID]'), body.get('auth[member_id]')]).toEqual([
      'ONCRMCONTACTADD',
      String(id),
      session.crm.bitrix24.memberId,
    ])
    expect(body.get('auth[application_token]')).toMatch(/^\w{32}$/)
    expect((await session.callWith(body.get('auth[access_token]') ?? '', 'profile')).status).toBe(200)
  })

  test('tell that the queue of offline events is not empty, now and then', async () => {
    const handler = await openHandler()
    await app('event.bind', { event: 'onCrmContactAdd', event_type: 'offline' })
    await app('event.bind', { event: 'onOfflineEvent', handler: handler.url, options: { minTimeout: 10 } })

    for (const NAME of ['1', '2', '3']) await add(session, 'contact', { NAME })
    session.advance(10_000)
    await add(session, 'contact', { NAME: '4' })
    await app('event.bind', { event: 'onCrmLeadAdd', handler: handler.url })
    await add(session, 'lead', { TITLE: 'Last' })

    const posts = await handler.posts(3)
    expect(posts.map(({ body }) => body.get('event')).toSorted()).toEqual([
      'ONCRMLEADADD',
      'ONOFFLINEEVENT',
      'ONOFFLINEEVENT',
    ])
  })

  test('are not posted to another machine', async () => {
    await app('event.bind', { event: 'onCrmContactAdd', handler: 'https://handler.invalid/hook' })

    expect(await add(session, 'contact', { NAME: 'Kept here' })).toBeGreaterThan(0)
  })
})
