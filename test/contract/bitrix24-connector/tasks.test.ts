import { describe, expect, test } from 'vitest'
import { createTaskPort } from '#core/connectors/bitrix24/tasks.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { Neighbour, TaskFields } from '#shared/domain/neighbour.ts'
import { rows } from '../bitrix24/portal-session.ts'
import { remoteId, startContactWorld } from './contact-world.ts'
import { asNew, contactId, PulledSales } from './sale-world.ts'

const DUE = Date.parse('2026-12-01T09:30:00Z')
const QUARTER_OF_AN_HOUR_MS = 15 * 60_000

async function startTaskWorld() {
  const world = await startContactWorld()
  return {
    ...world,
    port: createTaskPort(world.ports.context),
    portBy: (without: string) => createTaskPort(world.portsBy({ without }).context),
    kept: async (id: RemoteId) => (await world.portal.result('crm.activity.get', { id })) as Record<string, unknown>,
  }
}
type TaskWorld = Awaited<ReturnType<typeof startTaskWorld>>

const someTask = (fields: Partial<TaskFields> = {}): Neighbour => ({
  kind: 'task',
  fields: {
    ...{ aboutId: contactId(5), typeId: '6', text: 'Перезвонить', dueAt: DUE },
    ...{ responsibleId: null, doneWith: null },
    ...fields,
  },
})

async function make(world: TaskWorld, fields: Partial<TaskFields> = {}): Promise<RemoteId> {
  const [result] = await world.port.create([asNew(1, someTask(fields))], world.signal)
  if (result?.kind !== 'applied') throw new Error(`not made: ${JSON.stringify(result)}`)
  return result.remoteId
}

const change = (world: TaskWorld, remoteId: RemoteId, to: Partial<TaskFields>, fields: readonly string[]) =>
  world.port.update([{ remoteId, record: someTask(to), fields }], world.signal)

