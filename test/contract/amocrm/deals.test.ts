import { describe, expect, test } from 'vitest'
import type { NeighbourPort } from '#core/connectors/neighbour-port.ts'
import type { Cursor } from '#core/connectors/pull-page.ts'
import { toEntityId, toStageId, type ContactId, type RemoteId, type StageId, type UserId } from '#shared/domain/ids.ts'
import { memberField, type Deal, type DealFields, type RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { demoUsers, type StoredDeal } from '#test/support/demo-control.ts'
import { asCreate } from '#test/support/neighbours.ts'
import { accountId, drain, remoteId, startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

const contactOf = (id: number) => toEntityId<ContactId>(accountId, remoteId(id))
const stages = {
  first: toStageId('3177727', '32392159'),
  talks: toStageId('3177727', '32392165'),
  wonInService: toStageId('3177931', '142'),
} satisfies Record<string, StageId>

const someDeal = (fields: Partial<DealFields> = {}): Deal => ({
  kind: 'deal',
  fields: {
    ...{ name: 'Order', price: 0, stage: null, responsibleId: null },
    ...{ contactIds: [], mainContactId: null, companyId: null },
    ...fields,
  },
})

const noEvents = { kind: 'status', path: '/api/v4/events', status: 403, body: '{"status":403}', times: null }

interface World extends AmocrmWorld {
  readonly port: NeighbourPort
  readonly people: readonly ContactId[]
}

async function startWorld(options: Parameters<typeof startAmocrmWorld>[0] = {}): Promise<World> {
  const world = await startAmocrmWorld(options)
  const port = world.connector.neighbours.deal
  if (port === undefined) throw new Error('the connector does not know deals')
  return { ...world, port, people: (await world.liveContacts()).map(({ id }) => contactOf(id)) }
}

type Held = Map<RemoteId, RemoteNeighbour>

/** What a cache would hold. */
async function pullInto(held: Held, { port, signal }: Pick<World, 'port' | 'signal'>, from: Cursor | null) {
  const pages = await drain(port.pull(from, signal))
  for (const change of pages.flatMap(({ items }) => items)) {
    if (change.kind === 'upsert') held.set(change.neighbour.remoteId, change.neighbour)
    else held.delete(change.remoteId)
  }
  return pages.at(-1)?.cursor ?? null
}

async function make({ port, signal }: World, deal: Deal): Promise<RemoteId> {
  const [result] = await port.create([asCreate(deal)], signal)
  if (result?.kind !== 'applied') throw new Error(`not made: ${JSON.stringify(result)}`)
  return result.remoteId
}

async function stored({ control }: World, id: RemoteId): Promise<StoredDeal | undefined> {
  return (await control.deals()).find((deal) => deal.id === Number(id))
}

const fieldsOf = (one: RemoteNeighbour | undefined): DealFields | null => (one?.kind === 'deal' ? one.fields : null)
const sorted = (ids: readonly string[] | undefined) => (ids ?? []).toSorted()

describe('deals', () => {
  test('are pulled whole, with price, stage, contacts and the main one', async () => {
    const world = await startWorld()
    const held: Held = new Map()

    await pullInto(held, world, null)

    const live = (await world.control.deals()).filter(({ trashed }) => !trashed)
    expect(live.length).toBeGreaterThan(0)
    const told = live.map(({ id }) => {
      const fields = fieldsOf(held.get(remoteId(id)))
      const { name, price, stage, mainContactId, contactIds } = fields ?? someDeal().fields
      return { id, name, price, stage, mainContactId, contactIds: sorted(contactIds) }
    })
    expect(told).toEqual(
      live.map(({ id, name, price, pipelineId, stageId, contacts }) => {
        const main = contacts.find(({ isMain }) => isMain)
        const ids = sorted(contacts.map((one) => contactOf(one.id)))
        const stage = toStageId(String(pipelineId), String(stageId))
        return {
          id,
          name,
          price,
          stage,
          mainContactId: main === undefined ? null : contactOf(main.id),
          contactIds: ids,
        }
      }),
    )
    expect(held.size).toBe(live.length)
  })

  test.each([true, false])('that changed, were deleted or restored since follow (filters: %s)', async (apiFilter) => {
    const world = await startWorld()
    await world.switches({ apiFilter })
    const [changed, deleted] = [await make(world, someDeal()), await make(world, someDeal())]
    const held: Held = new Map()
    const cursor = await pullInto(held, world, null)

    await world.control.vendor({ action: 'edit', entity: 'leads', ids: [Number(changed)], fields: { price: 700 } })
    await world.control.vendor({ action: 'delete', entity: 'leads', ids: [Number(deleted)] })
    const next = await pullInto(held, world, cursor)
    const afterDelete = held.has(deleted)
    await world.control.vendor({ action: 'restore', entity: 'leads', ids: [Number(deleted)] })
    await pullInto(held, world, next)

    expect([fieldsOf(held.get(changed))?.price, afterDelete, held.has(deleted)]).toEqual([700, false, true])
  })

  test('whose contacts a colleague changed are told even where links leave no trace in the time of change', async () => {
    const world = await startWorld()
    await world.switches({ linkBumpsUpdatedAt: false })
    const [ann, bob] = world.people
    const id = await make(world, someDeal({ contactIds: [ann], mainContactId: ann } as Partial<DealFields>))
    const held: Held = new Map()
    const cursor = await pullInto(held, world, null)
    // The overlap of a pull would bring it in any case.
    const later = (cursor ?? '').replace(/\d{10}/gu, (at) => String(Number(at) + 61)) as Cursor

    const link = { to_entity_id: Number(bob?.split('.')[1]), to_entity_type: 'contacts' }
    await world.control.vendor({ action: 'link', entity: 'leads', ids: [Number(id)], fields: link })
    await pullInto(held, world, later)

    expect(sorted(fieldsOf(held.get(id))?.contactIds)).toEqual(sorted([ann ?? '', bob ?? '']))
  })

  test('in the trash are gone for a user who may not read the log of events as well', async () => {
    const world = await startWorld()
    const id = await make(world, someDeal())
    const held: Held = new Map()
    const cursor = await pullInto(held, world, null)
    await world.control.faults([noEvents])
    await world.control.vendor({ action: 'delete', entity: 'leads', ids: [Number(id)] })

    await pullInto(held, world, cursor)

    expect(held.has(id)).toBe(false)
  })

  test('are made with their stage, price, contacts and company', async () => {
    const world = await startWorld()
    const [ann, bob] = world.people
    const responsibleId = toEntityId<UserId>(accountId, remoteId(demoUsers.colleague))
    const contactIds = [ann, bob].filter((one) => one !== undefined)

    const id = await make(
      world,
      someDeal({ price: 1500, stage: stages.talks, responsibleId, contactIds, mainContactId: bob ?? null }),
    )

    expect(await stored(world, id)).toMatchObject({
      name: 'Order',
      price: 1500,
      pipelineId: 3_177_727,
      stageId: 32_392_165,
      responsible_user_id: demoUsers.colleague,
    })
    const made = (await world.port.read([id], world.signal)).get(id)
    expect([sorted(fieldsOf(made)?.contactIds), fieldsOf(made)?.mainContactId]).toEqual([sorted(contactIds), bob])
  })

  test('are won in another pipeline, renamed and priced, and nothing else of them changes', async () => {
    const world = await startWorld()
    const [ann] = world.people
    const id = await make(world, someDeal({ stage: stages.first, contactIds: ann === undefined ? [] : [ann] }))
    const record = someDeal({ name: 'Repair', price: 90, stage: stages.wonInService })

    const results = await world.port.update(
      [{ remoteId: id, record, fields: ['name', 'price', 'stage'] }],
      world.signal,
    )

    expect(results).toMatchObject([{ kind: 'applied', remoteId: id }])
    expect(await stored(world, id)).toMatchObject({ name: 'Repair', price: 90, pipelineId: 3_177_931, stageId: 142 })
    expect((await stored(world, id))?.contacts).toHaveLength(1)
  })

  test('take contacts in and let them go one by one, and change their main one', async () => {
    const world = await startWorld()
    const [ann, bob, eve] = world.people
    if (ann === undefined || bob === undefined || eve === undefined) throw new Error('too few contacts')
    const id = await make(world, someDeal({ contactIds: [ann, bob], mainContactId: ann }))
    const record = someDeal({ contactIds: [bob, eve], mainContactId: eve })
    const fields = [memberField(ann), memberField(eve), 'mainContactId']

    const results = await world.port.update([{ remoteId: id, record, fields }], world.signal)
    // As after an answer that was lost.
    const again = await world.port.update([{ remoteId: id, record, fields }], world.signal)

    expect([results, again]).toMatchObject([[{ kind: 'applied' }], [{ kind: 'applied' }]])
    const told = fieldsOf((await world.port.read([id], world.signal)).get(id))
    expect([sorted(told?.contactIds), told?.mainContactId]).toEqual([sorted([bob, eve]), eve])
  })

  test('say which contact the CRM does not know, and keep the others', async () => {
    const world = await startWorld()
    const [ann] = world.people
    if (ann === undefined) throw new Error('too few contacts')
    const stranger = contactOf(999_999)
    const id = await make(world, someDeal())
    const record = someDeal({ contactIds: [stranger, ann] })
    const fields = [memberField(stranger), memberField(ann)]

    const results = await world.port.update([{ remoteId: id, record, fields }], world.signal)

    expect(results).toMatchObject([{ kind: 'rejected', field: `neighbour:${memberField(stranger)}` }])
    expect((await stored(world, id))?.contacts.map((one) => contactOf(one.id))).toEqual([ann])
  })

  test('are refused at the very field, and gone once they are in the trash', async () => {
    const world = await startWorld()
    const id = await make(world, someDeal())
    const record = someDeal({ stage: toStageId('3177727', '999') })
    const update = { remoteId: id, record, fields: ['stage'] }

    const refused = await world.port.update([update], world.signal)
    await world.control.vendor({ action: 'delete', entity: 'leads', ids: [Number(id)] })
    const late = await world.port.update([{ ...update, record: someDeal(), fields: ['name'] }], world.signal)

    expect([refused, late]).toMatchObject([[{ kind: 'rejected', field: 'neighbour:stage' }], [{ kind: 'gone' }]])
  })

  test('that were made by the same user are found by their name when the answer was lost', async () => {
    const world = await startWorld()
    await world.connector.identify(world.signal)
    const since = world.connector.heardAt() ?? 0
    await world.control.faults([{ kind: 'reset-after-commit', path: '/api/v4/leads', method: 'POST' }])
    await expect(world.port.create([asCreate(someDeal({ name: 'once' }))], world.signal)).rejects.toMatchObject({
      details: { reached: true },
    })
    const byColleague = { name: 'theirs', responsible_user_id: demoUsers.colleague }
    await world.control.vendor({ action: 'add', entity: 'leads', fields: byColleague, userId: demoUsers.colleague })

    const { created } = await world.port.findCreated(since, world.signal)

    expect(created.map((one) => fieldsOf(one)?.name)).toEqual(['once'])
  })

  test.each([
    ['those of the same user, where the log of events tells whose they were', [], ['ours']],
    ['anybody’s, where that log is not for this user', [noEvents], ['ours', 'theirs']],
  ])('that were made since then are looked for in the trash as well: %s', async (_whose, faults, expected) => {
    const world = await startWorld()
    await world.connector.identify(world.signal)
    const old = await make(world, someDeal({ name: 'old' }))
    await make(world, someDeal({ name: 'old as well' }))
    await world.clock.sleep(3_000, world.signal)
    const ours = await make(world, someDeal({ name: 'ours' }))
    const since = (await world.port.read([ours], world.signal)).get(ours)?.createdAt ?? 0
    const byColleague = { entity: 'leads', userId: demoUsers.colleague }
    await world.control.vendor({ action: 'add', fields: { name: 'theirs' }, ...byColleague })
    const theirs = (await world.control.deals()).find(({ name }) => name === 'theirs')?.id ?? 0
    const ids = [Number(old), Number(ours), theirs]
    await world.control.vendor({ action: 'delete', ids, ...byColleague })
    await world.control.faults(faults)

    const { created, deleted = [] } = await world.port.findCreated(since, world.signal)

    const all = await world.control.deals()
    const names = all.filter(({ id }) => deleted.includes(remoteId(id))).map(({ name }) => name)
    expect([created, names.toSorted()]).toEqual([[], expected])
  })
})

describe('pipelines', () => {
  test('come with their stages in order, their colours, and what each stage means', async () => {
    const { connector, signal } = await startWorld()

    const pipelines = await connector.pullPipelines(signal)

    expect(pipelines.map(({ name, isMain }) => [name, isMain])).toEqual([
      ['Воронка', true],
      ['Сервис и гарантия', false],
    ])
    expect(pipelines[1]?.stages.map(({ id, name, color, kind }) => [id, name, color, kind])).toEqual([
      ['3177931:32392198', 'Неразобранное', '#c1c1c1', 'incoming'],
      ['3177931:32392201', 'Заявка принята', '#99ccff', 'open'],
      ['3177931:32392207', 'Мастер выехал', '#ffff99', 'open'],
      ['3177931:142', 'Успешно реализовано', '#CCFF66', 'won'],
      ['3177931:143', 'Закрыто и не реализовано', '#D5D8DB', 'lost'],
    ])
  })
})
