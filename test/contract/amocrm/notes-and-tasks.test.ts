import { describe, expect, test } from 'vitest'
import type { NeighbourPort } from '#core/connectors/neighbour-port.ts'
import type { Cursor } from '#core/connectors/pull-page.ts'
import { toEntityId, type ContactId, type RemoteId, type UserId } from '#shared/domain/ids.ts'
import { aboutIdsOf, type Neighbour, type RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { demoUsers } from '#test/support/demo-control.ts'
import { asCreate } from '#test/support/neighbours.ts'
import { accountId, drain, remoteId, startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

const about = (id: number) => toEntityId<ContactId>(accountId, remoteId(id))
const noteOn = (contact: number, text: string): Neighbour => ({
  kind: 'note',
  fields: { aboutId: about(contact), noteType: 'common', text },
})
const taskFor = (contact: number, text: string, dueAt = 1_800_000_000_000): Neighbour => ({
  kind: 'task',
  fields: { aboutId: about(contact), typeId: '1', text, dueAt, responsibleId: null, doneWith: null },
})

interface World extends AmocrmWorld {
  readonly port: NeighbourPort
  readonly contacts: readonly number[]
}

async function startWorld(kind: 'note' | 'task', options: Parameters<typeof startAmocrmWorld>[0] = {}): Promise<World> {
  const world = await startAmocrmWorld(options)
  const port = world.connector.neighbours[kind]
  if (port === undefined) throw new Error('the connector does not know this kind')
  return { ...world, port, contacts: (await world.liveContacts()).map(({ id }) => id) }
}

/** What it says; chats and deals say nothing. */
const textOf = (one: Neighbour | undefined) => (one !== undefined && 'text' in one.fields ? one.fields.text : '')

/** What a cache would hold. */
async function pullInto(held: Map<RemoteId, RemoteNeighbour>, { port, signal }: World, from: Cursor | null) {
  const pages = await drain(port.pull(from, signal))
  for (const change of pages.flatMap(({ items }) => items)) {
    if (change.kind === 'upsert') held.set(change.neighbour.remoteId, change.neighbour)
    else held.delete(change.remoteId)
  }
  return pages.at(-1)?.cursor ?? null
}

/** Makes it as the engine would, and says which it became. */
async function make({ port, signal }: World, record: Neighbour): Promise<RemoteId> {
  const [result] = await port.create([asCreate(record)], signal)
  if (result?.kind !== 'applied') throw new Error(`not made: ${JSON.stringify(result)}`)
  return result.remoteId
}

describe('notes of contacts', () => {
  test('are pulled whole, then what was written, changed and deleted since', async () => {
    const world = await startWorld('note')
    const [contact = 0] = world.contacts
    const [deleted, kept] = [await make(world, noteOn(contact, 'deleted')), await make(world, noteOn(contact, 'kept'))]
    const held = new Map<RemoteId, RemoteNeighbour>()
    const cursor = await pullInto(held, world, null)
    const before = held.size

    await world.port.update([{ remoteId: kept, record: noteOn(contact, 'reworded'), fields: ['text'] }], world.signal)
    await world.control.vendor({ action: 'delete', entity: 'notes', ids: [Number(deleted)] })
    const added = await make(world, noteOn(contact, 'added'))
    await pullInto(held, world, cursor)

    expect([textOf(held.get(kept)), textOf(held.get(added)), held.has(deleted)]).toEqual(['reworded', 'added', false])
    expect(held.size).toBe(before)
  })

  test('on a contact that is gone say so, and take no other note down', async () => {
    const world = await startWorld('note')
    const [contact = 0] = world.contacts

    await world.switches({ badBatch: 'save-good' })

    const results = await world.port.create(
      [noteOn(contact, 'good'), noteOn(999_999, 'bad')].map((note) => asCreate(note)),
      world.signal,
    )

    expect(results).toMatchObject([{ kind: 'applied' }, { kind: 'gone' }])
    expect((await world.control.timeline('notes')).filter((row) => JSON.stringify(row).includes('good'))).toHaveLength(
      1,
    )
  })

  test('are found by what they say when the answer to them was lost', async () => {
    const world = await startWorld('note')
    const [contact = 0] = world.contacts
    await world.connector.identify(world.signal)
    const since = world.connector.heardAt() ?? 0
    await world.control.faults([{ kind: 'reset-after-commit', path: '/contacts/notes', method: 'POST' }])
    await expect(world.port.create([asCreate(noteOn(contact, 'once'))], world.signal)).rejects.toMatchObject({
      details: { reached: true },
    })

    const { created } = await world.port.findCreated(since, world.signal)

    expect(created.map((one) => [...aboutIdsOf(one), textOf(one)])).toEqual([[about(contact), 'once']])
  })
})

describe('tasks of contacts', () => {
  test('are made, completed with a result and opened again', async () => {
    const world = await startWorld('task')
    const [contact = 0] = world.contacts
    const id = await make(world, taskFor(contact, 'call back'))
    const done = { kind: 'task', fields: { ...taskFor(contact, 'call back').fields, doneWith: 'bought' } } as Neighbour
    const seen: unknown[] = []
    for (const record of [done, taskFor(contact, 'call back')]) {
      await world.port.update([{ remoteId: id, record, fields: ['doneWith'] }], world.signal)
      seen.push((await world.port.read([id], world.signal)).get(id)?.fields)
    }

    expect(seen).toMatchObject([
      { aboutId: about(contact), text: 'call back', dueAt: 1_800_000_000_000, doneWith: 'bought' },
      { text: 'call back', doneWith: null },
    ])
    expect((await world.control.timeline('tasks')).filter((task) => task['id'] === Number(id))).toHaveLength(1)
  })

  test('get a result later, in other words, and none again', async () => {
    const world = await startWorld('task')
    const [contact = 0] = world.contacts
    const doneWith = (result: string | null) =>
      ({ kind: 'task', fields: { ...taskFor(contact, 'call back').fields, doneWith: result } }) as Neighbour
    const id = await make(world, taskFor(contact, 'call back'))
    const seen: unknown[] = []
    for (const [before, after] of [
      [null, ''],
      ['', 'bought'],
      ['bought', 'bought two'],
      ['bought two', ''],
    ] as const) {
      const items = [{ remoteId: id, record: doneWith(after), before: doneWith(before), fields: ['doneWith'] }]
      await world.port.update(items, world.signal)
      seen.push((await world.port.read([id], world.signal)).get(id)?.fields)
    }

    expect(seen).toMatchObject(['', 'bought', 'bought two', ''].map((result) => ({ doneWith: result })))
  })

  test('are pulled whole, then what changed; tasks of deals are none of these', async () => {
    const world = await startWorld('task')
    const [contact = 0] = world.contacts
    const held = new Map<RemoteId, RemoteNeighbour>()
    const cursor = await pullInto(held, world, null)
    const ofContacts = (await world.control.timeline('tasks')).filter((task) => task['entity'] === 'contacts')
    const before = held.size

    const id = await make(world, taskFor(contact, 'new'))
    await pullInto(held, world, cursor)

    expect([before, textOf(held.get(id))]).toEqual([ofContacts.length, 'new'])
  })

  test('that a colleague has deleted are gone after the next pull', async () => {
    const world = await startWorld('task')
    const [contact = 0] = world.contacts
    const id = await make(world, taskFor(contact, 'new'))
    const held = new Map<RemoteId, RemoteNeighbour>()
    const cursor = await pullInto(held, world, null)
    await world.control.vendor({ action: 'delete', entity: 'tasks', ids: [Number(id)] })

    await pullInto(held, world, cursor)

    expect(held.has(id)).toBe(false)
  })

  test('are refused at the very field', async () => {
    const world = await startWorld('task')
    const [contact = 0] = world.contacts
    const record = { kind: 'task', fields: { ...taskFor(contact, 'x').fields, typeId: '77' } } as Neighbour

    expect(await world.port.create([asCreate(record)], world.signal)).toMatchObject([
      { kind: 'rejected', field: 'neighbour:typeId', reason: 'NotSupportedChoice' },
    ])
  })

  test('that a user may not change are named one by one, and take none of their own down', async () => {
    const world = await startWorld('task')
    const [contact = 0] = world.contacts
    const owned = (owner: number): Neighbour => {
      const { fields } = taskFor(contact, 'x')
      return {
        kind: 'task',
        fields: { ...fields, responsibleId: toEntityId<UserId>(accountId, remoteId(owner)) },
      } as Neighbour
    }
    const { admin, colleague } = demoUsers
    const ids = [
      await make(world, owned(colleague)),
      await make(world, owned(admin)),
      await make(world, owned(colleague)),
    ]
    await world.control.allow(colleague, { tasks: { edit: 'own' } })
    const limited = world.reconnect({ token: await world.control.newToken(colleague) })
    const items = ids.map((id) => ({ remoteId: id, record: taskFor(contact, 'reworded'), fields: ['text'] }))

    const results = await limited.neighbours.task?.update(items, world.signal)

    expect(results).toMatchObject([{ kind: 'applied' }, { kind: 'rejected', reason: 'forbidden' }, { kind: 'applied' }])
  })

  test('of a token that lacks the right stop the account, and are not set aside', async () => {
    const world = await startWorld('task')
    const [contact = 0] = world.contacts
    await world.control.faults([
      { kind: 'status', status: 403, body: { title: 'Invalid scope', status: 403 }, path: '/tasks', method: 'POST' },
    ])

    await expect(world.port.create([asCreate(taskFor(contact, 'x'))], world.signal)).rejects.toMatchObject({
      code: 'auth/denied',
    })
  })

  test('of a user who may make none are set aside, and stop nothing else', async () => {
    const world = await startWorld('task')
    const [contact = 0] = world.contacts
    await world.control.faults([
      { kind: 'status', status: 403, body: { title: 'Forbidden', status: 403 }, path: '/tasks', method: 'POST' },
    ])

    expect(await world.port.create([asCreate(taskFor(contact, 'x'))], world.signal)).toMatchObject([
      { kind: 'rejected', reason: 'forbidden' },
    ])
  })
})
