import { describe, expect, test } from 'vitest'
import { cancelMutation } from '#renderer/db/cancel-mutation.ts'
import { decide } from '#renderer/db/decide.ts'
import { createContact } from '#renderer/db/edit-contact.ts'
import { editNeighbourInstead } from '#renderer/db/edit-neighbour-instead.ts'
import { createNeighbour, editNeighbour } from '#renderer/db/edit-neighbour.ts'
import { readFeed } from '#renderer/db/read-feed.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import { toEntityId, type ContactId, type RemoteId, type UserId } from '#shared/domain/ids.ts'
import type { Neighbour } from '#shared/domain/neighbour.ts'
import { someFields } from '#test/support/contacts.ts'
import { demoUsers } from '#test/support/demo-control.ts'
import { startWorld, type World } from '#test/support/sync-world.ts'

const note = (aboutId: ContactId, text: string): Neighbour => ({
  kind: 'note',
  fields: { aboutId, noteType: 'common', text },
})
const task = (aboutId: ContactId, text: string): Neighbour => ({
  kind: 'task',
  fields: { aboutId, typeId: '1', text, dueAt: 1_900_000_000_000, responsibleId: null, doneWith: null },
})

async function add(world: World, contactId: ContactId, record: Neighbour) {
  return world.accept(await createNeighbour(world.context(), contactId, record))
}

async function someContact(world: World): Promise<ContactId> {
  const [row] = await world.rows()
  if (row === undefined) throw new Error('no contacts')
  return row.id
}

/** The only open task of that contact with these words. */
async function taskOf(world: World, contactId: ContactId, text: string) {
  const { openTasks } = await readFeed(world.context().db, contactId)
  const found = openTasks.find(({ fields }) => fields.text === text)
  if (found === undefined) throw new Error('no such task')
  return found
}

/** A contact that the CRM has not got yet, with a note of its own. */
async function makeContactWithNote(world: World) {
  const create = await createContact(world.context(), world.account.id, someFields({ firstName: 'Zoë' }))
  await world.accept(create)
  if (create.change.kind !== 'create') throw new Error('no create')
  const { contactId } = create.change
  await add(world, contactId, note(contactId, 'met at the fair'))
  return { create, contactId }
}

