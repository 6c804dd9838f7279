import { describe, expect, test } from 'vitest'
import type { Connector } from '#core/connectors/connector.ts'
import type { ItemResult } from '#core/connectors/contact-writes.ts'
import { uuidOf, type FieldId, type RemoteId } from '#shared/domain/ids.ts'
import { drain, someCreate, startAmocrmWorld, type AmocrmWorld } from './amocrm-world.ts'

const idsOf = (results: readonly ItemResult[]): readonly RemoteId[] =>
  results.flatMap((result) => (result.kind === 'applied' ? [result.remoteId] : []))

async function externalId({ connector, signal }: AmocrmWorld): Promise<FieldId> {
  const suggested = (await connector.offerMarkers(signal)).fields.find(({ isSuggested }) => isSuggested)
  if (suggested === undefined) throw new Error('the demo CRM has no field for outside keys')
  return suggested.id
}

async function startMarked() {
  const world = await startAmocrmWorld()
  const markerField = await externalId(world)
  return { world, markerField, marking: world.reconnect({ markerField }), signal: world.signal }
}

const keysOf = async (connector: Connector, world: AmocrmWorld) =>
  (await connector.findCreated(world.clock.now() - 600_000, world.signal)).created.map(({ keys }) => keys)

describe('a marker', () => {
  test('is written with the create, and tells the contact from all others', async () => {
    const { world, markerField, marking, signal } = await startMarked()
    const item = someCreate(1, { firstName: 'Меченая' }, true)

    const [id] = idsOf(await marking.createContacts([item, someCreate(2, { firstName: 'Другая' })], signal))

    const [stored] = await world.control.contacts([Number(id)])
    const values = stored?.fields.find(({ field_id }) => String(field_id) === markerField)?.values
    expect(values).toEqual([{ value: uuidOf(item.key) }])
    expect(await keysOf(marking, world)).toEqual([[], [uuidOf(item.key)]])
  })

  test('is found by a connector whose user has chosen another field since, or none', async () => {
    const { world, marking, signal } = await startMarked()
    await marking.createContacts([someCreate(1, {}, true)], signal)

    expect(await keysOf(world.connector, world)).toEqual([[uuidOf(someCreate(1, {}).key)]])
  })

  test('is shown to nobody: not with its contact, nor among the fields', async () => {
    const { markerField, marking, signal } = await startMarked()
    const [id] = idsOf(await marking.createContacts([someCreate(1, {}, true)], signal))

    const read = await marking.readContacts([id as RemoteId], signal)
    const pages = await drain(marking.pullContacts(null, signal))
    const pulled = pages
      .flatMap(({ items }) => items)
      .find((one) => one.kind === 'upsert' && one.contact.remoteId === id)

    expect([
      read.get(id as RemoteId)?.fields.custom,
      pulled?.kind === 'upsert' && pulled.contact.fields.custom,
      (await marking.pullFields(signal)).some((field) => field.id === markerField),
    ]).toEqual([{}, {}, false])
  })

  test('recognises by its key what a CRM kept of a batch that it refused, though it has an equal neighbour', async () => {
    const { world, marking, signal } = await startMarked()
    await world.switches({ badBatch: 'save-good' })
    const twin = { firstName: 'Близнец' }
    const bad = someCreate(3, { custom: { ['1' as FieldId]: [{ value: 'нет поля' }] } }, true)
    await marking.createContacts([someCreate(1, twin, true)], signal)

    const restarted = world.reconnect({ markerField: await externalId(world) })
    const results = await restarted.createContacts([someCreate(2, twin, true), bad], signal)

    const [id] = idsOf(results)
    const stored = await world.control.contacts([Number(id)])
    expect(stored.map(({ fields }) => fields[0]?.values[0]?.value)).toEqual([uuidOf(someCreate(2, {}).key)])
  })

  test('is left out once its field was deleted: the create goes without, and is not lost', async () => {
    const { world, markerField, marking, signal } = await startMarked()
    await marking.pullFields(signal)
    await world.control.vendor({ action: 'delete', entity: 'custom_fields', ids: [Number(markerField)] })

    const first = await marking.createContacts([someCreate(1, { firstName: 'Новая' }, true)], signal)
    const isStillMarked = marking.marksCreates
    const second = await marking.createContacts([someCreate(1, { firstName: 'Новая' })], signal)

    expect([first, isStillMarked, second.map(({ kind }) => kind)]).toEqual([[{ kind: 'not-sent' }], false, ['applied']])
    expect((await marking.findCreated(world.clock.now() - 600_000, signal)).showsKeys).toBe(false)
  })

  test('is not tried in a field of another type', async () => {
    const { world, signal } = await startMarked()
    const number = (await world.connector.pullFields(signal)).find(({ kind }) => kind === 'number')
    const marking = world.reconnect({ markerField: number?.id ?? ('' as FieldId) })

    const results = await marking.createContacts([someCreate(1, {}, true)], signal)

    expect([results, marking.marksCreates]).toEqual([[{ kind: 'not-sent' }], false])
  })

  test.each(['delete', 'merge'])('tells of a contact that was lost to a %s right after it was made', async (action) => {
    const { world, marking, signal } = await startMarked()
    const since = marking.heardAt() ?? world.clock.now() - 60_000
    const [survivor] = await world.liveContacts()
    const [id] = idsOf(await marking.createContacts([someCreate(1, {}, true)], signal))
    const ids = action === 'merge' ? [survivor?.id, Number(id)] : [Number(id)]
    await world.control.vendor({ action, entity: 'contacts', ids })

    const { created } = await marking.findCreated(since, signal)
    const deleted = await marking.findDeleted(since, signal)

    expect(created.flatMap(({ keys }) => keys)).toEqual([])
    expect(deleted).toEqual([{ remoteId: id, keys: [uuidOf(someCreate(1, {}).key)] }])
  })

  test('says that it does not know what was deleted where the trash keeps no fields', async () => {
    const { world, marking, signal } = await startMarked()
    await world.switches({ trashedFields: 'bare' })
    const [id] = idsOf(await marking.createContacts([someCreate(1, {}, true)], signal))
    await world.control.vendor({ action: 'delete', entity: 'contacts', ids: [Number(id)] })

    expect(await marking.findDeleted(world.clock.now() - 60_000, signal)).toEqual([{ remoteId: id, keys: null }])
  })
})

