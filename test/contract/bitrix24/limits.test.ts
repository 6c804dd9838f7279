import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { at, startPortal, tokenOf, webhookOf } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

const sessions: PortalSession[] = []
let session: PortalSession

beforeEach(async () => {
  session = await startPortal({ contacts: 5, limits: 'real' })
  sessions.push(session)
})
afterAll(() => Promise.all(sessions.map(({ crm }) => crm.close())))

async function statuses(times: number, method = 'profile'): Promise<number[]> {
  const found: number[] = []
  for (let index = 0; index < times; index += 1) found.push((await session.call(method)).status)
  return found
}
const count = (found: readonly number[], status: number): number => found.filter((one) => one === status).length

describe('the bucket of requests', () => {
  test('holds fifty and loses two a second', async () => {
    const burst = await statuses(55)
    session.advance(1000)
    const later = await statuses(4)

    expect([count(burst, 200), count(burst, 503)]).toEqual([50, 5])
    expect(later).toEqual([200, 200, 503, 503])
  })

  test('answers in the words of the vendor, without a header that says when to come back', async () => {
    await statuses(50)

    const full = await session.call('profile')
    await session.turn({ retryAfter: 3 })
    const withHeader = await session.call('profile')

    expect(full.body).toEqual({ error: 'QUERY_LIMIT_EXCEEDED', error_description: 'Too many requests' })
    expect([full.headers.get('retry-after'), withHeader.headers.get('retry-after')]).toEqual([null, '3'])
  })

  test('counts a batch as one, and is shared by all who call from this machine', async () => {
    const other = await webhookOf(session, 2)
    for (let index = 0; index < 25; index += 1) {
      await session.call('batch', { cmd: Array.from({ length: 10 }, () => 'server.time') })
    }
    await statuses(25)

    expect((await session.callBy(other, 'profile')).status).toBe(503)
  })

  test('is larger on the largest plan', async () => {
    await session.turn({ plan: 'enterprise' })

    expect(count(await statuses(252), 503)).toBe(2)
  })

  test('comes before the question who calls, or after it', async () => {
    await statuses(50)
    const first = await session.ask('/rest/profile')
    await session.turn({ bucketPlace: 'after-auth' })
    const after = await session.ask('/rest/profile')

    expect([first.status, after.status]).toEqual([503, 401])
  })

  test('is emptied by control', async () => {
    await statuses(50)
    await session.control('POST', '/bitrix24/reset-limits')

    expect(await statuses(1)).toEqual([200])
  })
})

describe('the budget of work', () => {
  test('is told with each answer, and forgotten minute by minute', async () => {
    await session.turn({ operatingSeconds: 10 })

    await session.call('profile')
    session.advance(120_000)
    const second = await session.call('profile')
    session.advance(490_000)
    const third = await session.call('profile')

    const minute = Math.floor(session.now() / 60) * 60
    expect([at(second.body, 'time', 'operating'), at(third.body, 'time', 'operating')]).toEqual([20, 20])
    // The first minute has gone; of the two that are left the older one ends eight minutes before the last.
    expect(at(third.body, 'time', 'operating_reset_at')).toBe(minute - 480 + 600)
  })

  test('lets the call through that crosses the line, and stops that method alone', async () => {
    await session.turn({ operatingSeconds: 200 })

    const found = await statuses(4)
    const other = await session.call('server.time')
    const blocked = await session.call('profile')

    expect(found).toEqual([200, 200, 200, 429])
    expect(other.status).toBe(200)
    expect(blocked.body).toEqual({
      error: 'OPERATION_TIME_LIMIT',
      error_description: 'Method is blocked due to operation time limit.',
    })
  })

  test('has the limit that the switch says', async () => {
    await session.turn({ operatingSeconds: 1, operatingLimit: 2 })

    expect(await statuses(5)).toEqual([200, 200, 200, 429, 429])
  })

  test('is kept for each webhook, and for the application as a whole', async () => {
    await session.turn({ operatingSeconds: 500 })
    const [other, first, second] = [await webhookOf(session, 2), await tokenOf(session, 1), await tokenOf(session, 2)]
    await session.call('profile')

    const found = [
      await session.call('profile'),
      await session.callBy(other, 'profile'),
      await session.callWith(first, 'profile'),
      await session.callWith(second, 'profile'),
    ]

    expect(found.map(({ status }) => status)).toEqual([429, 200, 200, 429])
  })

  test('is charged for the commands of a batch, and not for the batch', async () => {
    await session.turn({ operatingSeconds: 300 })

    const { body } = await session.call('batch', { cmd: { a: 'profile', b: 'profile', c: 'profile' } })

    expect(at(body, 'time', 'operating')).toBe(0)
    expect(at(body, 'result', 'result_time', 'b', 'operating')).toBe(600)
    expect(at(body, 'result', 'result_error', 'c', 'error')).toBe('OPERATION_TIME_LIMIT')
  })
})
