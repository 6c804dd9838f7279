import { describe, expect, test } from 'vitest'
import { bitrix24Rate } from '#core/connectors/bitrix24/bitrix24-kind.ts'
import { startDemoCrm } from '#demo-crm/server.ts'
import { failureOf } from '#test/support/failure-of.ts'
import { webhookOf } from '../bitrix24/portal-session.ts'
import { startApiWorld, webhookAccess } from './api-world.ts'

const someContact = { fields: { NAME: 'Anna' } }

describe('the portal’s rate', () => {
  test('is kept to by whoever goes on at full speed: nothing is refused', async () => {
    const { api, signal, requests, waitedMs } = await startApiWorld({
      limits: 'real',
      rate: bitrix24Rate,
    })

    for (let sent = 0; sent < 150; sent++) await api.call('profile', {}, signal)

    expect(requests.list().every(({ status }) => status === 200)).toBe(true)
    // 102 beyond the burst of 48, at two per second.
    expect(waitedMs()).toBeGreaterThan(50_000)
    expect(waitedMs()).toBeLessThan(51_000 * 1.05)
  })

  test('of the largest plan lets more through', async () => {
    const { api, portal, signal, requests, waitedMs } = await startApiWorld({
      limits: 'real',
      rate: { requests: 5, perMs: 1_000, burst: 250 },
    })
    await portal.turn({ plan: 'enterprise' })

    for (let sent = 0; sent < 240; sent++) await api.call('profile', {}, signal)

    expect(requests.list().every(({ status }) => status === 200)).toBe(true)
    expect(waitedMs()).toBe(0)
  })

  test('that others have used up is waited for, and the call made then, a write as well', async () => {
    const { api, portal, signal, requests } = await startApiWorld({ limits: 'real', rate: bitrix24Rate })
    for (let taken = 0; taken < 50; taken++) await portal.call('profile')

    const { result } = await api.call('crm.contact.add', someContact, signal)

    expect(result).toEqual(expect.any(Number))
    expect(requests.list().map(({ status }) => status)).toEqual([503, 200])
  })

  test('is shared by two connectors of one account', async () => {
    const { api, reconnect, portal, signal, requests } = await startApiWorld({
      limits: 'real',
      rate: bitrix24Rate,
    })
    const other = reconnect(webhookAccess(await webhookOf(portal, 2)))

    for (let sent = 0; sent < 40; sent++) {
      await api.call('profile', {}, signal)
      await other.call('profile', {}, signal)
    }

    expect(requests.list().every(({ status }) => status === 200)).toBe(true)
  })

  test('that stays used up is told in the end', async () => {
    const { api, fault, signal, requests } = await startApiWorld()
    await fault({ kind: 'query-limit' })

    expect(await failureOf(api.call('crm.contact.add', someContact, signal))).toMatchObject({
      code: 'rate-limited',
      details: { reason: 'rate', reached: false },
    })
    expect(requests.list()).toHaveLength(5)
  })
})

