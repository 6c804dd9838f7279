import { describe, expect, test } from 'vitest'
import { createStoreLine } from '#core/api/store-line.ts'
import type { Caller, StoreCommands } from '#shared/ipc/contract.ts'
import { accountId } from '#test/support/contacts.ts'

const hanging: Caller<StoreCommands> = { call: async () => new Promise<never>(() => undefined) }
const disconnected = { code: 'state/refused', details: { reason: 'disconnected' } }

describe('the line to the store', () => {
  test('does not wait for a window that hangs once another has taken its place', async () => {
    const line = createStoreLine()
    line.attach(hanging)
    const asked = line.call('cache/read-checkpoints', { accountId })

    line.attach({ call: async () => new Promise<never>(() => undefined) })

    await expect(asked).rejects.toMatchObject(disconnected)
  })

  test('waits for nobody once it is closed', async () => {
    const line = createStoreLine()
    line.attach(hanging)
    const asked = line.call('cache/read-checkpoints', { accountId })

    line.close()

    await expect(asked).rejects.toMatchObject(disconnected)
  })
})
