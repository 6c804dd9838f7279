import { describe, expect, test } from 'vitest'
import { describeAccess } from '#core/connectors/bitrix24/describe-access.ts'
import { accountId, startContactWorld } from './contact-world.ts'
import { startEventWorld } from './event-world.ts'

describe('what a portal says of a sign-in', () => {
  test('by an application: who we are, its version and status, and the plan', async () => {
    const world = await startEventWorld({ contacts: 1 })
    const connector = await world.connect({ userId: 1 })
    const users = await connector.pullUsers(world.signal)

    const facts = await connector.describeAccess?.(world.signal)

    expect(facts).toEqual({
      userName: users.find(({ id }) => id === `${accountId}.1`)?.name,
      application: {
        ...{ version: '1', status: 'L', daysLeft: null },
        ...{ isInstalled: expect.any(Boolean) as boolean, isPaymentExpired: false },
      },
      license: expect.stringContaining('ru_') as string,
    })
  })

  test.each(['scope', 'denied'] as const)(
    'by a webhook: who we are, and no application (app.info: %s)',
    async (answer) => {
      const { ports, portal, signal } = await startContactWorld({ contacts: 1 })
      await portal.turn({ webhookAppInfo: answer })

      const { userName, application, license } = await describeAccess(ports.context, signal)

      expect([userName !== null, application, license === null]).toEqual([true, null, answer === 'denied'])
    },
  )
})
