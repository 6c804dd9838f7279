import { describe, expect, test } from 'vitest'
import type { NeighbourPort } from '#core/connectors/neighbour-port.ts'
import type { Cursor } from '#core/connectors/pull-page.ts'
import { toEntityId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import type { Neighbour, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { asCreate } from '#test/support/neighbours.ts'
import { accountId, createHurriedClock, drain, remoteId, startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

interface World extends AmocrmWorld {
  readonly port: NeighbourPort
  readonly contact: number
  readonly held: Map<RemoteId, RemoteNeighbour>
  /** @returns requests for the list */
  pull(): Promise<number>
  /** Time goes by, for everybody. */
  readonly pass: (ms: number) => void
}

const AGE_MS = 60 * 60_000

/** Everything of a kind has been pulled once. */
async function startWorld(kind: 'note' | 'task', gate: Readonly<Record<string, unknown>>, many = 0): Promise<World> {
  const time = createHurriedClock()
  // What is there long since lies before the overlap of the next pull. The Date of an answer is the machine's own.
  time.pass(-AGE_MS)
  const world = await startAmocrmWorld({ contacts: 20, time })
  await world.switches(gate)
  const port = world.connector.neighbours[kind]
  const [contact] = await world.liveContacts()
  if (port === undefined || contact === undefined) throw new Error('no such kind')
  const path = kind === 'note' ? '/api/v4/contacts/notes' : '/api/v4/tasks'
  for (let left = many; left > 0; left -= 250) {
    await post(
      world,
      path,
      Array.from({ length: Math.min(250, left) }, (_, at) => rowOf(kind, contact.id, `old ${at}`)),
    )
  }
  const held = new Map<RemoteId, RemoteNeighbour>()
  let cursor: Cursor | null = null
  const pull = async () => {
    await world.control.forgetRequests()
    const pages = await drain(port.pull(cursor, world.signal))
    for (const change of pages.flatMap(({ items }) => items)) {
      if (change.kind === 'upsert') held.set(change.neighbour.remoteId, change.neighbour)
      else held.delete(change.remoteId)
    }
    cursor = pages.at(-1)?.cursor ?? null
    return (await world.control.requests()).filter((request) => request.path === path).length
  }
  time.pass(AGE_MS)
  await pull()
  return { ...world, port, contact: contact.id, held, pull, pass: (ms) => time.pass(ms) }
}

const rowOf = (kind: 'note' | 'task', contact: number, text: string) =>
  kind === 'note'
    ? { entity_id: contact, note_type: 'common', params: { text } }
    : { entity_id: contact, entity_type: 'contacts', text, complete_till: 1_900_000_000, task_type_id: 1 }

async function post({ crm }: AmocrmWorld, path: string, body: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${crm.amocrm.token}`, 'content-type': 'application/json' }
  const answer = await fetch(`${crm.amocrm.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(await answer.text())
}

const recordOf = (kind: 'note' | 'task', contact: number, text: string): Neighbour => {
  const aboutId = toEntityId<ContactId>(accountId, remoteId(contact))
  return kind === 'note'
    ? { kind, fields: { aboutId, noteType: 'common', text } }
    : { kind, fields: { aboutId, typeId: '1', text, dueAt: 1_900_000_000_000, responsibleId: null, doneWith: null } }
}

async function make({ port, signal, contact }: World, kind: 'note' | 'task', text: string): Promise<RemoteId> {
  const [result] = await port.create([asCreate(recordOf(kind, contact, text))], signal)
  if (result?.kind !== 'applied') throw new Error(`not made: ${JSON.stringify(result)}`)
  return result.remoteId
}

const textOf = ({ held }: World, id: RemoteId) => {
  const one = held.get(id)
  return one !== undefined && 'text' in one.fields ? one.fields.text : undefined
}

/** Whether only records are not narrowed, or every list, is not known of the vendor. */
const closed = [
  { apiFilter: false, apiFilterReach: 'all' },
  { apiFilter: false, apiFilterReach: 'records' },
] as const
const gates = [{ apiFilter: true }, ...closed]

describe.each(gates)('an account with %o', (gate) => {
  test.each(['note', 'task'] as const)('brings what is new, changed and deleted of each %s', async (kind) => {
    const world = await startWorld(kind, gate)
    const [deleted, kept] = [await make(world, kind, 'deleted'), await make(world, kind, 'kept')]
    await world.pull()
    world.pass(20 * 60_000)
    const before = world.held.size

    const record = recordOf(kind, world.contact, 'reworded')
    await world.port.update([{ remoteId: kept, record, fields: ['text'] }], world.signal)
    await world.control.vendor({
      action: 'delete',
      entity: kind === 'note' ? 'notes' : 'tasks',
      ids: [Number(deleted)],
    })
    const added = await make(world, kind, 'added')
    await world.pull()

    expect([textOf(world, kept), textOf(world, added), world.held.has(deleted)]).toEqual(['reworded', 'added', false])
    expect(world.held.size).toBe(before)
  })
})

describe.each(closed)('an account without filters (%o)', (gate) => {
  test('is asked for one page of a long list of notes, which goes by time', async () => {
    const world = await startWorld('note', gate, 600)
    const id = await make(world, 'note', 'new')

    const requests = await world.pull()

    expect([requests, textOf(world, id)]).toEqual([1, 'new'])
  })

  test('has its long list of tasks looked through seldom; what is new or done comes in between, the rest with the next look', async () => {
    const world = await startWorld('task', gate, 600)
    const [old = remoteId(0), other = remoteId(0)] = world.held.keys()
    const whole = await world.pull()
    world.pass(20_000)
    const edit = (remote: RemoteId, fields: Readonly<Record<string, unknown>>) =>
      world.control.vendor({ action: 'edit', entity: 'tasks', ids: [Number(remote)], fields })
    await edit(old, { text: 'reworded' })
    await edit(other, { is_completed: true })
    const added = await make(world, 'task', 'added')

    const between = await world.pull()
    const seen = [textOf(world, added), world.held.get(other)?.fields, textOf(world, old)]
    world.pass(60 * 60_000)
    await world.pull()

    expect(between).toBeLessThan(whole)
    expect(seen).toMatchObject(['added', { doneWith: '' }, expect.not.stringMatching('reworded')])
    expect(textOf(world, old)).toBe('reworded')
  })
})

describe('an account without filters', () => {
  test('that says it has some is found out by what a list gives, and read by time from then on', async () => {
    const world = await startWorld('note', { apiFilter: true }, 3)
    const [old] = await world.control.timeline('notes')
    const row = { id: old?.['id'], entity_id: world.contact, note_type: 'common', created_at: 1, updated_at: 1 }
    const ignored = { _embedded: { notes: [{ ...row, params: { text: 'long ago' } }] } }
    await world.control.faults([{ kind: 'status', status: 200, body: ignored, path: '/api/v4/contacts/notes' }])
    const queries = async () => {
      await world.pull()
      const asked = (await world.control.requests()).filter(({ path }) => path === '/api/v4/contacts/notes')
      return asked.map(({ query }) => decodeURIComponent(query))
    }

    const [found, next] = [await queries(), await queries()]

    expect([found, next]).toEqual([
      [expect.stringContaining('filter[updated_at]')],
      [expect.stringContaining('order[updated_at]=desc')],
    ])
  })
})
