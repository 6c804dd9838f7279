import { describe, expect, test } from 'vitest'
import type { ContactContext } from '#core/connectors/bitrix24/contact-context.ts'
import { createRequisiteForms } from '#core/connectors/bitrix24/requisite-form.ts'
import { createRequisitePort } from '#core/connectors/bitrix24/requisites.ts'
import type { Cursor } from '#core/connectors/pull-page.ts'
import { uuidOf, type RemoteId } from '#shared/domain/ids.ts'
import type { Neighbour, RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { addressLineField, requisiteValueField, type RequisiteFields } from '#shared/domain/requisite.ts'
import { rows, type Params } from '../bitrix24/portal-session.ts'
import { companyId, startContactWorld } from './contact-world.ts'
import { asNew, contactId, PulledSales } from './sale-world.ts'

const QUARTER_OF_AN_HOUR_MS = 15 * 60_000

const portOf = (context: ContactContext) => createRequisitePort(context, createRequisiteForms(context))

async function startRequisiteWorld(options: Parameters<typeof startContactWorld>[0] = {}) {
  const world = await startContactWorld(options)
  const { portal } = world
  return {
    ...world,
    port: portOf(world.ports.context),
    portBy: (without: string) => portOf(world.portsBy({ without }).context),
    kept: async (id: RemoteId) => (await portal.result('crm.requisite.get', { id })) as Record<string, unknown>,
    addresses: async (id: RemoteId) =>
      rows(await portal.result('crm.address.list', { filter: { ENTITY_TYPE_ID: 8, ENTITY_ID: id } })),
    address: async (action: 'add' | 'update' | 'delete', id: RemoteId, type: number, lines: Params = {}) =>
      portal.result(`crm.address.${action}`, {
        fields: { TYPE_ID: type, ENTITY_TYPE_ID: 8, ENTITY_ID: id, ...lines },
      }),
  }
}
type RequisiteWorld = Awaited<ReturnType<typeof startRequisiteWorld>>

const someRequisite = (fields: Partial<RequisiteFields> = {}): Neighbour => ({
  kind: 'requisite',
  fields: {
    ...{ aboutId: contactId(5), templateId: '3', name: 'Физ. лицо', values: { RQ_LAST_NAME: 'Ли' }, addresses: {} },
    ...{ isAddressOnly: false, isRemoved: false },
    ...fields,
  },
})

async function make(world: RequisiteWorld, fields: Partial<RequisiteFields> = {}): Promise<RemoteId> {
  const [result] = await world.port.create([asNew(1, someRequisite(fields))], world.signal)
  if (result?.kind !== 'applied') throw new Error(`not made: ${JSON.stringify(result)}`)
  return result.remoteId
}

async function readOne(world: RequisiteWorld, id: RemoteId): Promise<RemoteNeighbour> {
  const found = (await world.port.read([id], world.signal)).get(id)
  if (found === undefined) throw new Error(`no requisites ${id}`)
  return found
}

const change = (world: RequisiteWorld, remoteId: RemoteId, to: Partial<RequisiteFields>, fields: readonly string[]) =>
  world.port.update([{ remoteId, record: someRequisite(to), fields }], world.signal)

const line = addressLineField

describe('requisites of a portal', () => {
  test('consist of what their presets ask for, with the types of addresses', async () => {
    const world = await startRequisiteWorld()

    const form = await createRequisiteForms(world.ports.context).current(world.signal)

    expect(form?.templates.map(({ id, name, isActive, hasAddresses }) => [id, name, isActive, hasAddresses])).toEqual([
      ['1', 'Организация', true, true],
      ['2', 'ИП', true, true],
      ['3', 'Физ. лицо', true, true],
    ])
    expect(form?.templates[0]?.lines.slice(0, 2)).toEqual([
      { name: 'RQ_INN', title: 'Tax ID', kind: 'text' },
      { name: 'RQ_COMPANY_NAME', title: 'Short organization name', kind: 'text' },
    ])
    expect(form?.templates.flatMap(({ lines }) => lines.map(({ name }) => name))).not.toContain('RQ_STAMP')
    expect(form?.addressTypes[0]).toEqual({ id: '1', name: 'Actual address' })
  })

  test.each(['crm.requisite.preset.list', 'crm.requisite.fields'])('are none where %s is refused', async (without) => {
    const world = await startRequisiteWorld()

    expect(await createRequisiteForms(world.portsBy({ without }).context).current(world.signal)).toBeNull()
  })

  test('may be anything where a portal does not tell what a preset asks for', async () => {
    const world = await startRequisiteWorld()
    const { context } = world.portsBy({ without: 'crm.requisite.preset.field.list' })

    const form = await createRequisiteForms(context).current(world.signal)

    expect(form?.templates[0]).toMatchObject({ hasAddresses: true })
    expect(form?.templates[0]?.lines.map(({ name }) => name)).toEqual(expect.arrayContaining(['RQ_INN', 'RQ_BIN']))
    expect(form?.templates[0]?.lines.map(({ name }) => name)).not.toContain('ENTITY_ID')
  })

  test('are made with their lines and their key, and read as they were meant', async () => {
    const world = await startRequisiteWorld()
    const item = asNew(1, someRequisite())

    const id = await make(world)

    expect(await world.kept(id)).toMatchObject({
      ...{ ENTITY_TYPE_ID: '3', ENTITY_ID: '5', PRESET_ID: '3', NAME: 'Физ. лицо', RQ_LAST_NAME: 'Ли' },
      ...{ ORIGINATOR_ID: 'KARTOTEKA', XML_ID: uuidOf(item.key) },
    })
    expect(await readOne(world, id)).toMatchObject({ ...item.record, id: `acc1.requisite.${id}` })
  })

  test('are found by their key where the answer was lost', async () => {
    const world = await startRequisiteWorld()
    const since = world.clock.now()
    const id = await make(world)

    const { created, keys, at } = await world.port.findCreated(since, world.signal)

    expect([created.map(({ remoteId }) => remoteId), keys?.get(id)]).toEqual([
      [id],
      uuidOf(asNew(1, someRequisite()).key),
    ])
    expect(at).toBeGreaterThanOrEqual(since - 1_000)
  })

  test('are gone with their contact, and say so when they are made', async () => {
    const world = await startRequisiteWorld()
    await world.colleague('delete', [5])

    expect(await world.port.create([asNew(1, someRequisite())], world.signal)).toEqual([{ kind: 'gone' }])
  })

  test('change line by line: what nobody touched stays, an empty line is emptied', async () => {
    const world = await startRequisiteWorld()
    const id = await make(world, { values: { RQ_LAST_NAME: 'Ли', RQ_INN: '77' } })
    await world.portal.result('crm.requisite.update', { id, fields: { RQ_FIRST_NAME: 'Анна' } })

    await change(world, id, { values: { RQ_INN: '78' }, name: 'Личные' }, [
      ...['RQ_INN', 'RQ_LAST_NAME'].map(requisiteValueField),
      'name',
    ])

    expect((await readOne(world, id)).fields).toMatchObject({
      ...{ name: 'Личные', values: { RQ_INN: '78', RQ_FIRST_NAME: 'Анна' } },
    })
    expect((await world.kept(id))['RQ_LAST_NAME']).toBe('')
  })

  test('have addresses by type, each made, changed by lines and deleted as it is needed', async () => {
    const world = await startRequisiteWorld()
    const id = await make(world)
    await world.address('add', id, 1, { CITY: 'Казань', COUNTRY: 'Россия' })
    await world.address('add', id, 4, { CITY: 'Омск' })
    await world.address('add', id, 11)
    const addresses = {
      1: { CITY: 'Москва', COUNTRY: 'Россия' },
      6: { ADDRESS_1: 'Тверская, 1' },
      11: { CITY: 'Тула' },
    }

    const results = await change(world, id, { addresses }, [
      ...[line('1', 'CITY'), line('6', 'ADDRESS_1'), line('4', 'CITY'), line('11', 'CITY'), line('9', 'CITY')],
    ])

    expect(results).toMatchObject([{ kind: 'applied' }])
    expect((await readOne(world, id)).fields).toMatchObject({ addresses })
    expect((await world.addresses(id)).map(({ TYPE_ID }) => TYPE_ID).toSorted()).toEqual(['1', '11', '6'])
  })

  test('that have gone since an address was to go are told to be gone, not done', async () => {
    const world = await startRequisiteWorld()
    const id = await make(world)
    await world.portal.result('crm.requisite.delete', { id })

    expect(await change(world, id, { addresses: {} }, [line('1', 'CITY')])).toEqual([{ kind: 'gone' }])
  })

  test('are deleted with their addresses; deleted already, they are gone', async () => {
    const world = await startRequisiteWorld()
    const id = await make(world)
    await world.address('add', id, 1, { CITY: 'Казань' })

    const remove = () => change(world, id, { isRemoved: true }, [REMOVED])

    expect([await remove(), await remove()]).toMatchObject([[{ kind: 'applied' }], [{ kind: 'gone' }]])
    expect([(await world.port.read([id], world.signal)).size, await world.addresses(id)]).toEqual([0, []])
  })

  test('say at which line the portal refused them', async () => {
    const world = await startRequisiteWorld()
    const id = await make(world)
    const by = world.portBy('crm.address.add')
    const record = someRequisite({ values: { RQ_INN: '1' }, addresses: { 1: { CITY: 'Казань', REGION: 'Татарстан' } } })
    const fields = [requisiteValueField('RQ_INN'), line('1', 'CITY'), line('1', 'REGION')]

    const [result] = await by.update([{ remoteId: id, record, fields }], world.signal)

    expect(result).toMatchObject({ kind: 'rejected', field: 'neighbour:address:1:CITY' })
    expect((await readOne(world, id)).fields).toMatchObject({ values: { RQ_INN: '1' } })
  })

  test('are pulled; new and changed ones follow', async () => {
    const world = await startRequisiteWorld()
    const pulled = new PulledSales()
    const first = await make(world)
    const fields = { ENTITY_TYPE_ID: 4, ENTITY_ID: 1, PRESET_ID: 1, NAME: 'Firm' }
    const ofCompany = String(await world.portal.result('crm.requisite.add', { fields }))
    await pulled.pull(world)
    world.portal.advance(60_000)
    await pulled.pull(world)
    const second = String(
      await world.portal.result('crm.requisite.add', { fields: { ...fields, ENTITY_TYPE_ID: 3, RQ_INN: '5' } }),
    )
    await world.portal.result('crm.requisite.update', { id: first, fields: { RQ_INN: '6' } })

    const told = await pulled.pull(world)

    expect(told.toSorted()).toEqual([first, second].toSorted())
    expect([...pulled.byId.keys()]).toContain(ofCompany)
    expect(pulled.byId.get(first)?.fields).toMatchObject({ values: { RQ_LAST_NAME: 'Ли', RQ_INN: '6' } })
  })

  test('more than a page of addresses is read whole', async () => {
    const world = await startRequisiteWorld()
    const ids: RemoteId[] = []
    const at = (n: number) => ({ CITY: `${n}` })
    for (let n = 0; n < 12; n++) {
      const id = await make(world)
      ids.push(id)
      for (const type of [1, 4, 6, 9, 11]) await world.address('add', id, type, { CITY: `${n}` })
    }

    const read = await world.port.read(ids, world.signal)

    expect(ids.map((id) => read.get(id)?.fields)).toMatchObject(
      ids.map((_, n) => ({ addresses: { 1: at(n), 4: at(n), 6: at(n), 9: at(n), 11: at(n) } })),
    )
  })

  test('that are gone, and addresses that have moved, come with the comparison', async () => {
    const world = await startRequisiteWorld()
    const pulled = new PulledSales()
    const [kept, gone] = [await make(world), await make(world)]
    await world.address('add', kept, 1, { CITY: 'Казань' })
    await pulled.pull(world)
    world.portal.advance(QUARTER_OF_AN_HOUR_MS)
    await pulled.pull(world)
    world.portal.advance(QUARTER_OF_AN_HOUR_MS)
    expect(await pulled.pull(world)).toEqual([])
    await world.address('update', kept, 1, { CITY: 'Москва' })
    await world.portal.result('crm.requisite.delete', { id: gone })
    world.portal.advance(QUARTER_OF_AN_HOUR_MS)

    const told = await pulled.pull(world)

    expect(told).toEqual([kept, `-${gone}`])
    expect(pulled.byId.get(kept)?.fields).toMatchObject({ addresses: { 1: { CITY: 'Москва' } } })
  })

  test('of some contacts are read at once, with addresses that no date tells of', async () => {
    const world = await startRequisiteWorld()
    const [own, other] = [await make(world), await make(world, { aboutId: contactId(6) })]
    await world.address('add', own, 1, { CITY: 'Казань' })

    const told = await world.port.readAbout?.(['5' as RemoteId], world.signal)

    expect(told).toMatchObject([{ remoteId: own, fields: { addresses: { 1: { CITY: 'Казань' } } } }])
    expect(told?.map(({ remoteId }) => remoteId)).not.toContain(other)
  })

  test.each(['crm.requisite.list', 'crm.requisite.fields'])(
    'that are not for this user are none, and hold up nothing: %s is refused',
    async (without) => {
      const world = await startRequisiteWorld()
      const pulled = new PulledSales()
      const port = world.portBy(without)
      await make(world)

      await pulled.pull({ ...world, port })

      expect([pulled.byId.size, await port.readAbout?.(['5' as RemoteId], world.signal)]).toEqual([0, []])
    },
  )
})

describe('requisites of companies', () => {
  const ofCompany = { aboutId: null, companyId: companyId(1), templateId: '1', name: 'Организация' }

  test('are made, told, changed and taken away like those of contacts', async () => {
    const world = await startRequisiteWorld()
    const values = { RQ_COMPANY_NAME: 'Ромашка' }

    const id = await make(world, { ...ofCompany, values })
    const made = await world.kept(id)
    const told = await readOne(world, id)
    await change(world, id, { ...ofCompany, values: { RQ_INN: '7707083893' } }, [requisiteValueField('RQ_INN')])
    const changed = await world.kept(id)
    await change(world, id, { ...ofCompany, isRemoved: true }, [REMOVED])

    expect(made).toMatchObject({ ENTITY_TYPE_ID: '4', ENTITY_ID: '1', RQ_COMPANY_NAME: 'Ромашка' })
    expect(told.fields).toMatchObject({ aboutId: null, companyId: companyId(1), values })
    expect(changed).toMatchObject({ RQ_INN: '7707083893', RQ_COMPANY_NAME: 'Ромашка' })
    expect((await world.port.read([id], world.signal)).size).toBe(0)
  })

  test('are pulled with those of contacts, also by whoever has a cursor from before', async () => {
    const world = await startRequisiteWorld()
    const [own, theirs] = [await make(world), await make(world, ofCompany)]
    const before = JSON.stringify({ kind: 'changes' }) as Cursor
    const found = new Map<string, RemoteNeighbour>()
    for await (const { items } of world.port.pull(before, world.signal)) {
      for (const change of items) if (change.kind === 'upsert') found.set(change.neighbour.remoteId, change.neighbour)
    }

    expect([found.get(own)?.fields, found.get(theirs)?.fields]).toMatchObject([
      { aboutId: contactId(5) },
      { aboutId: null, companyId: companyId(1) },
    ])
  })
})
