import { describe, expect, test } from 'vitest'
import type { NeighbourPort } from '#core/connectors/neighbour-port.ts'
import { toStageId, type FieldId, type RemoteId } from '#shared/domain/ids.ts'
import { customField, type CustomValues, type Deal } from '#shared/domain/neighbour.ts'
import { saleFacts, tagsIn, toTagItem } from '#shared/domain/sale-facts.ts'
import { asCreate } from '#test/support/neighbours.ts'
import { startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

/** As the demo CRM has them: a stage of the second pipeline's end, and why deals are lost. */
const LOST = toStageId('3177727', '143')
const URGENT = { name: 'срочно', color: '#ff8f92' }

interface World extends AmocrmWorld {
  readonly port: NeighbourPort
}

async function startWorld(switches: Readonly<Record<string, unknown>> = {}): Promise<World> {
  const world = await startAmocrmWorld({ contacts: 20 })
  await world.switches(switches)
  const port = world.connector.neighbours.deal
  if (port === undefined) throw new Error('the connector does not know deals')
  return { ...world, port }
}

const someDeal = (custom: CustomValues = {}): Deal => ({
  kind: 'deal',
  fields: {
    ...{ name: 'Order', price: 0, stage: null, responsibleId: null },
    ...{ contactIds: [], mainContactId: null, companyId: null },
    custom,
  },
})

async function make({ port, signal }: World, custom: CustomValues = {}): Promise<RemoteId> {
  const [result] = await port.create([asCreate(someDeal(custom))], signal)
  if (result?.kind !== 'applied') throw new Error(`not made: ${JSON.stringify(result)}`)
  return result.remoteId
}

async function read({ port, signal }: World, id: RemoteId): Promise<Deal> {
  const found = (await port.read([id], signal)).get(id)
  if (found?.kind !== 'deal') throw new Error('no deal')
  return found
}

const namesOf = ({ fields }: Deal) => tagsIn(fields.custom?.[saleFacts.tags]).map(({ name }) => name)
const tagged = (...names: readonly string[]) => names.map((name) => toTagItem({ name, color: '' }))

/** Sends custom values on top of what the CRM has, as the engine does. */
async function send(world: World, id: RemoteId, values: CustomValues, fields: Partial<Deal['fields']> = {}) {
  const before = await read(world, id)
  const record: Deal = {
    kind: 'deal',
    fields: { ...before.fields, ...fields, custom: { ...before.fields.custom, ...values } },
  }
  const changed = [...Object.keys(fields), ...Object.keys(values).map((field) => customField(field as FieldId))]
  const [result] = await world.port.update([{ remoteId: id, record, before, fields: changed }], world.signal)
  return result
}

describe('tags of deals', () => {
  test('are told with their colours, on the deal and in the list of all', async () => {
    const world = await startWorld()
    const id = await make(world, { [saleFacts.tags]: tagged('срочно', 'Новый') })

    const fields = await world.connector.pullFields(world.signal)

    expect(tagsIn((await read(world, id)).fields.custom?.[saleFacts.tags])).toEqual([
      URGENT,
      { name: 'Новый', color: '' },
    ])
    const options = fields.find((field) => field.id === saleFacts.tags)?.options ?? []
    expect(options).toContainEqual({ id: URGENT.name, value: URGENT.name, code: URGENT.color })
    expect(options.map(({ value }) => value)).toContain('Новый')
  })

  test.each(['heeded', 'ignored'])(
    'come and go one by one and leave those of colleagues alone (single tags: %s)',
    async (leadTagKeys) => {
      const world = await startWorld({ leadTagKeys })
      const id = await make(world, { [saleFacts.tags]: tagged('опт', 'срочно') })
      const before = await read(world, id)
      const action = { action: 'edit', entity: 'leads', ids: [Number(id)] }
      await world.control.vendor({ ...action, fields: { tags: ['опт', 'срочно', 'чужой'] } })

      const record: Deal = {
        ...before,
        fields: { ...before.fields, custom: { [saleFacts.tags]: tagged('срочно', 'мой') } },
      }
      const update = { remoteId: id, record, before, fields: [customField(saleFacts.tags)] }
      const results = [await world.port.update([update], world.signal), await world.port.update([update], world.signal)]

      expect(results.flat().map(({ kind }) => kind)).toEqual(['applied', 'applied'])
      expect(namesOf(await read(world, id)).toSorted()).toEqual(['мой', 'срочно', 'чужой'])
    },
  )
})

test('a tag that is refused when all of them are said is set aside at its deal; the others go on', async () => {
  const world = await startWorld({ leadTagKeys: 'ignored' })
  const [id, other] = [await make(world), await make(world)]
  const toUpdate = async (remoteId: RemoteId) => {
    const before = await read(world, remoteId)
    const record: Deal = { ...before, fields: { ...before.fields, custom: { [saleFacts.tags]: tagged('мой') } } }
    return { remoteId, record, before, fields: [customField(saleFacts.tags)] }
  }
  const items = [await toUpdate(id), await toUpdate(other)]
  const body = { title: 'Bad Request', status: 400, detail: 'no such tag' }
  await world.control.faults([{ kind: 'status', status: 400, body, method: 'PATCH', path: `/api/v4/leads/${id}` }])

  const results = await world.port.update(items, world.signal)

  expect(results).toMatchObject([
    { kind: 'rejected', field: `neighbour:${customField(saleFacts.tags)}` },
    { kind: 'applied' },
  ])
  expect(namesOf(await read(world, other))).toEqual(['мой'])
})

test('tags of a deal that is deleted while they are put on did not come about', async () => {
  const world = await startWorld({ leadTagKeys: 'ignored' })
  const id = await make(world)
  const before = await read(world, id)
  const record: Deal = { ...before, fields: { ...before.fields, custom: { [saleFacts.tags]: tagged('мой') } } }
  await world.control.faults([
    { kind: 'status', status: 204, body: '', method: 'GET', path: '/api/v4/leads', times: 1 },
  ])

  const update = { remoteId: id, record, before, fields: [customField(saleFacts.tags)] }
  const results = await world.port.update([update], world.signal)

  expect(results).toEqual([{ kind: 'gone' }])
})

describe('why a deal was lost', () => {
  test('goes with its stage, is told with the time of closing, and can be another one or none', async () => {
    const world = await startWorld()
    const id = await make(world)
    const reasons = (await world.connector.pullFields(world.signal)).find(({ id: own }) => own === saleFacts.lossReason)
    const [first, second] = reasons?.options ?? []
    if (first === undefined || second === undefined) throw new Error('no reasons')
    const item = ({ id: optionId, value }: typeof first) => ({ value, optionId })

    await send(world, id, { [saleFacts.lossReason]: [item(first)] }, { stage: LOST })
    const lost = (await read(world, id)).fields
    await send(world, id, { [saleFacts.lossReason]: [item(second)] })
    const other = (await read(world, id)).fields
    await send(world, id, { [saleFacts.lossReason]: [] })

    expect([lost.stage, lost.custom?.[saleFacts.lossReason]]).toEqual([LOST, [item(first)]])
    expect(typeof lost.custom?.[saleFacts.closedAt]?.[0]?.value).toBe('number')
    expect(other.custom?.[saleFacts.lossReason]).toEqual([item(second)])
    expect((await read(world, id)).fields.custom?.[saleFacts.lossReason]).toBeUndefined()
  })

  test('that the CRM does not know is refused at its field', async () => {
    const world = await startWorld()
    const id = await make(world)

    const result = await send(world, id, { [saleFacts.lossReason]: [{ value: '', optionId: '1' }] }, { stage: LOST })

    expect(result).toMatchObject({ kind: 'rejected', field: `neighbour:${customField(saleFacts.lossReason)}` })
  })

  test('has nothing to choose from where the lists are not for this user', async () => {
    const world = await startWorld()
    const fault = { kind: 'status', status: 403, body: { status: 403 }, path: '/api/v4/leads/loss_reasons' }
    await world.control.faults([fault])

    const fields = await world.connector.pullFields(world.signal)

    expect(fields.find(({ id }) => id === saleFacts.lossReason)?.options).toEqual([])
  })
})
