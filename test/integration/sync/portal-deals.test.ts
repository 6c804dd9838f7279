import { describe, expect, test } from 'vitest'
import { createContact } from '#renderer/db/edit-contact.ts'
import { createNeighbour, editNeighbour } from '#renderer/db/edit-neighbour.ts'
import { readDeal } from '#renderer/db/read-deal.ts'
import type { Json } from '#shared/domain/contact.ts'
import {
  remoteIdOf,
  toNeighbourId,
  toStageId,
  type ContactId,
  type NeighbourId,
  type RemoteId,
} from '#shared/domain/ids.ts'
import { memberField, type Deal } from '#shared/domain/neighbour.ts'
import { askPortal, breakPortal, listPortal, startPortalWorld } from '#test/support/portal-world.ts'
import { someFields } from '#test/support/contacts.ts'
import type { World } from '#test/support/sync-world.ts'

async function addDeal(world: World, name: string, people: readonly ContactId[]): Promise<NeighbourId> {
  const [first] = people
  if (first === undefined) throw new Error('a deal begins with a contact')
  const record: Deal = {
    kind: 'deal',
    fields: {
      ...{ name, price: 0, stage: null, responsibleId: null },
      ...{ contactIds: people, mainContactId: first, companyId: null },
    },
  }
  const { change } = await world.accept(await createNeighbour(world.context(), first, record))
  if (change.kind !== 'create-neighbour') throw new Error('no create')
  return change.recordId
}

const edit = async (world: World, id: NeighbourId, field: string, to: Json) =>
  world.accept(await editNeighbour(world.context(), id, field, to))

async function people(world: World): Promise<readonly [ContactId, ContactId]> {
  const [a, b] = await world.rows()
  if (a === undefined || b === undefined) throw new Error('too few contacts')
  return [a.id, b.id]
}

const numberOf = (id: ContactId) => Number(remoteIdOf(id))
const named = async (world: World, name: string) => listPortal(world, 'crm.deal.list', { '=TITLE': name })
const membersOf = async (world: World, id: unknown) =>
  ((await askPortal(world, 'crm.deal.contact.items.get', { id })) as readonly Record<string, unknown>[]).map(
    ({ CONTACT_ID, IS_PRIMARY }) => [CONTACT_ID, IS_PRIMARY],
  )

describe('deals of an account of the second CRM', () => {
  test('come with the base, with their pipelines', async () => {
    const world = await startPortalWorld()
    const { db } = world.context()

    const told = await listPortal(world, 'crm.deal.list')
    expect(await db.neighbours.filter(({ record }) => record.kind === 'deal').count()).toBe(told.length)
    expect(told.length).toBeGreaterThan(0)
    expect((await db.pipelines.toArray()).map(({ id, isMain }) => [id, isMain])).toContainEqual(['0', true])
  })

  test('arrive exactly as edited on an offline day, with a contact that was made that day as well', async () => {
    const world = await startPortalWorld()
    const [ann] = await people(world)
    await world.cutNetwork()
    const fresh = await createContact(world.context(), world.account.id, someFields({ firstName: 'Zoë' }))
    await world.accept(fresh)
    const zoe = fresh.change.kind === 'create' ? fresh.change.contactId : ann
    const id = await addDeal(world, 'Boiler', [zoe])
    await edit(world, id, 'price', 900)
    await edit(world, id, 'stage', toStageId('1', 'NEW'))
    await edit(world, id, memberField(ann), true)
    await edit(world, id, 'mainContactId', ann)
    await world.restart()
    await world.mendNetwork()
    await world.settle()

    const [deal, ...others] = await named(world, 'Boiler')
    const zoeThere = Number((await world.row(zoe))?.remoteId)
    expect([others, await world.problems()]).toEqual([[], []])
    expect(deal).toMatchObject({ OPPORTUNITY: '900.00', STAGE_ID: 'C1:NEW', CATEGORY_ID: '1' })
    expect(await membersOf(world, deal?.['ID'])).toEqual([
      [numberOf(ann), 'Y'],
      [zoeThere, 'N'],
    ])
    expect((await readDeal(world.context().db, id))?.isPending).toBe(false)
  })

  test('are made once although the answer was lost, and a colleague has renamed it by then', async () => {
    const world = await startPortalWorld()
    const [ann] = await people(world)
    await world.main().call('sync/set-offline', { isOffline: true })
    const id = await addDeal(world, 'Once', [ann])
    await breakPortal(world, [{ kind: 'timeout-after-commit', path: 'batch', ms: 1, times: 1 }])
    await world.main().call('sync/set-offline', { isOffline: false })

    await world.settle()

    expect(await named(world, 'Once')).toHaveLength(1)
    expect([await world.problems(), (await readDeal(world.context().db, id))?.remoteId]).toEqual([
      [],
      (await named(world, 'Once'))[0]?.['ID'],
    ])
  })

  test('say where both sides have changed one field, and take what only one side has', async () => {
    const world = await startPortalWorld()
    const [told] = await listPortal(world, 'crm.deal.list')
    const id = toNeighbourId('deal', world.account.id, String(told?.['ID']) as RemoteId)
    await world.main().call('sync/set-offline', { isOffline: true })
    await edit(world, id, 'name', 'Mine')
    await edit(world, id, 'price', 77)
    await askPortal(world, 'crm.deal.update', { id: told?.['ID'], fields: { TITLE: 'Theirs' } })
    await world.main().call('sync/set-offline', { isOffline: false })

    await world.settle()

    expect(await world.problems()).toMatchObject([
      { kind: 'neighbour-conflict', conflict: { rebased: { from: 'Theirs', to: 'Mine' } } },
    ])
    expect(await askPortal(world, 'crm.deal.get', { id: told?.['ID'] })).toMatchObject({
      ...{ TITLE: 'Theirs', OPPORTUNITY: '77.00' },
    })
  })
})
