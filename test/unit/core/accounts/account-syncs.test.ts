import { describe, expect, test } from 'vitest'
import type { AccountRecord } from '#core/accounts/account-registry.ts'
import { createAccountSyncs } from '#core/accounts/account-syncs.ts'
import type { Account } from '#shared/domain/account.ts'
import { accountId } from '#test/support/contacts.ts'

const record = { account: { id: accountId } as Account, remoteAccountId: '1', origin: '' } satisfies AccountRecord

function start() {
  const running = new Set<number>()
  const closing = Promise.withResolvers<void>()
  let made = 0
  const syncs = createAccountSyncs(() => {
    const own = ++made
    running.add(own)
    return {
      wake: () => undefined,
      lookUp: async () => [],
      setHeld: () => undefined,
      status: () => ({ accountId, phase: { kind: 'idle' }, timeLeftMs: null, syncedAt: null, stalled: null }),
      describe: () => ({ phaseSince: 0, progressAt: 0, failures: 0, step: null }),
      async close() {
        await closing.promise
        running.delete(own)
      },
    }
  }, false)
  return { syncs, running, closed: closing.resolve }
}

describe('the syncs of the accounts', () => {
  test('never leave two engines on one account, however often it is signed in to at once', async () => {
    const { syncs, running, closed } = start()
    closed()

    await Promise.all([syncs.start(record), syncs.start(record), syncs.start(record)])

    expect(running.size).toBe(1)
  })

  test('take no edit from the moment on in which an account is stopped', async () => {
    const { syncs, closed } = start()
    await syncs.start(record)

    const stopped = syncs.stop(accountId)
    const duringStop = syncs.has(accountId)
    closed()
    await stopped

    expect([duringStop, syncs.has(accountId), syncs.statuses()]).toEqual([false, false, []])
  })

  test('go on taking edits while a new token takes the place of an old one', async () => {
    const { syncs, closed } = start()
    await syncs.start(record)

    const started = syncs.start(record)
    const duringStart = syncs.has(accountId)
    closed()
    await started

    expect([duringStart, syncs.statuses().length]).toEqual([true, 1])
  })
})
