import { describe, expect, test } from 'vitest'
import type { Rights } from '#shared/domain/rights.ts'
import { rename } from '#test/support/contacts.ts'
import { demoUsers } from '#test/support/demo-control.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

const { admin, colleague } = demoUsers

/** The account is signed in to again, by a user who is no administrator. */
async function signInAsColleague(world: World, contacts: Readonly<Record<string, string>>): Promise<Rights> {
  await world.demo().allow(colleague, { contacts })
  const token = await world.demo().newToken(colleague)
  const given = { provider: 'amocrm', address: world.crm().amocrm.url, token } as const
  return (await world.main().call('accounts/connect', given)).rights
}

async function rightsOf(world: World): Promise<Rights | undefined> {
  const { accounts } = await world.main().call('app/describe', {})
  return accounts[0]?.rights
}

/** A contact that this user answers for. */
async function someoneOf(world: World, owner: number) {
  const stored = (await world.demo().contacts()).find(
    (one) => one.responsible_user_id === owner && one.first_name !== '',
  )
  if (stored === undefined) throw new Error('no contact')
  return { id: world.id(stored.id), remote: stored.id, firstName: stored.first_name }
}

describe('the rights of the signed-in user', () => {
  test('are known before the account takes an edit', async () => {
    const world = await startWorld()

    const rights = await signInAsColleague(world, { edit: 'own', add: 'none' })

    expect(rights).toMatchObject({ isAdmin: false, contacts: { edit: { kind: 'of' }, add: false } })
  })

  test('follow what the CRM says, at the next start at the latest', async () => {
    const world = await startWorld()
    await signInAsColleague(world, { edit: 'own' })

    await world.demo().allow(colleague, { contacts: { edit: 'none' } })
    await world.restart()

    await eventually(async () => expect((await rightsOf(world))?.contacts?.edit).toEqual({ kind: 'none' }))
  })

  test('set aside what they do not allow, and hold nothing else up', async () => {
    const world = await startWorld()
    const [own, theirs] = [await someoneOf(world, colleague), await someoneOf(world, admin)]
    await signInAsColleague(world, { view: 'all', edit: 'own' })

    await world.edit(theirs.id, rename(theirs.firstName, 'Denied'))
    await world.edit(own.id, rename(own.firstName, 'Allowed'))
    await world.settle()

    const stored = await world.demo().contacts([own.remote, theirs.remote])
    const nameOf = (id: number) => stored.find((one) => one.id === id)?.first_name
    expect([nameOf(own.remote), nameOf(theirs.remote)]).toEqual(['Allowed', theirs.firstName])
    expect(await world.problems()).toEqual([{ kind: 'rejected', field: null, reason: 'forbidden', message: '' }])
  })

  test('that leave contacts out take them off this device, and never what is unsent', async () => {
    const world = await startWorld()
    const [own, theirs] = [await someoneOf(world, colleague), await someoneOf(world, admin)]
    await signInAsColleague(world, { view: 'all' })
    await world.settle()
    await world.main().call('sync/set-offline', { isOffline: true })
    await world.edit(theirs.id, rename(theirs.firstName, 'Unsent'))
    await world.demo().allow(colleague, { contacts: { view: 'own' } })
    await world.main().call('sync/set-offline', { isOffline: false })

    // The new rights are heard, all is read once more, what is not there any more is found.
    for (let sync = 0; sync < 3; sync++) await world.settle()

    const living = (await world.rows()).filter(({ deletedAt }) => deletedAt === undefined)
    const owners = new Set(living.map(({ fields }) => fields.responsibleId))
    expect([...owners]).toEqual([(await world.row(own.id))?.fields.responsibleId])
    expect(await world.problems()).toEqual([{ kind: 'gone' }])
    expect((await world.row(theirs.id))?.fields.firstName).toBe('Unsent')
  })
})
