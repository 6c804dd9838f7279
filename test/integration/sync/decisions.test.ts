import { describe, expect, test } from 'vitest'
import { decide } from '#renderer/db/decide.ts'
import { deleteUnsent } from '#renderer/db/delete-unsent.ts'
import { createContact } from '#renderer/db/edit-contact.ts'
import { readConflicts, type GoneContact } from '#renderer/db/read-conflicts.ts'
import { readHistory } from '#renderer/db/read-history.ts'
import { editInstead, putMineBack, takeTheirs } from '#renderer/db/resolve-conflict.ts'
import { discardGone, moveGone, recreateGone } from '#renderer/db/resolve-gone.ts'
import { reverseMerge } from '#renderer/db/reverse-merge.ts'
import type { ContactRow } from '#renderer/db/rows.ts'
import { rename, someFields } from '#test/support/contacts.ts'
import { eventually, startWorld, type World } from '#test/support/sync-world.ts'

const isPerson = ({ fields }: ContactRow) => fields.firstName !== '' && fields.lastName !== ''

async function people(world: World, count: number): Promise<readonly ContactRow[]> {
  const found = (await world.rows()).filter(isPerson).slice(0, count)
  if (found.length < count) throw new Error('too few people')
  return found
}

const person = async (world: World): Promise<ContactRow> => {
  const [one] = await people(world, 1)
  if (one === undefined) throw new Error('nobody')
  return one
}

const offline = async (world: World, isOffline: boolean) => world.main().call('sync/set-offline', { isOffline })
const stored = async (world: World, remoteId: string | undefined) =>
  (await world.demo().contacts([Number(remoteId)]))[0]
const editThere = async (world: World, row: ContactRow, fields: Readonly<Record<string, unknown>>) =>
  world.demo().vendor({ action: 'edit', entity: 'contacts', ids: [Number(row.remoteId)], fields })

/** Both sides rename one contact while the line is down. */
async function collide() {
  const world = await startWorld()
  const one = await person(world)
  await offline(world, true)
  await world.edit(one.id, rename(one.fields.firstName, 'Mine'))
  await editThere(world, one, { first_name: 'Theirs', last_name: one.fields.lastName })
  await offline(world, false)
  await world.settle()
  const [found] = (await readConflicts(world.context().db)).conflicts
  const [open] = found?.conflicts ?? []
  if (open === undefined) throw new Error('no conflict')
  return {
    world,
    one,
    open,
    carryOut: async (d: Parameters<typeof decide>[2]) => decide(world.context(), world.main(), d),
  }
}

/** A contact that is edited here is deleted in the CRM. */
async function lose(edit: (one: ContactRow, world: World) => Promise<unknown>) {
  const world = await startWorld()
  const one = await person(world)
  await offline(world, true)
  await edit(one, world)
  await world.demo().vendor({ action: 'delete', entity: 'contacts', ids: [Number(one.remoteId)] })
  await offline(world, false)
  await world.settle()
  const gone = async (): Promise<readonly GoneContact[]> => (await readConflicts(world.context().db)).gone
  const [first] = await gone()
  if (first === undefined) throw new Error('nothing is gone')
  return {
    world,
    one,
    first,
    gone,
    carryOut: async (d: Parameters<typeof decide>[2]) => decide(world.context(), world.main(), d),
  }
}

const renameTo = (to: string) => async (one: ContactRow, world: World) =>
  world.edit(one.id, rename(one.fields.firstName, to))

