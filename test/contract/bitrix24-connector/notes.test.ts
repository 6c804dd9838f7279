import { describe, expect, test } from 'vitest'
import { createNotePort } from '#core/connectors/bitrix24/notes.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { Neighbour } from '#shared/domain/neighbour.ts'
import { TRAINEE, webhookOf } from '../bitrix24/portal-session.ts'
import { remoteId, startContactWorld } from './contact-world.ts'
import { asNew, contactId, PulledSales } from './sale-world.ts'

async function startNoteWorld() {
  const world = await startContactWorld()
  return { ...world, port: createNotePort(world.ports.context) }
}
type NoteWorld = Awaited<ReturnType<typeof startNoteWorld>>

const someNote = (text: string, about = 5): Neighbour => ({
  kind: 'note',
  fields: { aboutId: contactId(about), noteType: 'common', text },
})

const taken = (text: string, about = 5): Neighbour => ({
  kind: 'note',
  fields: { aboutId: contactId(about), noteType: 'common', text, isRemoved: true },
})

async function make(world: NoteWorld, text: string, about = 5): Promise<RemoteId> {
  const [result] = await world.port.create([asNew(1, someNote(text, about))], world.signal)
  if (result?.kind !== 'applied') throw new Error(`not made: ${JSON.stringify(result)}`)
  return result.remoteId
}

describe('notes of a portal', () => {
  test('are comments of contacts, written and reworded', async () => {
    const world = await startNoteWorld()
    const id = await make(world, 'Встретились на ярмарке')

    await world.port.update([{ remoteId: id, record: someNote('Иначе'), fields: ['text'] }], world.signal)

    expect(await world.portal.result('crm.timeline.comment.get', { id })).toMatchObject({
      ...{ ENTITY_ID: '5', ENTITY_TYPE: 'contact', COMMENT: 'Иначе' },
    })
    expect((await world.port.read([id], world.signal)).get(id)?.fields).toEqual(someNote('Иначе').fields)
  })

  test('are pulled with the contacts on which something has happened, and come when something does', async () => {
    const world = await startNoteWorld()
    world.portal.advance(60_000)
    const first = await make(world, 'Первая')
    const pulled = new PulledSales()
    await pulled.pull(world)
    world.portal.advance(60_000)
    const fields = { ENTITY_ID: 7, ENTITY_TYPE: 'contact', COMMENT: 'Вторая' }
    const second = String(await world.portal.result('crm.timeline.comment.add', { fields })) as RemoteId

    await pulled.pull(world)

    expect([first, second].map((id) => pulled.byId.get(id)?.fields)).toEqual([
      someNote('Первая').fields,
      someNote('Вторая', 7).fields,
    ])
  })

  test('of a contact at rest, which no pull brings, are told to whoever asks for that contact, to the last page', async () => {
    const world = await startNoteWorld()
    const texts = Array.from({ length: 103 }, (_, at) => `Заметка ${at}`)
    for (const COMMENT of texts) {
      const fields = { ENTITY_ID: 5, ENTITY_TYPE: 'contact', COMMENT }
      await world.portal.result('crm.timeline.comment.add', { fields })
    }
    await make(world, 'Другого', 6)
    world.pass(40 * 24 * 60 * 60_000)
    const pulled = new PulledSales()
    await pulled.pull(world)
    world.requestCount()

    const told = await world.port.readAbout?.([remoteId(5)], world.signal)

    expect([pulled.byId.size, world.requestCount()]).toEqual([0, 2])
    expect(told?.map(({ fields }) => ('text' in fields ? fields.text : '')).toSorted()).toEqual(texts.toSorted())
    expect(new Set(told?.map(({ fields }) => ('aboutId' in fields ? fields.aboutId : null)))).toEqual(
      new Set([contactId(5)]),
    )
  })

  test('that a colleague has taken off, or that went with their contact, are missed when ids are compared', async () => {
    const world = await startNoteWorld()
    world.portal.advance(60_000)
    const [kept, taken] = [await make(world, 'Остаётся'), await make(world, 'Уходит')]
    const along = await make(world, 'Уходит с контактом', 6)
    const pulled = new PulledSales()
    await pulled.pull(world)
    await pulled.pull(world)
    await world.portal.result('crm.timeline.comment.delete', { id: taken })
    await world.colleague('delete', [6])
    world.portal.advance(15 * 60_000)

    const told = await pulled.pull(world)

    expect(told.filter((id) => id.startsWith('-')).toSorted()).toEqual([`-${taken}`, `-${along}`].toSorted())
    expect([...pulled.byId.keys()]).toEqual([kept])
  })

  test('are deleted; one that is gone already says so, one that is not for this user to change is refused', async () => {
    const world = await startNoteWorld()
    const [mine, gone] = [await make(world, 'Лишняя'), await make(world, 'Уже нет')]
    await world.portal.result('crm.timeline.comment.delete', { id: gone })
    const going = (id: RemoteId) => ({ remoteId: id, record: taken('x'), fields: ['text', 'isRemoved'] })
    const trainee = createNotePort(world.portsBy({ webhook: await webhookOf(world.portal, TRAINEE) }).context)

    const refused = await trainee.update([going(mine)], world.signal)
    const results = await world.port.update([going(mine), going(gone)], world.signal)

    expect(refused).toMatchObject([{ kind: 'rejected', reason: 'forbidden' }])
    expect(results).toEqual([{ kind: 'applied', remoteId: mine, updatedAt: null }, { kind: 'gone' }])
    expect((await world.port.read([mine], world.signal)).size).toBe(0)
  })

  test('say when they are gone, or their contact is; an empty one is refused in words', async () => {
    const world = await startNoteWorld()
    const id = await make(world, 'Первая')
    await world.portal.result('crm.timeline.comment.delete', { id })

    const changed = await world.port.update([{ remoteId: id, record: someNote('x'), fields: ['text'] }], world.signal)
    const made = await world.port.create(
      [someNote('x', 9_999), someNote(' ')].map((n, at) => asNew(at, n)),
      world.signal,
    )

    expect([...changed, ...made]).toMatchObject([
      { kind: 'gone' },
      { kind: 'gone' },
      { kind: 'rejected', field: 'neighbour:text' },
    ])
    expect((await world.port.read([id], world.signal)).size).toBe(0)
  })

  test('are found by what they say when the answer was lost, at the contact that they are about', async () => {
    const world = await startNoteWorld()
    await make(world, 'Старая')
    world.portal.advance(60_000)
    const before = Date.parse(String(await world.portal.result('server.time')))
    await world.fault({ kind: 'timeout-after-commit', path: 'batch', ms: 1, times: 1 })
    const lost = world.port.create([asNew(7, someNote('Один раз'))], world.signal)
    await expect(lost).rejects.not.toMatchObject({ details: { reached: false } })

    const { at, created } = await world.port.findCreated(before, world.signal, [remoteId(5)])

    expect([at, created.map(({ fields }) => fields)]).toEqual([before, [someNote('Один раз').fields]])
  })
})