describe('the time of a method', () => {
  test('when it is used up, rests that method alone, until the portal’s reset', async () => {
    const { api, portal, clock, signal, requests } = await startApiWorld({ limits: 'real' })
    await portal.turn({ operatingSeconds: 200 })
    for (let sent = 0; sent < 3; sent++) await api.call('crm.contact.get', { id: 1 }, signal)

    const crossed = await failureOf(api.call('crm.contact.get', { id: 1 }, signal))
    const again = await failureOf(api.call('crm.contact.get', { id: 1 }, signal))
    const other = await api.call('profile', {}, signal)

    // The oldest minute of the ten leaves ten minutes after its beginning.
    const leftMs = Math.floor(portal.now() / 60) * 60_000 + 600_000 - clock.now()
    expect([crossed, again]).toEqual([
      expect.objectContaining({ code: 'rate-limited' }),
      expect.objectContaining({ code: 'rate-limited' }),
    ])
    expect(again).toMatchObject({
      details: { method: 'crm.contact.get', reason: 'operating', retryAfterMs: leftMs, reached: false },
    })
    expect(other.result).toMatchObject({ ID: '1' })
    expect(requests.list().map(({ status }) => status)).toEqual([200, 200, 200, 429, 200])
  })

  test('is left alone by all connectors of the account, and comes back', async () => {
    const { api, reconnect, portal, clock, signal, requests } = await startApiWorld({ limits: 'real' })
    await portal.turn({ operatingSeconds: 500 })
    await api.call('crm.contact.get', { id: 1 }, signal)
    await failureOf(api.call('crm.contact.get', { id: 1 }, signal))

    const before = requests.list().length
    await failureOf(reconnect().call('crm.contact.get', { id: 1 }, signal))
    const asked = requests.list().length - before
    for (let minute = 0; minute < 60; minute++) await clock.sleep(11_000)
    const { result } = await api.call('crm.contact.get', { id: 1 }, signal)

    expect(asked).toBe(0)
    expect(result).toMatchObject({ ID: '1' })
  })

  test('when it is used up within a batch, leaves the rest of its commands undone', async () => {
    const { api, portal, signal } = await startApiWorld({ limits: 'real' })
    await portal.turn({ operatingSeconds: 300 })
    const update = (name: string, id: number) => ({
      name,
      method: 'crm.contact.update',
      params: { id, fields: { NAME: name } },
    })

    const outcome = await api.batch([update('a', 1), update('b', 2), update('c', 3)], { halt: false }, signal)
    const again = await failureOf(api.batch([update('c', 3)], { halt: false }, signal))

    expect([...outcome.values()].map(({ kind }) => kind)).toEqual(['answered', 'answered', 'not-run'])
    expect(again).toMatchObject({ code: 'rate-limited', details: { method: 'crm.contact.update', reached: false } })
  })

  test('keeps its commands at home and lets the others of a batch go; what takes from them stays as well', async () => {
    const { api, portal, signal } = await startApiWorld({ limits: 'real' })
    await portal.turn({ operatingSeconds: 500 })
    await api.call('crm.contact.update', { id: 1, fields: { NAME: 'a' } }, signal)
    await failureOf(api.call('crm.contact.update', { id: 1, fields: { NAME: 'b' } }, signal))
    const commands = [
      { name: 'held', method: 'crm.contact.update', params: { id: 1, fields: { NAME: 'c' } } },
      { name: 'free', method: 'crm.company.add', params: { fields: { TITLE: 'Ромашка' } } },
      { name: 'after', method: 'crm.deal.add', params: { fields: { TITLE: '$result[held]' } } },
    ]

    const outcome = await api.batch(commands, { halt: false }, signal)
    const halting = await failureOf(api.batch(commands, { halt: true }, signal))

    expect([...outcome].map(([name, { kind }]) => [name, kind])).toEqual([
      ['held', 'not-run'],
      ['free', 'answered'],
      ['after', 'not-run'],
    ])
    expect(outcome.get('held')).toMatchObject({ restMs: expect.any(Number) as number })
    expect(halting).toMatchObject({ code: 'rate-limited', details: { method: 'crm.contact.update', scope: 'kind' } })
    expect(await portal.result('crm.company.list', { filter: { TITLE: 'Ромашка' } })).toHaveLength(1)
  })
})

describe('a failure', () => {
  test.each([
    [{ kind: 'internal-error' }, { code: 'remote/unavailable', details: { reason: 'server', reached: true } }],
    [{ kind: 'server-html' }, { code: 'remote/unavailable', details: { reason: 'server', reached: true } }],
    [{ kind: 'captive-portal' }, { code: 'remote/unavailable', details: { reason: 'captive-portal', reached: true } }],
    // Sign-in and rights are the vendor's to word: a page that says so comes from something in between.
    [{ kind: 'rate-ban' }, { code: 'remote/unavailable', details: { reason: 'web-page', reached: true } }],
    [{ kind: 'truncate' }, { code: 'remote/unavailable', details: { reached: true } }],
    [{ kind: 'reset-after-commit' }, { code: 'offline', details: { reached: true } }],
    [
      {
        kind: 'status',
        status: 503,
        body: { error: 'OVERLOAD_LIMIT', error_description: 'REST API is blocked due to overload.' },
      },
      { code: 'auth/blocked', details: { reason: 'overload', reached: false } },
    ],
    [
      { kind: 'status', status: 200, body: { error: '', error_description: 'Something' } },
      { code: 'remote/rejected', details: { reached: false } },
    ],
    [
      { kind: 'status', status: 400, body: { error: '', error_description: 'Access denied.' } },
      { code: 'auth/denied', details: { reason: 'rights', reached: false } },
    ],
    [
      {
        kind: 'status',
        status: 403,
        body: {
          error: 'ACCESS_DENIED',
          error_description: 'Access denied! REST API is available only on commercial plans',
        },
      },
      { code: 'auth/unpaid', details: { reason: 'plan', reached: false } },
    ],
    [
      { kind: 'status', status: 401, body: { error: 'METHOD_CONFIRM_WAITING', error_description: 'Waiting' } },
      { code: 'auth/denied', details: { reason: 'confirmation', reached: false } },
    ],
    [
      {
        kind: 'status',
        status: 401,
        body: { error: 'authorization_error', error_description: 'Unable to authorize user' },
      },
      { code: 'auth/expired', details: { reason: 'user-left', reached: false } },
    ],
    [
      { kind: 'status', status: 200, body: { answer: 1 } },
      { code: 'remote/invalid-response', details: { reached: true } },
    ],
  ])('%j of a write is told as what it is, and whether it may have been carried out', async (fault, failure) => {
    const { api, signal, fault: arrange, requests } = await startApiWorld()
    await arrange(fault)

    expect(await failureOf(api.call('crm.contact.add', someContact, signal))).toMatchObject(failure)
    expect(requests.list()).toHaveLength(1)
  })

  test('that looks like an accident has a read tried three times', async () => {
    const { api, signal, fault, requests } = await startApiWorld()
    await fault({ kind: 'internal-error', times: 2 })

    const { result } = await api.call('profile', {}, signal)

    expect(result).toMatchObject({ ID: '1' })
    expect(requests.list().map(({ status }) => status)).toEqual([500, 500, 200])
  })

  test('that blocks the portal lets nothing leave until somebody opens it again', async () => {
    const { api, signal, fault, throttle, requests } = await startApiWorld()
    await fault({ kind: 'status', status: 503, times: 1, body: { error: 'OVERLOAD_LIMIT', error_description: '' } })
    await failureOf(api.call('profile', {}, signal))

    expect(await failureOf(api.call('profile', {}, signal))).toMatchObject({ code: 'auth/blocked' })
    throttle.reset()
    await api.call('profile', {}, signal)

    expect(requests.list()).toHaveLength(2)
  })
})

