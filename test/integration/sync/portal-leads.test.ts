import { describe, expect, test } from 'vitest'
import { createSale, editNeighbour } from '#renderer/db/edit-neighbour.ts'
import { readDeal, readDealsOf } from '#renderer/db/read-deal.ts'
import type { Json } from '#shared/domain/contact.ts'
import { toNeighbourId, toStageId, type ContactId, type NeighbourId, type RemoteId } from '#shared/domain/ids.ts'
import type { Lead, LeadFields } from '#shared/domain/neighbour.ts'
import { newProductRow } from '#shared/domain/product-edit.ts'
import type { ProductRow } from '#shared/domain/product-row.ts'
import { askPortal, breakPortal, listPortal, startPortalWorld, type Stored } from '#test/support/portal-world.ts'
import type { World } from '#test/support/sync-world.ts'

async function addLead(world: World, name: string): Promise<NeighbourId> {
  const [person] = await world.rows()
  if (person === undefined) throw new Error('no contacts')
  return makeLead(world, { name, contactIds: [person.id], mainContactId: person.id })
}

async function makeLead(world: World, fields: Partial<LeadFields>): Promise<NeighbourId> {
  const record: Lead = {
    kind: 'lead',
    fields: {
      ...{ name: '', price: 0, stage: null, responsibleId: null },
      ...{ contactIds: [], mainContactId: null, companyId: null },
      ...{ firstName: '', lastName: '', companyName: '', phones: [], emails: [], isPriceManual: false, rows: [] },
      ...fields,
    },
  }
  const { change } = await world.accept(await createSale(world.context(), world.account.id, record))
  if (change.kind !== 'create-neighbour') throw new Error('no create')
  return change.recordId
}

const edit = async (world: World, id: NeighbourId, field: string, to: Json) =>
  world.accept(await editNeighbour(world.context(), id, field, to))
const setOffline = (world: World, isOffline: boolean) => world.main().call('sync/set-offline', { isOffline })

const named = async (world: World, name: string) => listPortal(world, 'crm.lead.list', { '=TITLE': name })
const productsOf = async (world: World, id: unknown) =>
  ((await askPortal(world, 'crm.lead.productrows.get', { id })) as readonly Stored[]).map((row) => [
    ...[row['PRODUCT_NAME'], row['PRICE'], row['QUANTITY']],
  ])
const product = (name: string, price: number, quantity = 1): ProductRow => ({ ...newProductRow(name), price, quantity })

/** A lead of the base, as both sides have it. */
async function someLead(world: World): Promise<readonly [NeighbourId, Stored]> {
  const [told] = await listPortal(world, 'crm.lead.list')
  if (told === undefined) throw new Error('no leads')
  return [toNeighbourId('lead', world.account.id, String(told['ID']) as RemoteId), told]
}