describe('a conflict', () => {
  test('says who made the other change and when', async () => {
    const { open } = await collide()

    expect(open.conflict).toMatchObject({ edit: { to: 'Mine' }, rebased: { from: 'Theirs' } })
    expect(open.conflict.theirsAt).toBeGreaterThan(0)
  })

  test('is over when theirs is taken: it shows at once, the journal has let go, and the history tells of it', async () => {
    const { world, one, open, carryOut } = await collide()

    await carryOut(takeTheirs(world.context(), [open]))

    expect((await world.row(one.id))?.fields.firstName).toBe('Theirs')
    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
    expect(await readHistory(world.context().db, 10)).toMatchObject([
      { event: { kind: 'conflict', decision: 'theirs' } },
    ])
    await world.restart({ wipeCache: true })
    expect(await world.pendingCount()).toBe(0)
  })

  test('gives mine back when taking theirs is undone', async () => {
    const { world, one, open, carryOut } = await collide()
    const lines = await carryOut(takeTheirs(world.context(), [open]))

    await carryOut(putMineBack(world.context(), [open], lines))
    await world.settle()

    expect((await stored(world, one.remoteId))?.first_name).toBe('Mine')
  })

  test('ends with a third value when it is edited', async () => {
    const { world, one, open, carryOut } = await collide()

    await carryOut(await editInstead(world.context(), open, rename('Mine', 'Third')))
    await world.settle()

    expect((await stored(world, one.remoteId))?.first_name).toBe('Third')
    expect(await world.pendingCount()).toBe(0)
  })

  test('that was decided by a window that died before main heard is decided all the same', async () => {
    const { world, one, open } = await collide()
    const silent = { call: async () => new Promise<never>(() => undefined) }
    const decision = await editInstead(world.context(), open, rename('Mine', 'Third'))
    // A window that dies in the middle of it tells nobody how it went.
    decide(world.context(), silent, decision).catch(() => undefined)
    await eventually(async () => expect(await world.pendingCount()).toBe(2))

    await world.restart()
    await world.settle()

    expect((await stored(world, one.remoteId))?.first_name).toBe('Third')
    expect([await world.pendingCount(), await world.problems()]).toEqual([0, []])
  })
})

describe('a contact that is gone', () => {
  test('is made again with all that it showed', async () => {
    const { world, one, first, gone, carryOut } = await lose(renameTo('Draft'))

    await carryOut(await recreateGone(world.context(), first))
    await world.settle()

    const again = (await world.demo().contacts()).filter(({ first_name }) => first_name === 'Draft')
    expect(again).toMatchObject([{ last_name: one.fields.lastName, trashed: false }])
    expect([await gone(), await world.pendingCount()]).toEqual([[], 0])
    expect((await world.row(one.id))?.base).toBeUndefined()
  })

  test('hands its edits to the one it was merged into', async () => {
    const { world, first, carryOut } = await lose(async (one, there) => {
      await there.edit(one.id, rename(one.fields.firstName, 'Moved'))
      await there.edit(one.id, { kind: 'tag', op: 'add', tag: 'moved' })
      await there.edit(one.id, {
        kind: 'point',
        field: 'phones',
        at: 0,
        from: null,
        to: { value: '+79990001122', kind: 'work' },
      })
    })
    const survivor = (await world.rows())
      .filter(isPerson)
      .find(({ id, deletedAt }) => id !== first.contactId && !deletedAt)
    if (survivor === undefined) throw new Error('nobody is left')

    await carryOut(await moveGone(world.context(), first, survivor.id))
    await world.settle()

    const there = await stored(world, survivor.remoteId)
    expect([there?.first_name, there?.last_name]).toEqual(['Moved', survivor.fields.lastName])
    expect(there?.tags).toContain('moved')
    expect(JSON.stringify(there?.fields)).toContain('9990001122')
    expect(await world.pendingCount()).toBe(0)
  })

  test('leaves the list when its edits are discarded', async () => {
    const { world, one, first, carryOut } = await lose(renameTo('Draft'))

    await carryOut(discardGone(world.context(), [first]))

    expect(await world.row(one.id)).toMatchObject({ deletedAt: expect.any(Number) as number, fields: one.fields })
    expect(await world.pendingCount()).toBe(0)
  })

  test('gives up its part of a bulk edit, and the others keep theirs', async () => {
    const world = await startWorld()
    const [one, two] = await people(world, 2)
    if (one === undefined || two === undefined) throw new Error('too few people')
    await offline(world, true)
    const tags = [{ op: 'add' as const, tag: 'both', unchangedIds: [], exceptIds: [] }]
    const bulk = await world.accept({
      id: crypto.randomUUID() as never,
      accountId: world.account.id,
      at: 1,
      change: { kind: 'bulk-tags', contactIds: [one.id, two.id], tags },
      subject: '',
    })
    await world.edit(one.id, rename(one.fields.firstName, 'Draft'))
    await world.demo().vendor({ action: 'delete', entity: 'contacts', ids: [Number(one.remoteId)] })
    await offline(world, false)
    await world.settle()
    await world.demo().faults([{ kind: 'status', status: 503, body: '', contentType: 'text/html', path: '/api/v4' }])
    const [gone] = (await readConflicts(world.context().db)).gone

    await decide(world.context(), world.main(), discardGone(world.context(), gone === undefined ? [] : [gone]))

    await world.demo().faults([])
    await world.settle()
    expect((await stored(world, two.remoteId))?.tags).toContain('both')
    expect([await world.pendingCount(), bulk.change.kind]).toEqual([0, 'bulk-tags'])
  })
})

