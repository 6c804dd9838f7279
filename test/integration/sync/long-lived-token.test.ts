import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startDemoCrm } from '#demo-crm/server.ts'
import { failureOf } from '#test/support/failure-of.ts'
import { editOffline, firstNameOf, goOnline, signInWithCode, stopReason } from '#test/support/sign-in-world.ts'
import { startWorld } from '#test/support/sync-world.ts'

describe('a long-lived token', () => {
  test('as the first release has kept it still opens its account', async () => {
    const world = await startWorld({ contacts: 10 })
    const id = await editOffline(world, 'Old')
    const secrets = join(world.folder, 'secrets.json')
    const entry = { cipher: 'plain', sealed: world.crm().amocrm.token }
    await world.restart({
      meanwhile: () => writeFile(secrets, JSON.stringify({ [`account.${world.account.id}`]: entry })),
    })

    await goOnline(world)
    await world.settle()

    expect(await firstNameOf(world, id)).toBe('Old')
  })

  test('that is withdrawn stops the account, keeps its edits, and is replaced by another', async () => {
    const world = await startWorld({ contacts: 10 })
    const id = await editOffline(world, 'Revoked')
    await fetch(`${world.crm().control}/tokens`, { method: 'POST', body: JSON.stringify({ revoke: 'all' }) })

    await goOnline(world)
    expect(await stopReason(world)).toEqual(['auth/expired', undefined])
    expect([await world.pendingCount(), (await world.rows()).length > 0]).toEqual([1, true])
    await signInWithCode(world, undefined, world.account.id)
    await world.settle()

    expect(await firstNameOf(world, id)).toBe('Revoked')
  })

  test('of another account is not taken for this one, and nothing is sent with it', async () => {
    const world = await startWorld({ contacts: 10 })
    const id = await editOffline(world, 'Faithful')
    const other = await startDemoCrm({ contacts: 5, limits: 'off' })
    onTestFinished(() => other.close())

    const failure = await failureOf(
      world.main().call('accounts/connect', {
        provider: 'amocrm',
        accountId: world.account.id,
        address: other.amocrm.url,
        token: other.amocrm.token,
      }),
    )

    expect(failure).toMatchObject({ code: 'auth/denied', details: { reason: 'another-account' } })
    expect((await world.main().call('app/describe', {})).accounts).toHaveLength(1)
    await goOnline(world)
    await world.settle()
    expect(await firstNameOf(world, id), 'the old token is in place').toBe('Faithful')
  })
})