describe('leads of an account of the second CRM', () => {
  test('come with the base, and the account says that it keeps them', async () => {
    const world = await startPortalWorld()
    const { db } = world.context()

    const told = await listPortal(world, 'crm.lead.list')
    const { accounts } = await world.main().call('app/describe', {})

    expect(await db.neighbours.filter(({ record }) => record.kind === 'lead').count()).toBe(told.length)
    expect([told.length > 0, accounts[0]?.capabilities.leads]).toEqual([true, true])
    expect((await db.pipelines.get([world.account.id, 'lead']))?.stages.map(({ id }) => id)).toContain('lead:CONVERTED')
  })

  test('arrive exactly as edited on an offline day: stage, person, and products as one', async () => {
    const world = await startPortalWorld()
    await world.cutNetwork()
    const id = await addLead(world, 'Fair')
    await edit(world, id, 'stage', toStageId('lead', 'IN_PROCESS'))
    await edit(world, id, 'firstName', 'Zoë')
    await edit(world, id, 'rows', [product('Boiler', 90.5, 2)])
    await edit(world, id, 'rows', [product('Boiler', 90.5, 2), product('Work', 30)])
    await world.restart()
    await world.mendNetwork()
    await world.settle()

    const [lead, ...others] = await named(world, 'Fair')
    expect([others, await world.problems(), await world.pendingCount()]).toEqual([[], [], 0])
    expect(lead).toMatchObject({ STATUS_ID: 'IN_PROCESS', NAME: 'Zoë', OPPORTUNITY: '211.00' })
    expect(await productsOf(world, lead?.['ID'])).toEqual([
      ['Boiler', 90.5, 2],
      ['Work', 30, 1],
    ])
    const shown = await readDeal(world.context().db, id)
    expect([shown?.isPending, shown?.fields.price, shown?.lead?.isPriceManual]).toEqual([false, 211, false])
  })

  test('show in the card of their contact, apart from its deals', async () => {
    const world = await startPortalWorld()
    await setOffline(world, true)
    const id = await addLead(world, 'Of somebody')
    const { db } = world.context()
    const [about] = (await db.neighbours.get(id))?.aboutIds ?? []

    const [leads, deals] = await Promise.all([
      readDealsOf(db, about as ContactId, 'lead'),
      readDealsOf(db, about as ContactId),
    ])

    expect(leads.map((line) => line.id)).toContain(id)
    expect(deals.map((line) => line.id)).not.toContain(id)
  })

  test('are made once although the answer was lost', async () => {
    const world = await startPortalWorld()
    await setOffline(world, true)
    await addLead(world, 'Once')
    await breakPortal(world, [{ kind: 'timeout-after-commit', path: 'batch', ms: 1, times: 1 }])
    await setOffline(world, false)

    await world.settle()

    expect(await named(world, 'Once')).toHaveLength(1)
    expect(await world.problems()).toEqual([])
  })

  test('of somebody who is no contact yet arrive with all that was told of them, once, although the answer was lost', async () => {
    const world = await startPortalWorld()
    await setOffline(world, true)
    const id = await makeLead(world, {
      ...{
        name: 'Of nobody',
        firstName: 'Анна',
        lastName: 'Ли',
        companyName: 'Ромашка',
        stage: toStageId('lead', 'NEW'),
      },
      ...{ price: 700, isPriceManual: true },
      phones: [{ value: '+7 900 111-22-33', kind: 'mobile' }],
      emails: [{ value: 'anna@example.com', kind: 'work' }],
    })
    await breakPortal(world, [{ kind: 'timeout-after-commit', path: 'batch', ms: 1, times: 1 }])
    await world.restart()
    await setOffline(world, false)

    await world.settle()

    const [told, ...more] = await named(world, 'Of nobody')
    expect(more).toEqual([])
    expect(await askPortal(world, 'crm.lead.get', { id: told?.['ID'] })).toMatchObject({
      ...{ NAME: 'Анна', LAST_NAME: 'Ли', COMPANY_TITLE: 'Ромашка', OPPORTUNITY: '700.00', STATUS_ID: 'NEW' },
      PHONE: [{ VALUE: '+7 900 111-22-33', VALUE_TYPE: 'MOBILE' }],
      EMAIL: [{ VALUE: 'anna@example.com', VALUE_TYPE: 'WORK' }],
    })
    expect([(await readDeal(world.context().db, id))?.remoteId, await world.problems()]).toEqual([told?.['ID'], []])
  })

  test('ask where both sides have changed the products: they are one value', async () => {
    const world = await startPortalWorld()
    const [id, told] = await someLead(world)
    await setOffline(world, true)
    await edit(world, id, 'rows', [product('Mine', 1)])
    const theirs = [{ PRODUCT_NAME: 'Theirs', PRICE: 2 }]
    await askPortal(world, 'crm.lead.productrows.set', { id: told['ID'], rows: theirs })
    await setOffline(world, false)

    await world.settle()

    expect(await world.problems()).toMatchObject([
      { kind: 'neighbour-conflict', conflict: { rebased: { field: 'rows', from: [{ name: 'Theirs' }] } } },
    ])
    expect(await productsOf(world, told['ID'])).toEqual([['Theirs', 2, 1]])
  })

  test('leave the device when a colleague deletes them', async () => {
    const world = await startPortalWorld()
    const [id, told] = await someLead(world)
    await setOffline(world, true)
    await edit(world, id, 'name', 'Mine')
    await askPortal(world, 'crm.lead.delete', { id: told['ID'] })
    await setOffline(world, false)

    await world.settle()

    expect(await world.problems()).toEqual([{ kind: 'gone' }])
  })
})
