import { describe, expect, test } from 'vitest'
import type { AccountSecret } from '#core/accounts/account-secret.ts'
import { TokenKeeper } from '#core/accounts/token-keeper.ts'
import type { OAuthGrant } from '#core/connectors/credentials.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { createFakeClock, settled } from '#test/support/fake-clock.ts'

const HOUR = 3_600_000
const clock = createFakeClock()
const now = clock.now()
const signal = new AbortController().signal

const grant = (n: number, expiresAt = now + 24 * HOUR): OAuthGrant => ({
  origin: 'https://one.amocrm.ru',
  clientId: 'id',
  clientSecret: 'key',
  redirectUri: 'https://app.example/cb',
  accessToken: `access-${n}`,
  refreshToken: `refresh-${n}`,
  expiresAt,
})

/** A keeper over a disk in memory; the CRM answers when it is told to, in the order of the questions. */
function startKeeper(stored: AccountSecret | null, time = createFakeClock()) {
  const disk = { secret: stored, isFull: false, writes: 0 }
  const asked: { grant: OAuthGrant; answer: (next: OAuthGrant) => void; fail: (error: Error) => void }[] = []
  const origins: string[] = []
  const keeper = new TokenKeeper({
    read: async () => Promise.resolve(disk.secret),
    save: async (secret) => {
      await settled()
      if (disk.isFull) throw new AppError('storage/failed', 'full')
      disk.secret = secret
      disk.writes += 1
    },
    remove: async () => {
      disk.secret = null
      return Promise.resolve()
    },
    refresh: async (given) => new Promise((answer, fail) => asked.push({ grant: given, answer, fail })),
    onOrigin: (origin) => void origins.push(origin),
    clock: time,
    logger: { info: () => undefined, warn: () => undefined },
  })
  const answer = async (next: OAuthGrant) => {
    await settled()
    asked.shift()?.answer(next)
  }
  const fail = async (error: Error) => {
    await settled()
    asked.shift()?.fail(error)
  }
  return { keeper, disk, asked, answer, fail, origins, time }
}

const oauth = (n: number, expiresAt?: number): AccountSecret => ({ kind: 'oauth', ...grant(n, expiresAt) })
const tokenOf = async (work: Promise<{ token: string }>) => (await work).token

