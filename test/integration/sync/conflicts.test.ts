import { describe, expect, test } from 'vitest'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { rename } from '#test/support/contacts.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

/** Both sides rename one contact while the line is down. */
async function collide(world: World) {
  const one = (await world.rows()).find(({ fields }) => fields.firstName !== '' && fields.lastName !== '')
  if (one === undefined) throw new Error('no contact with a name')
  await world.main().call('sync/set-offline', { isOffline: true })
  const mutation = await world.edit(one.id, rename(one.fields.firstName, 'Mine'))
  await world.demo().vendor({
    action: 'edit',
    entity: 'contacts',
    ids: [Number(one.remoteId)],
    fields: { first_name: 'Theirs', last_name: one.fields.lastName },
  })
  await world.main().call('sync/set-offline', { isOffline: false })
  await world.settle()
  return { one, mutation }
}

const storedName = async (world: World, remoteId: string | undefined) =>
  (await world.demo().contacts([Number(remoteId)]))[0]?.first_name

describe('a change made in the CRM', () => {
  test('appears within one sync', async () => {
    const world = await startWorld()
    const [one] = await world.rows()
    if (one === undefined) throw new Error('no contacts')

    await world.demo().vendor({
      action: 'edit',
      entity: 'contacts',
      ids: [Number(one.remoteId)],
      fields: { first_name: 'By', last_name: 'Colleague' },
    })
    await world.settle()

    expect((await world.row(one.id))?.fields).toMatchObject({ firstName: 'By', lastName: 'Colleague' })
  })

  test('merges with an edit of another field', async () => {
    const world = await startWorld()
    const one = (await world.rows()).find(({ fields }) => fields.firstName !== '' && fields.lastName !== '')
    if (one === undefined) throw new Error('no contacts')
    await world.main().call('sync/set-offline', { isOffline: true })
    await world.edit(one.id, { kind: 'tag', op: 'add', tag: 'mine' })
    await world.edit(one.id, rename(one.fields.firstName, 'Mine'))
    await world.demo().vendor({
      action: 'edit',
      entity: 'contacts',
      ids: [Number(one.remoteId)],
      fields: { tags_to_add: [{ name: 'theirs' }] },
    })

    await world.main().call('sync/set-offline', { isOffline: false })
    await world.settle()

    const [stored] = await world.demo().contacts([Number(one.remoteId)])
    expect([stored?.first_name, stored?.tags, await world.problems()]).toEqual([
      'Mine',
      expect.arrayContaining(['mine', 'theirs']),
      [],
    ])
  })

  test('of the same field waits for the user with base, mine and theirs, and shows mine', async () => {
    const world = await startWorld()

    const { one } = await collide(world)

    const [problem] = await world.problems()
    const shown = (await world.row(one.id))?.fields.firstName
    expect([
      problem?.kind === 'conflict' ? problem.conflict : null,
      shown,
      await storedName(world, one.remoteId),
    ]).toEqual([
      {
        edit: rename(one.fields.firstName, 'Mine'),
        rebased: rename('Theirs', 'Mine'),
        theirsAt: expect.any(Number) as number,
        theirsBy: expect.toBeOneOf([null, expect.any(String)]) as unknown,
      },
      'Mine',
      'Theirs',
    ])
  })

  test('gives way when the user keeps mine', async () => {
    const world = await startWorld()
    const { one, mutation } = await collide(world)

    await retryMutation(world.context(), world.main(), mutation.id)
    await world.settle()

    expect([await storedName(world, one.remoteId), await world.pendingCount()]).toEqual(['Mine', 0])
  })

  test('stays when the user takes theirs', async () => {
    const world = await startWorld()
    const { one, mutation } = await collide(world)

    await cancelMutation(world.context(), world.main(), mutation.id)

    expect([(await world.row(one.id))?.fields.firstName, await world.pendingCount()]).toEqual(['Theirs', 0])
  })

  test('that deletes a contact with a pending edit leaves the draft, set aside', async () => {
    const world = await startWorld()
    const [one] = await world.rows()
    if (one === undefined) throw new Error('no contacts')
    await world.main().call('sync/set-offline', { isOffline: true })
    await world.edit(one.id, rename(one.fields.firstName, 'Draft'))
    await world.demo().vendor({ action: 'delete', entity: 'contacts', ids: [Number(one.remoteId)] })

    await world.main().call('sync/set-offline', { isOffline: false })
    await world.settle()

    expect([await world.problems(), (await world.row(one.id))?.fields.firstName]).toEqual([[{ kind: 'gone' }], 'Draft'])
  })

  test('that deletes a contact takes it from the list', async () => {
    const world = await startWorld()
    const [one] = await world.rows()
    if (one === undefined) throw new Error('no contacts')

    await world.demo().vendor({ action: 'delete', entity: 'contacts', ids: [Number(one.remoteId)] })
    await world.settle()

    await eventually(async () => expect((await world.row(one.id))?.deletedAt).toEqual(expect.any(Number)))
  })
})
