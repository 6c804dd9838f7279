import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { startSession } from './demo-session.ts'
import type { DemoSession } from './demo-session.ts'

const sessions: DemoSession[] = []
let session: DemoSession

beforeEach(async () => {
  session = await startSession({ contacts: 5, limits: 'real' })
  sessions.push(session)
})
afterAll(() => Promise.all(sessions.map(({ crm }) => crm.close())))

async function ask(times: number): Promise<number[]> {
  const statuses: number[] = []
  for (let index = 0; index < times; index += 1) statuses.push((await session.get('/api/v4/account')).status)
  return statuses
}

describe('the request budget', () => {
  test('is seven a second; the eighth is a page without Retry-After', async () => {
    expect(await ask(7)).toEqual([200, 200, 200, 200, 200, 200, 200])

    const { url, token } = session.crm.amocrm
    const response = await fetch(`${url}/api/v4/account`, { headers: { authorization: `Bearer ${token}` } })
    expect(response.status).toBe(429)
    expect(response.headers.get('content-type')).toBe('text/html')
    expect(response.headers.get('retry-after')).toBeNull()
    expect(await response.text()).toContain('429 Too Many Requests')
  })

  test('is there again a second later', async () => {
    await ask(8)
    session.advance(1000)

    expect(await ask(1)).toEqual([200])
  })

  test('is not used up by a client that sends exactly seven a second', async () => {
    const statuses: number[] = []
    for (let index = 0; index < 30; index += 1) {
      statuses.push(...(await ask(1)))
      session.advance(143)
    }

    expect(new Set(statuses)).toEqual(new Set([200]))
  })

  test('is not used up by strangers, whom nobody knows by their tokens: 401, and the integration is let in', async () => {
    const strangers: number[] = []
    for (let index = 0; index < 120; index += 1) {
      strangers.push((await session.get('/api/v4/contacts', index % 2 === 0 ? 'garbage' : '')).status)
    }

    expect(new Set(strangers)).toEqual(new Set([401]))
    expect(await ask(7)).toEqual([200, 200, 200, 200, 200, 200, 200])
  })

  test('bans who does not listen: 403 as a page on everything, until it is lifted', async () => {
    const statuses = await ask(7 + 50)
    session.advance(3_600_000)
    const banned = await session.get('/api/v4/contacts')
    const stranger = await session.get('/api/v4/contacts', 'garbage')
    await session.control('POST', '/reset-limits')

    expect(statuses.slice(-2)).toEqual([429, 403])
    expect(stranger.status).toBe(403)
    expect(banned).toMatchObject({
      status: 403,
      type: 'text/html',
      body: expect.stringContaining('403 Forbidden') as string,
    })
    expect(await ask(1)).toEqual([200])
  })
})