describe('a token that can be replaced', () => {
  test('is replaced once for all who were refused it at the same time', async () => {
    const { keeper, asked, answer } = startKeeper(oauth(1))

    const refused = Array.from({ length: 10 }, () => keeper.refused('access-1', signal))
    await settled()
    const questions = asked.length
    await answer(grant(2))

    expect([questions, new Set(await Promise.all(refused)), asked.length]).toEqual([1, new Set([true]), 0])
    expect(await keeper.refused('access-1', signal), 'one who comes late').toBe(true)
    expect(await tokenOf(keeper.authorize(now, signal))).toBe('access-2')
  })

  test('is given to nobody before it is on the disk', async () => {
    const { keeper, disk, answer } = startKeeper(oauth(1))
    disk.isFull = true
    const refused = keeper.refused('access-1', signal)
    await answer(grant(2))
    await expect(refused).rejects.toMatchObject({ code: 'storage/failed' })
    await expect(keeper.authorize(now, signal)).rejects.toMatchObject({ code: 'storage/failed' })

    disk.isFull = false

    expect(await tokenOf(keeper.authorize(now, signal)), 'got once, not lost').toBe('access-2')
    expect(disk.secret).toEqual(oauth(2))
  })

  test('is replaced shortly before its end by the server’s clock', async () => {
    const { keeper, asked, answer } = startKeeper(oauth(1))
    expect(await tokenOf(keeper.authorize(now + 23 * HOUR, signal))).toBe('access-1')

    const authorized = keeper.authorize(now + 24 * HOUR - 60_000, signal)
    await settled()
    expect(asked[0]?.grant.refreshToken).toBe('refresh-1')
    await answer(grant(2, now + 48 * HOUR))

    expect(await tokenOf(authorized)).toBe('access-2')
  })

  test('goes on to be used until its end when the next one cannot be had', async () => {
    const { keeper, asked, fail } = startKeeper(oauth(1))
    const authorized = keeper.authorize(now + 24 * HOUR - 60_000, signal)
    await fail(new AppError('timeout', 'no answer'))

    expect(await tokenOf(authorized)).toBe('access-1')
    expect(await tokenOf(keeper.authorize(now + 24 * HOUR - 59_000, signal)), 'and not asked again at once').toBe(
      'access-1',
    )
    expect(asked).toHaveLength(0)
  })

  test('is not asked for in a circle by a device whose clock is wrong', async () => {
    const { keeper, asked, answer } = startKeeper(oauth(1))
    const wrong = now + 365 * 24 * HOUR
    const authorized = keeper.authorize(wrong, signal)
    await answer(grant(2))

    expect(await tokenOf(authorized)).toBe('access-2')
    expect(await tokenOf(keeper.authorize(wrong, signal))).toBe('access-2')
    expect(asked).toHaveLength(0)
  })

  test('arrives although the one who asked has given up', async () => {
    const { keeper, disk, answer } = startKeeper(oauth(1))
    const asking = new AbortController()
    const first = keeper.refused('access-1', asking.signal)
    const second = keeper.refused('access-1', signal)
    await settled()

    asking.abort(new Error('gave up'))
    await expect(first).rejects.toThrow('gave up')
    await answer(grant(2))

    expect([await second, disk.secret]).toEqual([true, oauth(2)])
  })

  test('is asked for again with the same refresh token after an answer got lost', async () => {
    const { keeper, asked, answer, fail } = startKeeper(oauth(1))
    const refused = keeper.refused('access-1', signal)
    await fail(new AppError('timeout', 'no answer'))
    await expect(refused).rejects.toMatchObject({ code: 'timeout' })

    const again = keeper.refused('access-1', signal)
    await settled()
    expect(asked[0]?.grant.refreshToken).toBe('refresh-1')
    await answer(grant(2))

    expect(await again).toBe(true)
  })

  test('of an earlier sign-in does not take the place of the one from the sign-in that came meanwhile', async () => {
    const { keeper, disk, answer } = startKeeper(oauth(1))
    const refused = keeper.refused('access-1', signal)
    await settled()

    const put = keeper.put(oauth(7))
    await answer(grant(2))
    await Promise.all([refused, put])

    expect([await tokenOf(keeper.authorize(now, signal)), disk.secret]).toEqual(['access-7', oauth(7)])
  })

  test('is not written any more once the account is signed out', async () => {
    const { keeper, disk, answer } = startKeeper(oauth(1))
    const refused = keeper.refused('access-1', signal).catch(() => false)
    await settled()

    const forgotten = keeper.forget()
    await answer(grant(2))
    await Promise.all([refused, forgotten])

    expect(disk.secret).toBeNull()
    await expect(keeper.authorize(now, signal)).rejects.toMatchObject({ code: 'auth/expired' })
  })

  test('tells where the account lives by now', async () => {
    const { keeper, origins, answer } = startKeeper(oauth(1))
    const refused = keeper.refused('access-1', signal)
    await answer({ ...grant(2), origin: 'https://two.amocrm.ru' })
    await refused

    expect(origins).toEqual(['https://one.amocrm.ru', 'https://two.amocrm.ru'])
    expect(await keeper.authorize(now, signal)).toEqual({ origin: 'https://two.amocrm.ru', token: 'access-2' })
  })
})

describe('a long-lived token', () => {
  const secret: AccountSecret = { kind: 'long-lived', origin: 'https://one.amocrm.ru', token: 'long' }

  test('has no successor when it is refused', async () => {
    const { keeper, asked } = startKeeper(secret)

    expect([await keeper.refused('long', signal), asked.length]).toEqual([false, 0])
  })

  test('that was replaced meanwhile is worth another try', async () => {
    const { keeper } = startKeeper(secret)
    await keeper.put({ ...secret, token: 'longer' })

    expect([await keeper.refused('long', signal), await tokenOf(keeper.authorize(now, signal))]).toEqual([
      true,
      'longer',
    ])
  })
})
