import { expect, describe, test } from 'vitest'
import type { AccountHandlerOptions } from '#core/api/account-handlers.ts'
import { createTurns } from '#core/accounts/turns.ts'
import { createAccountHandlers } from '#core/api/account-handlers.ts'
import type { WindowContext } from '#core/api/window-context.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { accountId } from '#test/support/contacts.ts'

describe('signing out', () => {
  test('lets the sync go on when the secret cannot be removed', async () => {
    const calls: string[] = []
    const options = {
      signIn: { forget: async () => Promise.reject(new AppError('storage/failed', 'locked')) },
      registry: { find: () => ({ account: { id: accountId } }) },
      journal: { openCount: () => 0 },
      syncs: { stop: async () => void calls.push('stop'), start: async () => void calls.push('start') },
      onChanged: () => undefined,
      leave: async () => void calls.push('leave'),
      inTurn: createTurns(),
    } as unknown as AccountHandlerOptions
    const signOut = createAccountHandlers(options)['accounts/sign-out']

    const attempt = signOut({ accountId }, {} as WindowContext)

    await expect(attempt).rejects.toMatchObject({ code: 'storage/failed' })
    expect(calls).toEqual(['stop', 'leave', 'start'])
  })
})
