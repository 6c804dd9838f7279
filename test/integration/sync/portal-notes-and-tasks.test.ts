import { describe, expect, test } from 'vitest'
import { createNeighbour, editNeighbour } from '#renderer/db/edit-neighbour.ts'
import { readFeed } from '#renderer/db/read-feed.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import type { ContactId, NeighbourId } from '#shared/domain/ids.ts'
import { remoteIdOf } from '#shared/domain/ids.ts'
import type { Neighbour } from '#shared/domain/neighbour.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { askPortal, breakPortal, listPortal, startPortalWorld } from '#test/support/portal-world.ts'
import type { World } from '#test/support/sync-world.ts'

const DUE = Date.parse('2030-05-01T09:00:00Z')

async function person(world: World): Promise<ContactId> {
  const [row] = await world.rows()
  if (row === undefined) throw new Error('no contacts')
  return row.id
}

async function add(world: World, about: ContactId, record: Neighbour): Promise<NeighbourId> {
  const { change } = await world.accept(await createNeighbour(world.context(), about, record))
  if (change.kind !== 'create-neighbour') throw new Error('no create')
  return change.recordId
}

const note = (aboutId: ContactId, text: string): Neighbour => ({
  kind: 'note',
  fields: { aboutId, noteType: 'common', text },
})
const task = (aboutId: ContactId, text: string): Neighbour => ({
  kind: 'task',
  fields: { aboutId, typeId: '1', text, dueAt: DUE, responsibleId: null, doneWith: null },
})

const setOffline = (world: World, isOffline: boolean) => world.main().call('sync/set-offline', { isOffline })
const commentsOn = async (world: World, who: ContactId) =>
  (
    await listPortal(world, 'crm.timeline.comment.list', {
      ...{ ENTITY_ID: remoteIdOf(who), ENTITY_TYPE: 'contact' },
    })
  ).map(({ COMMENT }) => COMMENT)
const tasksNamed = async (world: World, name: string) => listPortal(world, 'crm.activity.list', { SUBJECT: name })

