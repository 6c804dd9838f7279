import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { failureOf } from '#test/support/failure-of.ts'
import { editOffline, firstNameOf, goOnline, secretOnDisk } from '#test/support/sign-in-world.ts'
import { startWorld } from '#test/support/sync-world.ts'

describe('edits whose account is gone from the list of accounts', () => {
  test.each([false, true])('find it again when somebody signs in (cache wiped: %s)', async (wipeCache) => {
    const world = await startWorld({ contacts: 10 })
    const id = await editOffline(world, 'Found')
    await world.restart({ wipeCache, meanwhile: () => rm(join(world.folder, 'accounts.json')) })
    expect((await world.main().call('app/describe', {})).accounts).toEqual([])

    const account = await world.signIn()
    await goOnline(world)
    await world.settle()

    expect([account.id, await firstNameOf(world, id)]).toEqual([world.account.id, 'Found'])
  })

  test('are remembered for accounts of the first release from the next start on', async () => {
    const world = await startWorld({ contacts: 10 })
    const { DatabaseSync } = await import('node:sqlite')
    await world.restart({
      meanwhile: async () => {
        const journal = new DatabaseSync(join(world.folder, 'journal.sqlite'))
        journal.exec('DELETE FROM accounts')
        journal.close()
        return Promise.resolve()
      },
    })
    const id = await editOffline(world, 'Upgraded')
    await world.restart({ meanwhile: () => rm(join(world.folder, 'accounts.json')) })

    await world.signIn()
    await goOnline(world)
    await world.settle()

    expect(await firstNameOf(world, id)).toBe('Upgraded')
  })
})

describe('signing out', () => {
  test('is refused while an edit waits, and forgets the account when none does', async () => {
    const world = await startWorld({ contacts: 10 })
    await editOffline(world, 'Unsent')
    const signOut = () => world.main().call('accounts/sign-out', { accountId: world.account.id })

    expect(await failureOf(signOut())).toMatchObject({
      code: 'state/refused',
      details: { reason: 'pending-edits', pending: 1 },
    })
    expect(await world.pendingCount()).toBe(1)
    await goOnline(world)
    await world.settle()
    await signOut()

    expect(await secretOnDisk(world)).toBe('{}\n')
    expect((await world.signIn()).id, 'nothing of the old account is left').not.toBe(world.account.id)
  })
})
