import { describe, expect, test } from 'vitest'
import { amocrmRate } from '#core/connectors/amocrm/amocrm-connector.ts'
import { systemClock } from '#hosts/node/system-clock.ts'
import { failureOf } from '#test/support/failure-of.ts'
import { drain, PulledContacts, someCreate, startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

const create = (world: AmocrmWorld) =>
  failureOf(world.connector.createContacts([someCreate(1, { firstName: 'Единственная' })], world.signal))

const countCreated = async (world: AmocrmWorld) =>
  (await world.liveContacts()).filter(({ name }) => name === 'Единственная').length

const onPost = { method: 'POST', path: '/api/v4/contacts', times: 1 }

describe('a create that fails', () => {
  test.each([
    [{ kind: 'reset-before' }, 'offline', true, 0],
    [{ kind: 'reset-after-commit' }, 'offline', true, 1],
    [{ kind: 'truncate' }, 'remote/unavailable', true, 1],
    [{ kind: 'server-html' }, 'remote/unavailable', true, 0],
    [{ kind: 'captive-portal' }, 'remote/unavailable', true, 0],
    [{ kind: 'captive-portal', redirect: 'http://portal.example/login' }, 'remote/unavailable', true, 0],
    [{ kind: 'status', status: 504, body: '<html></html>', contentType: 'text/html' }, 'remote/unavailable', true, 0],
    [{ kind: 'status', status: 404, body: '<html></html>', contentType: 'text/html' }, 'remote/unavailable', true, 0],
    [{ kind: 'status', status: 429, body: '<html></html>', contentType: 'text/html' }, 'rate-limited', false, 0],
    [{ kind: 'status', status: 402, body: { title: 'Payment Required', status: 402 } }, 'auth/unpaid', false, 0],
    // Of the token; what refuses one record by its user's rights is told in the results.
    [{ kind: 'status', status: 403, body: { status: 403, detail: 'Invalid scope' } }, 'auth/denied', false, 0],
    [{ kind: 'rate-ban' }, 'auth/blocked', false, 0],
    [{ kind: 'expire-token' }, 'auth/expired', false, 0],
  ] as const)('by %o is %s, perhaps carried out: %s', async (fault, code, reached, created) => {
    const world = await startAmocrmWorld({ contacts: 5 })
    await world.control.faults([{ ...fault, ...onPost }])

    const failure = await create(world)

    expect(failure).toMatchObject({ code, details: { reached } })
    expect(await countCreated(world)).toBe(created)
    const posts = (await world.control.requests()).filter(({ method }) => method === 'POST')
    expect(posts, 'a write is never repeated').toHaveLength(1)
  })

  test('because nobody listens certainly had no effect', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    await world.goDown()

    const failure = await create(world)

    expect(failure).toMatchObject({ code: 'offline', details: { reason: 'refused', reached: false } })
  })

  test('with the vendor’s "system error" in the guise of a bad request may be tried again', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    await world.control.faults([{ kind: 'system-error', ...onPost }])

    const failure = await create(world)

    expect(failure).toMatchObject({ code: 'remote/unavailable', details: { reason: 'system-error', reached: true } })
  })
})

describe('a read that fails', () => {
  test.each([{ kind: 'server-html' }, { kind: 'reset-before' }, { kind: 'truncate' }])(
    'by accident twice is simply tried again (%o)',
    async (fault) => {
      const world = await startAmocrmWorld({ contacts: 5 })
      await world.control.faults([{ ...fault, path: '/api/v4/contacts', times: 2 }])
      const pulled = new PulledContacts()

      await pulled.pull(world.connector, world.signal)

      expect(pulled.byId.size).toBe(5)
    },
  )

  test('three times is a failure', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    await world.control.faults([{ kind: 'server-html', path: '/api/v4/contacts' }])

    const failure = await failureOf(drain(world.connector.pullContacts(null, world.signal)))

    const reads = (await world.control.requests()).filter(({ path }) => path === '/api/v4/contacts')
    expect(failure).toMatchObject({ code: 'remote/unavailable', details: { status: 500 } })
    expect(reads).toHaveLength(3)
  })

  test('because of a captive portal says so, and is not repeated', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    await world.control.faults([{ kind: 'captive-portal' }])

    const failure = await failureOf(world.connector.identify(world.signal))

    expect(failure).toMatchObject({ code: 'remote/unavailable', details: { reason: 'captive-portal' } })
    expect(await world.control.requests()).toHaveLength(1)
  })

  test('with a wrong token says that it was refused, and never shows it', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    const connector = world.reconnect({ token: 'a-wrong-and-secret-token' })

    const failure = await failureOf(connector.identify(world.signal))

    expect(failure.code).toBe('auth/expired')
    expect(JSON.stringify([failure, failure.message, failure.stack, String(failure.cause)])).not.toContain('secret')
  })

  test('of users, for want of rights, leaves the list empty', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    const body = { title: 'Forbidden', status: 403, detail: 'Invalid scope' }
    await world.control.faults([{ kind: 'status', status: 403, body, path: '/api/v4/users' }])

    expect(await world.connector.pullUsers(world.signal)).toEqual([])
  })
})

describe('the rate of requests', () => {
  test('stays within what the CRM allows, however many ask at once', async () => {
    // The one test in real time: what it is about is how requests arrive.
    const world = await startAmocrmWorld({ contacts: 20, limits: 'real', rate: amocrmRate, time: systemClock })
    const ids = (await world.liveContacts()).map(({ id }) => String(id) as never)

    await Promise.all(ids.map((id) => world.connector.readContacts([id], world.signal)))

    const statuses = (await world.control.requests()).map(({ status }) => status)
    expect(statuses).toEqual(Array(20).fill(200))
  })

  const pause = { kind: 'status', status: 429, body: '<html></html>', contentType: 'text/html' } as const

  test('exceeded by others makes a read wait as long as the CRM asks, and go on where it was', async () => {
    const world = await startAmocrmWorld({ contacts: 5, rate: amocrmRate })
    await world.control.faults([{ ...pause, times: 1 }])
    const before = world.clock.now()

    const identity = await world.connector.identify(world.signal)

    expect(identity.provider).toBe('amocrm')
    expect(world.clock.now() - before).toBeGreaterThan(900)
    expect((await world.control.requests()).map(({ status }) => status)).toEqual([429, 200])
  })

  test('exceeded again and again fails a read, so that it is said what is waited for', async () => {
    const world = await startAmocrmWorld({ contacts: 5, rate: amocrmRate })
    await world.control.faults([{ ...pause, times: 4 }])

    const failure = await failureOf(world.connector.identify(world.signal))

    expect(failure).toMatchObject({ code: 'rate-limited', details: { reached: false } })
    expect(await world.control.requests()).toHaveLength(3)
  })

  test('after a ban nothing leaves until the throttle is reset', async () => {
    const world = await startAmocrmWorld({ contacts: 5 })
    await world.control.faults([{ kind: 'rate-ban', times: 1 }])
    const banned = await failureOf(world.connector.identify(world.signal))
    const held = await failureOf(world.connector.identify(world.signal))
    const asked = (await world.control.requests()).length

    world.throttle.reset()
    const identity = await world.connector.identify(world.signal)

    expect([banned?.code, held?.code, asked]).toEqual(['auth/blocked', 'auth/blocked', 1])
    expect(identity.provider).toBe('amocrm')
  })
})
