import { describe, expect, test } from 'vitest'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { rename } from '#test/support/contacts.ts'
import { askPortal, startPortalWorld } from '#test/support/portal-world.ts'
import { eventually, type World } from '#test/support/sync-world.ts'

const OWNER = 1
/** What the user by whose webhook we are in may read. */
async function letRead(world: World, read: 'all' | 'none'): Promise<void> {
  const body = JSON.stringify({ userId: OWNER, isAdmin: read === 'all', rights: { read } })
  const { status } = await fetch(`${world.crm().control}/bitrix24/users`, { method: 'POST', body })
  if (status >= 300) throw new Error(`rights were not changed: ${status}`)
}

async function withheldOf(world: World): Promise<readonly string[] | undefined> {
  const { accounts } = await world.main().call('app/describe', {})
  return accounts[0]?.withheld
}

async function someone(world: World) {
  const one = (await world.rows()).find(({ fields }) => fields.firstName !== '')
  if (one?.remoteId === undefined) throw new Error('no contacts')
  return { id: one.id, remoteId: one.remoteId, firstName: one.fields.firstName }
}

const shown = async (world: World) => (await world.rows()).filter(({ deletedAt }) => deletedAt === undefined).length

describe('contacts that the CRM does not show to its user', () => {
  test('stay as they were, hold up nothing, and are said; an edit is set aside and comes through once they may be seen', async () => {
    const world = await startPortalWorld()
    const [{ id, remoteId, firstName }, count] = [await someone(world), await shown(world)]
    await letRead(world, 'none')

    const { id: mutationId } = await world.edit(id, rename(firstName, 'Mine'))
    await world.settle()

    expect([await world.phase(), await shown(world)]).toEqual([{ kind: 'idle' }, count])
    await eventually(async () => expect(await withheldOf(world)).toEqual(expect.arrayContaining(['contacts'])))
    expect(await world.problems()).toMatchObject([{ kind: 'rejected', reason: 'forbidden' }])

    await letRead(world, 'all')
    await retryMutation(world.context(), world.main(), mutationId)
    await world.settle()

    expect(await askPortal(world, 'crm.contact.get', { id: remoteId })).toMatchObject({ NAME: 'Mine' })
    expect(await world.problems()).toEqual([])
    await eventually(async () => expect(await withheldOf(world)).toBeUndefined())
  })

  test('come all of them once they may be seen, those included that nobody has changed since', async () => {
    const world = await startPortalWorld()
    const count = await shown(world)
    await letRead(world, 'none')
    await world.restart({ wipeCache: true })
    await world.settle()
    expect([await shown(world), await world.phase()]).toEqual([0, { kind: 'idle' }])

    await letRead(world, 'all')
    await world.settle()

    expect(await shown(world)).toBe(count)
    await eventually(async () => expect(await withheldOf(world)).toBeUndefined())
  })
})