describe('notes and tasks', () => {
  test('of a contact that was made offline as well arrive after it, once, over a restart', async () => {
    const world = await startWorld()
    await world.cutNetwork()
    const { contactId } = await makeContactWithNote(world)
    await add(world, contactId, task(contactId, 'send the offer'))
    const { id } = await taskOf(world, contactId, 'send the offer')
    await world.accept(await editNeighbour(world.context(), id, 'text', 'send the price list'))
    await world.restart()
    await world.mendNetwork()
    await world.settle()

    const remoteId = Number((await world.row(contactId))?.remoteId)
    const of = (rows: readonly Readonly<Record<string, unknown>>[]) =>
      rows.filter((row) => row['entity_id'] === remoteId)
    const feed = await readFeed(world.context().db, contactId)
    expect([
      of(await world.demo().timeline('notes')).length,
      of(await world.demo().timeline('tasks')).map((row) => row['text']),
    ]).toEqual([1, ['send the price list']])
    expect([feed.past.map(({ entry }) => entry.fields.text), feed.openTasks.map(({ isPending }) => isPending)]).toEqual(
      [['met at the fair'], [false]],
    )
  })

  test('that are ticked off and back again leave the task as it was at the CRM', async () => {
    const world = await startWorld()
    const contactId = await someContact(world)
    await add(world, contactId, task(contactId, 'call back'))
    await world.settle()
    const { id } = await taskOf(world, contactId, 'call back')

    const done = await world.accept(await editNeighbour(world.context(), id, 'doneWith', 'bought'))
    await world.settle()
    const after = (await world.demo().timeline('tasks')).find((row) => row['text'] === 'call back')
    await undoMutation(world.context(), world.main(), done, new Set())
    await world.settle()

    const back = (await world.demo().timeline('tasks')).find((row) => row['text'] === 'call back')
    expect([after?.['is_done'], after?.['result'], back?.['is_done']]).toEqual([1, 'bought', 0])
  })

  test('that a colleague has reworded meanwhile are asked about, and kept as the user says', async () => {
    const world = await startWorld()
    const contactId = await someContact(world)
    await add(world, contactId, task(contactId, 'call back'))
    await world.settle()
    const { id } = await taskOf(world, contactId, 'call back')
    const remote = (await world.demo().timeline('tasks')).find((row) => row['text'] === 'call back')
    const fields = { text: 'call in May' }
    await world.demo().vendor({ action: 'edit', entity: 'tasks', ids: [remote?.['id']], fields })

    const mine = await world.accept(await editNeighbour(world.context(), id, 'text', 'call in June'))
    await world.settle()
    const problems = await world.problems()
    await retryMutation(world.context(), world.main(), mine.id)
    await world.settle()

    const texts = (await world.demo().timeline('tasks'))
      .filter((row) => row['id'] === remote?.['id'])
      .map((row) => row['text'])
    expect(problems).toMatchObject([{ kind: 'neighbour-conflict', conflict: { rebased: { from: 'call in May' } } }])
    expect(texts).toEqual(['call in June'])
  })

  test('that a colleague has reworded meanwhile may get a third wording, and undo brings the colleague’s back', async () => {
    const world = await startWorld()
    const contactId = await someContact(world)
    await add(world, contactId, task(contactId, 'call back'))
    await world.settle()
    const { id } = await taskOf(world, contactId, 'call back')
    const remote = (await world.demo().timeline('tasks')).find((row) => row['text'] === 'call back')
    const fields = { text: 'call in May' }
    await world.demo().vendor({ action: 'edit', entity: 'tasks', ids: [remote?.['id']], fields })
    const mine = await world.accept(await editNeighbour(world.context(), id, 'text', 'call in June'))
    await world.settle()
    const [problem] = await world.problems()
    if (problem?.kind !== 'neighbour-conflict') throw new Error('no conflict')
    const textNow = async () =>
      (await world.demo().timeline('tasks')).find((row) => row['id'] === remote?.['id'])?.['text']

    const decision = editNeighbourInstead(world.context(), mine, problem.conflict, 'call in July')
    if (decision === null) throw new Error('no decision')
    await decide(world.context(), world.main(), decision)
    await world.settle()
    const [third, open] = [await textNow(), await world.pendingCount()]
    for (const mutation of decision.mutations) {
      await undoMutation(world.context(), world.main(), mutation, new Set())
    }
    await world.settle()

    expect([third, open, await textNow(), await world.problems()]).toEqual(['call in July', 0, 'call in May', []])
  })

  test('are changed in their words, end, type and owner, and the CRM has it so', async () => {
    const world = await startWorld()
    const contactId = await someContact(world)
    await add(world, contactId, task(contactId, 'call back'))
    await add(world, contactId, note(contactId, 'met at the fair'))
    await world.settle()
    const { id } = await taskOf(world, contactId, 'call back')
    const { past } = await readFeed(world.context().db, contactId)
    const written = past.find(({ entry }) => entry.fields.text === 'met at the fair')?.entry.id ?? id
    const owner = toEntityId<UserId>(world.account.id, String(demoUsers.colleague) as RemoteId)

    const edits = { text: 'call in May', dueAt: 1_900_000_060_000, typeId: '2', responsibleId: owner }
    for (const [field, to] of Object.entries(edits)) {
      await world.accept(await editNeighbour(world.context(), id, field, to))
    }
    await world.accept(await editNeighbour(world.context(), written, 'text', 'met in Riga'))
    await world.settle()

    const tasks = (await world.demo().timeline('tasks')).filter((row) => row['text'] === 'call in May')
    const notes = JSON.stringify(await world.demo().timeline('notes'))
    expect(tasks).toMatchObject([
      { due_at: 1_900_000_060, type_id: 2, responsible_user_id: demoUsers.colleague, text: 'call in May' },
    ])
    expect([notes.includes('met in Riga'), notes.includes('met at the fair')]).toEqual([true, false])
  })

  test('whose answer was lost are found, not made twice', async () => {
    const world = await startWorld()
    const contactId = await someContact(world)
    await world.demo().faults([{ kind: 'reset-after-commit', path: '/contacts/notes', method: 'POST' }])

    await add(world, contactId, note(contactId, 'only once'))
    await world.settle()

    const params = (await world.demo().timeline('notes')).filter((row) => JSON.stringify(row).includes('only once'))
    const { past } = await readFeed(world.context().db, contactId)
    expect([params.length, past.filter(({ entry }) => entry.fields.text === 'only once').length]).toEqual([1, 1])
  })

  test('come back from the journal after a wiped cache, and show', async () => {
    const world = await startWorld()
    const contactId = await someContact(world)
    await world.cutNetwork()
    await add(world, contactId, note(contactId, 'kept'))

    await world.restart({ wipeCache: true })

    const { past } = await readFeed(world.context().db, contactId)
    await world.mendNetwork()
    expect(past.map(({ entry }) => [entry.fields.text, entry.isPending])).toEqual([['kept', true]])
  })

  test('of a contact that is taken back before the CRM heard of it go with it', async () => {
    const world = await startWorld()
    await world.cutNetwork()
    const { create, contactId } = await makeContactWithNote(world)

    await cancelMutation(world.context(), world.main(), create.id)
    await world.restart()
    await world.mendNetwork()

    expect([
      await world.pendingCount(),
      await world.context().db.neighbours.where({ aboutIds: contactId }).count(),
    ]).toEqual([0, 0])
  })

  test('on a contact that is gone are set aside, and can be given up', async () => {
    const world = await startWorld()
    const rows = await world.rows()
    const contactId = rows[0]?.id ?? toEntityId<ContactId>(world.account.id, '0' as RemoteId)
    await world.cutNetwork()
    const mutation = await add(world, contactId, note(contactId, 'too late'))
    await world.mendNetwork(async () =>
      world.demo().vendor({ action: 'delete', entity: 'contacts', ids: [Number(rows[0]?.remoteId)] }),
    )
    await world.settle()
    const problems = await world.problems()

    await cancelMutation(world.context(), world.main(), mutation.id)

    expect([problems.map(({ kind }) => kind), await world.pendingCount()]).toEqual([['gone'], 0])
  })
})