describe('tasks of a portal', () => {
  test('are to-dos of contacts: words, hour and who is to do it', async () => {
    const world = await startTaskWorld()

    const id = await make(world, { responsibleId: 'acc1.2' as never })

    const kept = await world.kept(id)
    expect(kept).toMatchObject({ OWNER_TYPE_ID: '3', OWNER_ID: '5', SUBJECT: 'Перезвонить', RESPONSIBLE_ID: '2' })
    expect(Date.parse(String(kept['DEADLINE']))).toBe(DUE)
  })

  test('are pulled with meetings and calls, without letters and what deals own', async () => {
    const world = await startTaskWorld()
    const { portal } = world
    const id = await make(world)
    const add = async (fields: object) =>
      String(await portal.result('crm.activity.add', { fields: { SUBJECT: 'x', OWNER_ID: 1, ...fields } }))
    const communications = { COMMUNICATIONS: [{ VALUE: '+7', ENTITY_ID: 1, ENTITY_TYPE_ID: 3 }] }
    const call = await add({ OWNER_TYPE_ID: 3, TYPE_ID: 2, ...communications })
    await add({ OWNER_TYPE_ID: 3, TYPE_ID: 4, ...communications })
    await add({ OWNER_TYPE_ID: 2, TYPE_ID: 6, PROVIDER_ID: 'X' })
    const pulled = new PulledSales()

    await pulled.pull(world)

    const ids = [...pulled.byId.keys()]
    const others = rows(await portal.result('crm.activity.list', { filter: { OWNER_TYPE_ID: 3, TYPE_ID: 4 } }))
    expect(ids).toEqual(expect.arrayContaining([id, call]))
    expect(ids.filter((one) => others.some(({ ID }) => ID === one))).toEqual([])
    expect([...pulled.byId.values()].every(({ fields }) => 'aboutId' in fields && fields.aboutId !== null)).toBe(true)
    expect(pulled.byId.get(id)?.fields).toEqual({ ...someTask().fields, nature: 'task', responsibleId: 'acc1.1' })
    expect(pulled.byId.get(call as RemoteId)?.fields).toMatchObject({ nature: 'call' })
  })

  test('are told with letters by their subjects to whoever asks for a contact', async () => {
    const world = await startTaskWorld()
    const communications = { COMMUNICATIONS: [{ VALUE: 'a@b.example', ENTITY_ID: 5, ENTITY_TYPE_ID: 3 }] }
    const add = async (SUBJECT: string, OWNER_ID: number) => {
      const fields = { SUBJECT, DESCRIPTION: '<b>Да</b>', OWNER_TYPE_ID: 3, OWNER_ID, TYPE_ID: 4, ...communications }
      return String(await world.portal.result('crm.activity.add', { fields }))
    }
    const [letter] = [await add('Счёт', 5), await add('Чужое', 6)]

    const told = (await world.port.readAbout?.([remoteId(5)], world.signal)) ?? []

    expect(told.map(({ remoteId: id }) => id)).toEqual([letter])
    expect(told[0]?.fields).toMatchObject({ aboutId: contactId(5), text: 'Счёт', nature: 'letter' })
  })

  test.each([
    [{ TYPE_ID: 1 }, 'meeting'],
    [{ TYPE_ID: 2 }, 'call'],
    [{ TYPE_ID: 3 }, 'task'],
    [{ TYPE_ID: 6, PROVIDER_ID: 'CRM_SMS' }, 'other'],
  ] as const)('say what they are: %j is a %s', async (own, nature) => {
    const world = await startTaskWorld()
    const communications = { COMMUNICATIONS: [{ VALUE: '+7', ENTITY_ID: 5, ENTITY_TYPE_ID: 3 }] }
    const fields = { SUBJECT: 'x', OWNER_TYPE_ID: 3, OWNER_ID: 5, ...own, ...communications }
    const id = String(await world.portal.result('crm.activity.add', { fields })) as RemoteId

    expect((await world.port.read([id], world.signal)).get(id)?.fields).toMatchObject({ nature })
  })

  test('come again when they change, and go when ids are compared', async () => {
    const world = await startTaskWorld()
    const [kept, gone] = [await make(world), await make(world)]
    const pulled = new PulledSales()
    await pulled.pull(world)
    world.portal.advance(QUARTER_OF_AN_HOUR_MS)
    await world.portal.result('crm.activity.update', { id: kept, fields: { SUBJECT: 'Иначе' } })
    await world.portal.result('crm.activity.delete', { id: gone })

    expect(await pulled.pull(world)).toEqual([kept, `-${gone}`])
    expect(pulled.byId.get(kept)?.fields).toMatchObject({ text: 'Иначе' })
  })

  test('are deleted, calls and what is done as well; one that is gone already says so', async () => {
    const world = await startTaskWorld()
    const [mine, gone] = [await make(world), await make(world)]
    await world.portal.result('crm.activity.delete', { id: gone })
    const going = (remoteId: RemoteId) => ({
      ...{ remoteId, fields: ['dueAt', 'isRemoved'] },
      record: someTask({ dueAt: 0, isRemoved: true }),
    })

    const results = await world.port.update([going(mine), going(gone)], world.signal)

    expect(results).toEqual([{ kind: 'applied', remoteId: mine, updatedAt: null }, { kind: 'gone' }])
    expect((await world.port.read([mine], world.signal)).size).toBe(0)
  })

  test('are completed, opened again and put off; nothing else of them changes', async () => {
    const world = await startTaskWorld()
    const id = await make(world)
    await world.portal.result('crm.activity.update', { id, fields: { SUBJECT: 'Чужое' } })

    await change(world, id, { doneWith: '' }, ['doneWith'])
    const done = (await world.port.read([id], world.signal)).get(id)?.fields
    await change(world, id, { dueAt: DUE + 3_600_000 }, ['doneWith', 'dueAt'])
    const open = (await world.port.read([id], world.signal)).get(id)?.fields

    expect([done, open]).toMatchObject([
      { text: 'Чужое', doneWith: '', dueAt: DUE },
      { text: 'Чужое', doneWith: null, dueAt: DUE + 3_600_000 },
    ])
  })

  test('say when they are gone, or their contact is', async () => {
    const world = await startTaskWorld()
    const id = await make(world)
    await world.portal.result('crm.activity.delete', { id })

    const changed = await change(world, id, { text: 'x' }, ['text'])
    const made = await world.port.create([asNew(2, someTask({ aboutId: contactId(9_999) }))], world.signal)

    expect([changed, made]).toEqual([[{ kind: 'gone' }], [{ kind: 'gone' }]])
  })

  test('are found by what they say when the answer was lost', async () => {
    const world = await startTaskWorld()
    await world.ports.capabilities(world.signal)
    const before = Date.parse(String(await world.portal.result('server.time')))
    await world.fault({ kind: 'timeout-after-commit', path: 'batch', ms: 1, times: 1 })
    const lost = world.port.create([asNew(7, someTask({ text: 'Один раз' }))], world.signal)
    await expect(lost).rejects.not.toMatchObject({ details: { reached: false } })

    const { created } = await world.port.findCreated(before, world.signal)

    expect(created.map(({ fields }) => fields)).toMatchObject([
      { aboutId: contactId(5), text: 'Один раз', dueAt: DUE, doneWith: null },
    ])
  })
})
