import { describe, expect, test } from 'vitest'
import { createLeaveAccount } from '#core/accounts/leave-account.ts'
import type { AccountRecord } from '#core/accounts/account-registry.ts'
import type { Connector } from '#core/connectors/connector.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { createFakeClock } from '#test/support/fake-clock.ts'

const record = { account: { id: 'acc1', provider: 'bitrix24' } } as unknown as AccountRecord

/** Leaving an account whose CRM does what is said here. */
function someLeave(leave: Connector['leave'], isOffline = false) {
  const clock = createFakeClock()
  const warnings: unknown[] = []
  const leaveAccount = createLeaveAccount({
    connectors: { create: () => ({ leave }) as Connector },
    access: { of: () => ({ authorize: async () => Promise.reject(new Error('unused')), refused: async () => false }) },
    clock,
    logger: { info: () => undefined, warn: (_message, fields) => void warnings.push(fields) },
    isOffline: () => isOffline,
  })
  return { clock, warnings, leave: () => leaveAccount(record) }
}

describe('leaving an account', () => {
  test('goes through though its CRM does not know us any more', async () => {
    const { leave, warnings } = someLeave(async () => Promise.reject(new AppError('auth/expired', 'no')))

    await leave()

    expect(warnings).toEqual([{ accountId: 'acc1', code: 'auth/expired' }])
  })

  test('waits for a CRM that says nothing no longer than five seconds', async () => {
    const { leave, clock, warnings } = someLeave(
      async (signal) =>
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
        ),
    )

    const left = leave()
    await clock.advance(5_000)
    await left

    expect(warnings).toEqual([{ accountId: 'acc1', code: 'timeout' }])
  })

  test('asks nobody while its user works offline', async () => {
    let asked = 0
    const { leave } = someLeave(async () => void (asked += 1), true)

    await leave()

    expect(asked).toBe(0)
  })
})