describe('notes and tasks of an account of the second CRM', () => {
  test('arrive as written on an offline day; one that was done that day is done', async () => {
    const world = await startPortalWorld()
    const who = await person(world)
    await world.cutNetwork()
    const noteId = await add(world, who, note(who, 'Met'))
    const taskId = await add(world, who, task(who, 'Call'))
    await world.accept(await editNeighbour(world.context(), noteId, 'text', 'Met at the fair'))
    await world.accept(await editNeighbour(world.context(), taskId, 'doneWith', ''))
    await world.restart()
    await world.mendNetwork()
    await world.settle()

    expect([await world.problems(), await world.pendingCount()]).toEqual([[], 0])
    expect(await commentsOn(world, who)).toEqual(['Met at the fair'])
    expect(await tasksNamed(world, 'Call')).toMatchObject([{ OWNER_ID: remoteIdOf(who), COMPLETED: 'Y' }])
  })

  test.each([
    ['a note', note, commentsOn],
    ['a task', task, async (world: World) => tasksNamed(world, 'Once')],
  ] as const)('%s is made once although the answer was lost', async (_, make, listed) => {
    const world = await startPortalWorld()
    const who = await person(world)
    await setOffline(world, true)
    await add(world, who, make(who, 'Once'))
    await breakPortal(world, [{ kind: 'timeout-after-commit', path: 'batch', ms: 1, times: 1 }])
    await setOffline(world, false)

    await world.settle()

    expect([(await listed(world, who)).length, await world.problems()]).toEqual([1, []])
  })

  test('of a contact at rest for long are here once somebody looks at it; an edit of one that has not left stays', async () => {
    const world = await startPortalWorld()
    const who = await person(world)
    const fields = { ENTITY_ID: remoteIdOf(who), ENTITY_TYPE: 'contact', COMMENT: 'Long ago' }
    await askPortal(world, 'crm.timeline.comment.add', { fields })
    world.putClock(40 * 24 * 60 * 60_000)
    await world.restart({ wipeCache: true })
    await world.settle()
    const notes = async () =>
      (await readFeed(world.context().db, who)).past.map(({ entry }) => [entry.id, entry.fields.text])
    expect(await notes()).toEqual([])

    await world.main().call('contacts/look-beside', { contactId: who })

    const [[id = null] = []] = await notes()
    expect(await notes()).toEqual([[expect.any(String), 'Long ago']])
    await world.accept(await editNeighbour(world.context(), id as NeighbourId, 'text', 'Reworded'))
    await world.main().call('contacts/look-beside', { contactId: who })
    expect(await notes()).toEqual([[id, 'Reworded']])
  })

  test.each([
    ['a note', note, commentsOn],
    ['a task', task, async (world: World) => tasksNamed(world, 'Once')],
  ] as const)(
    '%s is taken away offline, over a restart; what has left is not brought back',
    async (_, make, listed) => {
      const world = await startPortalWorld()
      const who = await person(world)
      const id = await add(world, who, make(who, 'Once'))
      await world.settle()
      await setOffline(world, true)
      const { id: mutationId } = await world.accept(await editNeighbour(world.context(), id, REMOVED, true))
      const shows = async () => {
        const { openTasks, past } = await readFeed(world.context().db, who)
        return openTasks.length + past.filter(({ entry }) => entry.id === id).length
      }
      expect(await shows()).toBe(0)
      await cancelMutation(world.context(), world.main(), mutationId)
      expect(await shows()).toBe(1)
      await world.accept(await editNeighbour(world.context(), id, REMOVED, true))
      await world.restart()
      await setOffline(world, false)

      await world.settle()

      expect([await shows(), await listed(world, who), await world.problems()]).toEqual([0, [], []])
    },
  )

  test.each([
    ['a note', note, 'crm.timeline.comment.update', { COMMENT: 'Theirs' }],
    ['a task', task, 'crm.activity.update', { SUBJECT: 'Theirs' }],
  ] as const)(
    '%s that a colleague has reworded since is asked about before it goes',
    async (_, make, method, fields) => {
      const world = await startPortalWorld()
      const who = await person(world)
      const id = await add(world, who, make(who, 'Once'))
      await world.settle()
      const remoteId = (await world.context().db.neighbours.get(id))?.remoteId
      await setOffline(world, true)
      const { id: mutationId } = await world.accept(await editNeighbour(world.context(), id, REMOVED, true))
      await askPortal(world, method, { id: remoteId, fields })
      await setOffline(world, false)

      await world.settle()

      expect(await world.problems()).toMatchObject([{ kind: 'neighbour-conflict' }])
      const { openTasks, past } = await readFeed(world.context().db, who)
      const shown = [...openTasks, ...past.map(({ entry }) => entry)].find((one) => one.id === id)
      expect(shown?.fields.text).toBe('Theirs')
      await retryMutation(world.context(), world.main(), mutationId)
      await world.settle()
      expect([await world.problems(), (await world.context().db.neighbours.get(id))?.deletedAt]).toEqual([
        [],
        expect.any(Number),
      ])
    },
  )

  test('ask where both sides have reworded a note', async () => {
    const world = await startPortalWorld()
    const who = await person(world)
    const id = await add(world, who, note(who, 'Met'))
    await world.settle()
    const remoteId = (await world.context().db.neighbours.get(id))?.remoteId
    await setOffline(world, true)
    await world.accept(await editNeighbour(world.context(), id, 'text', 'Mine'))
    await askPortal(world, 'crm.timeline.comment.update', { id: remoteId, fields: { COMMENT: 'Theirs' } })
    await setOffline(world, false)

    await world.settle()

    expect(await world.problems()).toMatchObject([
      { kind: 'neighbour-conflict', conflict: { rebased: { from: 'Theirs', to: 'Mine' } } },
    ])
  })
})