/** Of a colleague who is no administrator. */
async function someUser({ crm }: AmocrmWorld): Promise<number> {
  const headers = { authorization: `Bearer ${crm.amocrm.token}` }
  const answer = await fetch(`${crm.amocrm.url}/api/v4/users?limit=250`, { headers })
  const { _embedded: list } = (await answer.json()) as UserList
  return list.users.find(({ rights }) => !rights.is_admin)?.id ?? 0
}

interface UserList {
  readonly _embedded: {
    readonly users: readonly { readonly id: number; readonly rights: { readonly is_admin: boolean } }[]
  }
}

describe('a field for markers', () => {
  test('is offered among the text fields, those made for outside keys first, the vendor’s own not at all', async () => {
    const world = await startAmocrmWorld()

    const { fields, making } = await world.connector.offerMarkers(world.signal)

    expect([fields.map(({ name, isSuggested }) => [name, isSuggested]), making]).toEqual([
      [['Внешний ID', true]],
      'possible',
    ])
  })

  test('is made once, however often and by however many devices', async () => {
    const world = await startAmocrmWorld()

    const made = [
      await world.connector.makeMarkerField(world.signal),
      await world.reconnect().makeMarkerField(world.signal),
    ]
    const { fields, making } = await world.connector.offerMarkers(world.signal)

    const field = { id: made[0], name: 'Kartoteka ID', isSuggested: true }
    expect([new Set(made).size, fields[0], making]).toEqual([1, field, 'made'])
  })

  test('is for administrators to make, and a user is told before trying', async () => {
    const world = await startAmocrmWorld()
    const { making } = await world.reconnect({ actingFor: await someUser(world) }).offerMarkers(world.signal)

    expect(making).toBe('not-admin')
  })
})
