import { describe, expect, test } from 'vitest'
import { createAccountAccess } from '#core/accounts/account-access.ts'
import type { AccountRecord } from '#core/accounts/account-registry.ts'
import type { OAuthGrant } from '#core/connectors/credentials.ts'
import type { LogFields } from '#core/ports/logger.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { accountId } from '#test/support/contacts.ts'
import { createFakeClock, settled } from '#test/support/fake-clock.ts'

const signal = new AbortController().signal
const grant: OAuthGrant = {
  origin: 'https://one.amocrm.ru',
  clientId: 'id',
  clientSecret: 'the-key',
  redirectUri: 'https://app.example/cb',
  accessToken: 'the-access',
  refreshToken: 'the-refresh',
  expiresAt: 0,
}
const record = { account: { id: accountId, provider: 'amocrm', isDemo: false }, origin: grant.origin } as AccountRecord

/** Secrets of one account on a disk in memory; a refresh ends when it is told to. */
async function startAccess() {
  const clock = createFakeClock()
  const disk = new Map<string, string>()
  const logged: [string, LogFields | undefined][] = []
  const log = (message: string, fields?: LogFields) => void logged.push([message, fields])
  const refreshing = Promise.withResolvers<OAuthGrant>()
  let isFull = false
  const access = createAccountAccess({
    secrets: {
      protection: 'file',
      read: async (key) => Promise.resolve(disk.get(key) ?? null),
      write: async (key, secret) => {
        await settled()
        if (isFull) throw new AppError('storage/failed', 'full')
        disk.set(key, secret)
      },
      remove: async (key) => Promise.resolve(void disk.delete(key)),
    },
    demoCrm: { start: async () => Promise.reject(new Error('not here')) },
    connectors: { refresh: async () => refreshing.promise },
    clock,
    logger: { info: log, warn: log },
    onOrigin: () => undefined,
  })
  await access.put(record, { kind: 'oauth', ...grant })
  /** @returns makes room again */
  function fill() {
    isFull = true
    return () => {
      isFull = false
    }
  }
  return { access, clock, disk, logged, refreshing, fill }
}

describe('closing the app', () => {
  test('waits for a new pair that is on its way, until it is on the disk', async () => {
    const { access, disk, refreshing } = await startAccess()
    const refused = access.of(record).refused('the-access', signal)
    await settled()
    let isClosed = false
    const closing = access.close().then(() => {
      isClosed = true
    })
    await settled()
    expect(isClosed).toBe(false)

    refreshing.resolve({ ...grant, accessToken: 'new-access' })
    await Promise.all([closing, refused])

    expect([...disk.values()].join()).toContain('new-access')
  })

  test('saves a pair that the disk had refused, now that there is room', async () => {
    const { access, disk, refreshing, fill } = await startAccess()
    const refused = access.of(record).refused('the-access', signal)
    const makeRoom = fill()
    refreshing.resolve({ ...grant, accessToken: 'new-access' })
    await expect(refused).rejects.toMatchObject({ code: 'storage/failed' })
    makeRoom()

    await access.close()

    expect([...disk.values()].join()).toContain('new-access')
  })

  test('does not wait for ever', async () => {
    const { access, clock } = await startAccess()
    void access.of(record).refused('the-access', signal)
    await settled()

    const closing = access.close()
    await clock.advance(30_000)

    await closing
  })
})

test('all connectors of one account share its tokens', async () => {
  const { access, refreshing } = await startAccess()
  const refused = access.of(record).refused('the-access', signal)
  refreshing.resolve({ ...grant, accessToken: 'new-access', expiresAt: Number.MAX_SAFE_INTEGER })
  await refused

  expect(await access.of(record).authorize(0, signal)).toEqual({ origin: grant.origin, token: 'new-access' })
})

test('nothing secret gets into the log', async () => {
  const { access, logged, refreshing } = await startAccess()
  refreshing.reject(new AppError('auth/expired', 'the refresh token is refused', { details: { status: 401 } }))
  await access
    .of(record)
    .refused('the-access', signal)
    .catch(() => false)

  expect(logged).toEqual([['no new token', { code: 'auth/expired', status: 401 }]])
})
