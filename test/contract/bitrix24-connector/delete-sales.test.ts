import { describe, expect, test } from 'vitest'
import { dealWords } from '#core/connectors/bitrix24/deals.ts'
import { leadWords } from '#core/connectors/bitrix24/leads.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { Sale } from '#shared/domain/neighbour.ts'
import { REMOVED } from '#shared/domain/removal.ts'
import { add, rows, TRAINEE, webhookOf } from '../bitrix24/portal-session.ts'
import { PulledSales, readSale, startSaleWorld, type SaleWorld } from './sale-world.ts'

const worlds = [
  ['deal', dealWords],
  ['lead', leadWords],
] as const

/** What the engine sends of one that it has just read. */
async function asTakenAway(world: SaleWorld, id: string, more: readonly string[] = []) {
  const before = (await readSale(world, id)) as Sale
  const record = { ...before, fields: { ...before.fields, name: 'Весна', isRemoved: true } } as Sale
  return { remoteId: id as RemoteId, before, record, fields: [...more, REMOVED] }
}

describe.each(worlds)('a %s that is taken away', (kind, words) => {
  test('is deleted in the portal, whatever else of it was changed, and no other', async () => {
    const world = await startSaleWorld(words)
    const id = String(await add(world.portal, kind, { TITLE: 'Ярмарка' }))
    const other = String(await add(world.portal, kind, { TITLE: 'Другая' }))

    const results = await world.port.update([await asTakenAway(world, id, ['name'])], world.signal)

    const left = rows(await world.portal.result(`crm.${kind}.list`, { filter: { '@ID': [id, other] } }))
    expect(results).toMatchObject([{ kind: 'applied' }])
    expect(left.map(({ ID }) => ID)).toEqual([other])
  })

  test('is gone where somebody else was quicker', async () => {
    const world = await startSaleWorld(words)
    const id = String(await add(world.portal, kind, { TITLE: 'Ярмарка' }))
    const item = await asTakenAway(world, id)
    await world.portal.result(`crm.${kind}.delete`, { id })

    expect(await world.port.update([item], world.signal)).toEqual([{ kind: 'gone' }])
  })

  test('stays where this user may not delete it', async () => {
    const world = await startSaleWorld(words)
    const id = String(await add(world.portal, kind, { TITLE: 'Ярмарка', ASSIGNED_BY_ID: TRAINEE }))
    const item = await asTakenAway(world, id)
    const port = world.portBy({ webhook: await webhookOf(world.portal, TRAINEE, ['crm']) })

    const results = await port.update([item], world.signal)

    expect(results).toMatchObject([{ kind: 'rejected', reason: 'forbidden' }])
    expect(await world.kept(id)).toMatchObject({ TITLE: 'Ярмарка' })
  })

  test('does not come again with a pull', async () => {
    const world = await startSaleWorld(words)
    const id = String(await add(world.portal, kind, { TITLE: 'Ярмарка' }))
    const pulled = new PulledSales()
    await pulled.pull(world)
    await world.port.update([await asTakenAway(world, id)], world.signal)

    expect(await pulled.pull(world)).not.toContain(id)
  })
})