describe('a portal that was renamed', () => {
  test('is followed, with the call as it was, and asked at its new place from then on', async () => {
    const { api, portal, signal, fault, requests } = await startApiWorld()
    const { port } = new URL(portal.crm.bitrix24.url)
    await fault({ kind: 'portal-moved', redirect: `http://localhost:${port}`, times: 1 })

    const { result } = await api.call('crm.contact.add', someContact, signal)
    await api.call('profile', {}, signal)

    expect(result).toEqual(expect.any(Number))
    expect(requests.list().map(({ status }) => status)).toEqual([302, 200, 200])
  })

  test('to a stranger’s host is not: what opens it goes nowhere else', async () => {
    const { api, signal, fault, requests } = await startApiWorld()
    await fault({ kind: 'portal-moved', redirect: 'https://evil.example' })

    expect(await failureOf(api.call('crm.contact.add', someContact, signal))).toMatchObject({
      code: 'remote/unavailable',
      details: { reason: 'captive-portal' },
    })
    expect(requests.list()).toHaveLength(1)
  })
})

describe('a webhook’s secret', () => {
  test('stands in no log, in no error and in none of the requests that diagnostics show', async () => {
    const { api, portal, signal, fault, requests, logged } = await startApiWorld()
    const { webhook } = portal.crm.bitrix24
    const secret = new URL(webhook).pathname.split('/')[3] ?? ''
    await fault({ kind: 'internal-error', path: 'crm.contact.add' })

    const failed = await failureOf(api.call('crm.contact.add', someContact, signal))
    await api.call('crm.contact.list', { filter: { NAME: 'Anna' } }, signal)

    expect(secret.length).toBeGreaterThan(8)
    expect(logged()).toContain('crm.contact.add')
    expect(
      [logged(), JSON.stringify([failed, failed.message, failed.stack]), JSON.stringify(requests.list())].join(),
    ).not.toContain(secret)
    expect(requests.list().map(({ path }) => path)).toEqual([
      '/rest/{…}/{…}/crm.contact.add',
      '/rest/{…}/{…}/crm.contact.list',
    ])
  })

  test('that was taken back says so', async () => {
    const { api, portal, signal } = await startApiWorld()
    const secret = new URL(portal.crm.bitrix24.webhook).pathname.split('/')[3]
    await portal.control('POST', '/bitrix24/revoke', { secret })

    expect(await failureOf(api.call('profile', {}, signal))).toMatchObject({
      code: 'auth/expired',
      details: { reached: false },
    })
  })
})

describe('a server without a portal', () => {
  test('is out of reach once it is down', async () => {
    const { reconnect, signal } = await startApiWorld()
    const gone = await startDemoCrm({ contacts: 0 })
    await gone.close()

    expect(
      await failureOf(reconnect(webhookAccess(gone.bitrix24.webhook)).call('crm.contact.add', someContact, signal)),
    ).toMatchObject({
      code: 'offline',
      details: { reached: false },
    })
  })
})
