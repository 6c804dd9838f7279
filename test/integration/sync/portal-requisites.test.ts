import { describe, expect, test } from 'vitest'
import { createNeighbour, editNeighbour } from '#renderer/db/edit-neighbour.ts'
import { readRequisites } from '#renderer/db/read-requisites.ts'
import { retryMutation } from '#renderer/db/retry-mutation.ts'
import { undoMutation } from '#renderer/db/undo-mutation.ts'
import { remoteIdOf, toNeighbourId, type ContactId, type NeighbourId, type RemoteId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { addressLineField, requisiteValueField, type RequisiteFields } from '#shared/domain/requisite.ts'
import { askPortal, breakPortal, listPortal, startPortalWorld } from '#test/support/portal-world.ts'
import type { World } from '#test/support/sync-world.ts'

const INN = requisiteValueField('RQ_INN')
const CITY = addressLineField('1', 'CITY')

async function person(world: World): Promise<ContactId> {
  const [row] = await world.rows()
  if (row === undefined) throw new Error('no contacts')
  return row.id
}

const fresh = (aboutId: ContactId, fields: Partial<RequisiteFields> = {}): RequisiteFields => ({
  ...{ aboutId, templateId: '3', name: 'Физ. лицо', values: {}, addresses: {} },
  ...{ isAddressOnly: false, isRemoved: false },
  ...fields,
})

async function add(world: World, about: ContactId, fields: Partial<RequisiteFields> = {}): Promise<NeighbourId> {
  const record = { kind: 'requisite', fields: fresh(about, fields) } as const
  const { change } = await world.accept(await createNeighbour(world.context(), about, record))
  if (change.kind !== 'create-neighbour') throw new Error('no create')
  return change.recordId
}

const edit = async (world: World, id: NeighbourId, field: string, to: string | true): Promise<Mutation> =>
  world.accept(await editNeighbour(world.context(), id, field, to))

/** Requisites that somebody has made in the portal, and that this device has. */
async function pulled(world: World, who: ContactId, fields: object = {}): Promise<readonly [NeighbourId, RemoteId]> {
  const owner = { ENTITY_TYPE_ID: 3, ENTITY_ID: remoteIdOf(who), PRESET_ID: 3, NAME: 'Told' }
  const id = String(await askPortal(world, 'crm.requisite.add', { fields: { ...owner, ...fields } })) as RemoteId
  await world.settle()
  return [toNeighbourId('requisite', world.account.id, id), id]
}

const setOffline = (world: World, isOffline: boolean) => world.main().call('sync/set-offline', { isOffline })
const kept = (world: World, who: ContactId) =>
  listPortal(world, 'crm.requisite.list', { ENTITY_TYPE_ID: 3, ENTITY_ID: remoteIdOf(who) })
const addressesOf = (world: World, id: unknown) =>
  listPortal(world, 'crm.address.list', { ENTITY_TYPE_ID: 8, ENTITY_ID: id })
const shown = (world: World, who: ContactId) => readRequisites(world.context().db, who)

describe('requisites of a contact of the second CRM', () => {
  test('made, filled and given an address on an offline day arrive as meant', async () => {
    const world = await startPortalWorld()
    const who = await person(world)
    await world.cutNetwork()
    const id = await add(world, who)
    await edit(world, id, INN, '7707083893')
    await edit(world, id, CITY, 'Казань')
    await edit(world, id, addressLineField('1', 'COUNTRY'), 'Россия')
    await world.restart()
    await world.mendNetwork()
    await world.settle()

    const [one, ...others] = await kept(world, who)

    expect([await world.problems(), await world.pendingCount(), others]).toEqual([[], 0, []])
    expect(one).toMatchObject({ PRESET_ID: '3', RQ_INN: '7707083893', ORIGINATOR_ID: 'KARTOTEKA' })
    expect(await addressesOf(world, one?.['ID'])).toMatchObject([{ TYPE_ID: '1', CITY: 'Казань', COUNTRY: 'Россия' }])
    expect(await shown(world, who)).toMatchObject([
      { id, isPending: false, fields: { addresses: { 1: { CITY: 'Казань', COUNTRY: 'Россия' } } } },
    ])
  })

  test('are made once although the answer was lost', async () => {
    const world = await startPortalWorld()
    const who = await person(world)
    await setOffline(world, true)
    await add(world, who, { values: { RQ_LAST_NAME: 'Ли' } })
    await breakPortal(world, [{ kind: 'timeout-after-commit', path: 'batch', ms: 1, times: 1 }])
    await setOffline(world, false)

    await world.settle()

    expect([(await kept(world, who)).length, await world.problems(), (await shown(world, who)).length]).toEqual([
      1,
      [],
      1,
    ])
  })

  test('change only where somebody has changed them: what a colleague wrote beside stays', async () => {
    const world = await startPortalWorld()
    const who = await person(world)
    const [id, remoteId] = await pulled(world, who, { RQ_INN: '1' })
    await setOffline(world, true)
    await edit(world, id, INN, '2')
    await askPortal(world, 'crm.requisite.update', { id: remoteId, fields: { RQ_LAST_NAME: 'Петрова' } })
    await setOffline(world, false)

    await world.settle()

    expect(await kept(world, who)).toMatchObject([{ RQ_INN: '2', RQ_LAST_NAME: 'Петрова' }])
    expect(await shown(world, who)).toMatchObject([{ fields: { values: { RQ_INN: '2', RQ_LAST_NAME: 'Петрова' } } }])
  })

  test('ask at the very line that both sides have changed', async () => {
    const world = await startPortalWorld()
    const who = await person(world)
    const [id, remoteId] = await pulled(world, who, { RQ_INN: '1' })
    await setOffline(world, true)
    await edit(world, id, INN, '2')
    await edit(world, id, requisiteValueField('RQ_LAST_NAME'), 'Ли')
    await askPortal(world, 'crm.requisite.update', { id: remoteId, fields: { RQ_INN: '3' } })
    await setOffline(world, false)

    await world.settle()

    expect(await world.problems()).toMatchObject([
      { kind: 'neighbour-conflict', conflict: { edit: { field: INN }, rebased: { from: '3', to: '2' } } },
    ])
    expect(await kept(world, who)).toMatchObject([{ RQ_INN: '3', RQ_LAST_NAME: 'Ли' }])
  })

  test('are taken away with what hangs on them; their own edits go with them', async () => {
    const world = await startPortalWorld()
    const who = await person(world)
    const [id, remoteId] = await pulled(world, who, { RQ_INN: '1' })
    await setOffline(world, true)
    await edit(world, id, INN, '2')
    await edit(world, id, REMOVED, true)
    expect(await shown(world, who)).toEqual([])
    await world.restart()
    await setOffline(world, false)

    await world.settle()

    expect([await kept(world, who), await world.problems(), await world.pendingCount()]).toEqual([[], [], 0])
    expect([await shown(world, who), await addressesOf(world, remoteId)]).toEqual([[], []])
  })

  test('come back when that is undone before it has left', async () => {
    const world = await startPortalWorld()
    const who = await person(world)
    const [id] = await pulled(world, who, { RQ_INN: '1' })
    await setOffline(world, true)
    const removal = await edit(world, id, REMOVED, true)
    await undoMutation(world.context(), world.main(), removal, new Set())
    await setOffline(world, false)

    await world.settle()

    expect((await shown(world, who)).map((one) => one.id)).toEqual([id])
    expect(await kept(world, who)).toMatchObject([{ RQ_INN: '1' }])
  })

  test('once taken away cannot be brought back by an undo', async () => {
    const world = await startPortalWorld()
    const who = await person(world)
    const [id] = await pulled(world, who)
    const removal = await edit(world, id, REMOVED, true)
    await world.settle()

    await expect(undoMutation(world.context(), world.main(), removal, new Set())).rejects.toMatchObject({
      details: { reason: 'not-undoable' },
    })
  })

  test('that a colleague has changed meanwhile stay, and the user is asked', async () => {
    const world = await startPortalWorld()
    const who = await person(world)
    const [id, remoteId] = await pulled(world, who, { RQ_INN: '1' })
    await setOffline(world, true)
    await edit(world, id, REMOVED, true)
    const fields = { TYPE_ID: 1, ENTITY_TYPE_ID: 8, ENTITY_ID: remoteId, CITY: 'Казань' }
    await askPortal(world, 'crm.address.add', { fields })
    await setOffline(world, false)
    await world.settle()

    expect(await shown(world, who)).toMatchObject([
      { fields: { isRemoved: false, addresses: { 1: { CITY: 'Казань' } } }, problems: [{}] },
    ])

    const mutationId = (await shown(world, who))[0]?.problems[0]?.mutationId
    if (mutationId === undefined) throw new Error('no question')
    await retryMutation(world.context(), world.main(), mutationId)
    await world.settle()

    expect([await kept(world, who), await shown(world, who), await world.problems()]).toEqual([[], [], []])
  })

  test('that a colleague has taken away as well are as they should be', async () => {
    const world = await startPortalWorld()
    const who = await person(world)
    const [id, remoteId] = await pulled(world, who)
    await setOffline(world, true)
    await edit(world, id, REMOVED, true)
    await askPortal(world, 'crm.requisite.delete', { id: remoteId })
    await setOffline(world, false)

    await world.settle()

    expect([await shown(world, who), await world.problems(), await world.pendingCount()]).toEqual([[], [], 0])
  })

  test('made and taken away before anybody has heard leave nothing', async () => {
    const world = await startPortalWorld()
    const who = await person(world)
    await setOffline(world, true)
    const id = await add(world, who)
    await edit(world, id, REMOVED, true)
    await setOffline(world, false)

    await world.settle()

    expect([await kept(world, who), await shown(world, who), await world.problems()]).toEqual([[], [], []])
  })

  test('are as the CRM has them now when their contact is read again', async () => {
    const world = await startPortalWorld()
    const who = await person(world)
    const [, remoteId] = await pulled(world, who)
    const fields = { TYPE_ID: 1, ENTITY_TYPE_ID: 8, ENTITY_ID: remoteId, CITY: 'Казань' }
    await askPortal(world, 'crm.address.add', { fields })

    await world.main().call('contacts/refresh', { contactId: who })

    expect(await shown(world, who)).toMatchObject([{ fields: { addresses: { 1: { CITY: 'Казань' } } } }])
  })

  test('tell what they can consist of with the account', async () => {
    const world = await startPortalWorld()

    expect(world.account.capabilities.requisites?.templates.map(({ name }) => name)).toEqual([
      'Организация',
      'ИП',
      'Физ. лицо',
    ])
  })
})