describe('an automatic merge', () => {
  async function merge() {
    const world = await startWorld()
    const one = await person(world)
    await offline(world, true)
    await world.edit(one.id, rename(one.fields.firstName, 'Mine'))
    await editThere(world, one, { tags_to_add: [{ name: 'theirs' }] })
    await offline(world, false)
    await world.settle()
    const [entry] = await readHistory(world.context().db, 10)
    if (entry === undefined) throw new Error('nothing was written down')
    return { world, one, entry }
  }

  test('is written down once, with what both did', async () => {
    const { world, one, entry } = await merge()
    await world.settle()

    expect(entry).toMatchObject({
      contactId: one.id,
      event: {
        kind: 'merge',
        theirs: [{ kind: 'tag', op: 'add', tag: 'theirs' }],
        mine: [rename(one.fields.firstName, 'Mine')],
      },
    })
    expect(await readHistory(world.context().db, 10)).toHaveLength(1)
  })

  test('is put back on their side by an edit that reaches the CRM, and says so', async () => {
    const { world, one, entry } = await merge()

    await decide(world.context(), world.main(), await reverseMerge(world.context(), entry, 'theirs', true))
    await world.settle()

    const there = await stored(world, one.remoteId)
    expect([there?.first_name, there?.tags.includes('theirs')]).toEqual(['Mine', false])
    const [again] = await readHistory(world.context().db, 10)
    expect(again).toMatchObject({ event: { reversed: ['theirs'] } })
  })

  test('is put back on my side', async () => {
    const { world, one, entry } = await merge()

    await decide(world.context(), world.main(), await reverseMerge(world.context(), entry, 'mine', true))
    await world.settle()

    const there = await stored(world, one.remoteId)
    expect([there?.first_name, there?.tags.includes('theirs')]).toEqual([one.fields.firstName, true])
  })

  test('costs a first pull nothing: contacts that nobody edits here write no line', async () => {
    const world = await startWorld()
    const one = await person(world)

    await editThere(world, one, { first_name: 'Only', last_name: 'Theirs' })
    await world.settle()

    expect(await world.context().db.history.count()).toBe(0)
  })
})

describe('a contact that was created here', () => {
  test('leaves nothing to send when it is edited and deleted before the CRM heard of it', async () => {
    const world = await startWorld()
    await offline(world, true)
    const create = await createContact(world.context(), world.account.id, someFields({ firstName: 'Brief' }))
    await world.accept(create)
    const { change } = create
    if (change.kind !== 'create') throw new Error('not a create')
    await world.edit(change.contactId, rename('Brief', 'Briefer'))

    await deleteUnsent(world.context(), world.main(), change.contactId)
    await world.demo().forgetRequests()
    await offline(world, false)
    await world.settle()

    expect([await world.pendingCount(), await world.row(change.contactId)]).toEqual([0, undefined])
    expect((await world.demo().requests()).filter(({ method }) => method !== 'GET')).toEqual([])
  })
})
