import { describe, expect, test } from 'vitest'
import { toStageId, type RemoteId } from '#shared/domain/ids.ts'
import { memberField, type DealFields } from '#shared/domain/neighbour.ts'
import { pullPipelines } from '#core/connectors/bitrix24/pipelines.ts'
import { rows } from '../bitrix24/portal-session.ts'
import { accountId, companyId, keyOf } from './contact-world.ts'
import { asNew, contactId, PulledSales, readSale, someDeal, startSaleWorld, type SaleWorld } from './sale-world.ts'

const QUARTER_OF_AN_HOUR_MS = 15 * 60_000

async function make(world: SaleWorld, fields: Partial<DealFields> = {}): Promise<RemoteId> {
  const [result] = await world.port.create([asNew(1, someDeal(fields))], world.signal)
  if (result?.kind !== 'applied') throw new Error(`not made: ${JSON.stringify(result)}`)
  return result.remoteId
}

/** What the engine sends of a deal that it has just read. */
const change = (world: SaleWorld, remoteId: RemoteId, to: Partial<DealFields>, fields: readonly string[]) =>
  world.port.update([{ remoteId, record: someDeal(to), fields }], world.signal)

const allDeals = async ({ portal }: SaleWorld) =>
  (await Promise.all([0, 50, 100].map(async (start) => rows(await portal.result('crm.deal.list', { start }))))).flat()

describe('deals of a portal', () => {
  test('are pulled whole: name, price, currency, stage, company and all of their contacts', async () => {
    const world = await startSaleWorld()
    const contactIds = [contactId(5), contactId(6)]
    const id = await make(world, { contactIds, price: 1250.5, stage: toStageId('1', 'NEW'), companyId: companyId(2) })
    const pulled = new PulledSales()

    await pulled.pull(world)

    const told = await allDeals(world)
    const first = told.find(({ ID }) => ID === id)
    const links = await world.links(String(first?.['ID']))
    const deal = pulled.byId.get(String(first?.['ID']) as RemoteId)
    expect([...pulled.byId.keys()].toSorted()).toEqual([...new Set(told.map(({ ID }) => ID))].toSorted())
    expect(deal).toMatchObject({
      ...{ kind: 'deal', accountId, id: `acc1.deal.${String(first?.['ID'])}` },
      fields: {
        ...{ name: first?.['TITLE'], price: 1250.5, currency: 'RUB' },
        stage: '1:NEW',
        companyId: companyId(2),
        mainContactId: contactId(Number(links.find(([, , isPrimary]) => isPrimary === 'Y')?.[0])),
      },
    })
    expect((deal?.fields as DealFields).contactIds.toSorted()).toEqual(
      links.map(([id]) => contactId(Number(id))).toSorted(),
    )
  })

  test('have all their contacts although the newer family does not answer', async () => {
    const world = await startSaleWorld()
    const id = await make(world, { contactIds: [contactId(3), contactId(4)], mainContactId: contactId(4) })
    const pulled = new PulledSales()

    await pulled.pull({ port: world.portBy({ without: 'crm.item.list' }), signal: world.signal })

    expect(pulled.byId.get(id)?.fields).toMatchObject({
      contactIds: [contactId(4), contactId(3)],
      mainContactId: contactId(4),
    })
  })

  test('come again when they change, and go when ids are compared', async () => {
    const world = await startSaleWorld()
    const [kept, gone] = [await make(world), await make(world)]
    const pulled = new PulledSales()
    await pulled.pull(world)
    world.portal.advance(QUARTER_OF_AN_HOUR_MS)
    await world.portal.result('crm.deal.update', { id: kept, fields: { TITLE: 'Иначе' } })
    await world.portal.result('crm.deal.delete', { id: gone })

    const told = await pulled.pull(world)

    expect([told, pulled.byId.get(kept)?.fields, pulled.byId.has(gone)]).toMatchObject([
      [kept, `-${gone}`],
      { name: 'Иначе' },
      false,
    ])
  })

  test('are none to whoever may not see them, and come when that changes', async () => {
    const world = await startSaleWorld()
    const id = await make(world)
    const pulled = new PulledSales()
    const { signal } = world
    const before = await pulled.pull({ port: world.portBy({ without: 'crm.deal.list' }), signal })

    const after = await pulled.pull(world)

    expect([before, after.includes(id)]).toEqual([[], true])
  })

  test('are made with contacts, company, stage and the key by which each is found again', async () => {
    const world = await startSaleWorld()

    const id = await make(world, {
      ...{ name: 'Монтаж', price: 1250.5, stage: toStageId('1', 'NEW'), responsibleId: 'acc1.2' as never },
      ...{ contactIds: [contactId(5), contactId(6)], mainContactId: contactId(6), companyId: companyId(2) },
    })

    expect(await world.kept(id)).toMatchObject({
      ...{ TITLE: 'Монтаж', OPPORTUNITY: '1250.50', CATEGORY_ID: '1', STAGE_ID: 'C1:NEW', ASSIGNED_BY_ID: '2' },
      ...{ COMPANY_ID: '2', CONTACT_ID: '6', ORIGINATOR_ID: 'KARTOTEKA', ORIGIN_ID: keyOf(1) },
    })
    expect((await world.links(id)).map(([who, , isPrimary]) => [who, isPrimary])).toEqual([
      [6, 'Y'],
      [5, 'N'],
    ])
  })

  test('are found by their key when the answer was lost, whatever they are called by then', async () => {
    const world = await startSaleWorld()
    await world.ports.capabilities(world.signal)
    const before = Date.parse(String(await world.portal.result('server.time')))
    await world.fault({ kind: 'timeout-after-commit', path: 'batch', ms: 1, times: 1 })
    const lost = world.port.create([asNew(7, someDeal({ name: 'Один раз' }))], world.signal)
    await expect(lost).rejects.not.toMatchObject({ details: { reached: false } })
    await world.portal.result('crm.deal.add', { fields: { TITLE: 'Один раз', CONTACT_IDS: [1] } })

    const { created, keys } = await world.port.findCreated(before, world.signal)

    expect(created.map(({ remoteId }) => keys?.get(remoteId))).toEqual([keyOf(7)])
  })

  test('are told only what has changed of them', async () => {
    const world = await startSaleWorld()
    const id = await make(world, { name: 'Старое', price: 10 })
    await world.portal.result('crm.deal.update', { id, fields: { TITLE: 'Чужое' } })

    const results = await change(world, id, { name: 'Старое', price: 999 }, ['price'])

    expect(results).toEqual([{ kind: 'applied', remoteId: id, updatedAt: null }])
    expect(await world.kept(id)).toMatchObject({ TITLE: 'Чужое', OPPORTUNITY: '999.00', IS_MANUAL_OPPORTUNITY: 'Y' })
  })

  test('take in and lose contacts one by one: those of others stay, each in its place', async () => {
    const world = await startSaleWorld()
    const id = await make(world, { contactIds: [contactId(1), contactId(2)] })
    await world.portal.result('crm.deal.contact.add', { id, fields: { CONTACT_ID: 9, SORT: 500 } })
    const members = [memberField(contactId(2)), memberField(contactId(3))]

    await change(world, id, { contactIds: [contactId(1), contactId(3)] }, members)
    await change(world, id, { contactIds: [contactId(1), contactId(3)] }, members)

    expect(await world.links(id)).toEqual([
      [1, 10, 'Y'],
      [9, 500, 'N'],
      [3, 510, 'N'],
    ])
  })

  test.each([
    [
      'that is in it',
      2,
      [
        [1, 10, 'N'],
        [2, 20, 'Y'],
      ],
    ],
    [
      'that comes with that',
      7,
      [
        [1, 10, 'N'],
        [2, 20, 'N'],
        [7, 30, 'Y'],
      ],
    ],
  ] as const)('get another main contact %s, and keep their places', async (_, who, links) => {
    const world = await startSaleWorld()
    const id = await make(world, { contactIds: [contactId(1), contactId(2)] })

    const main = contactId(who)
    await change(world, id, { contactIds: [contactId(1), contactId(2), main], mainContactId: main }, ['mainContactId'])

    expect((await world.links(id)).toSorted((a, b) => Number(a[1]) - Number(b[1]))).toEqual(links)
  })

  test('move on within their pipeline, and into another one, at the stage that was chosen there', async () => {
    const world = await startSaleWorld()
    const id = await make(world, { stage: toStageId('0', 'NEW') })

    const within = await change(world, id, { stage: toStageId('0', 'WON') }, ['stage'])
    const across = await change(world, id, { stage: toStageId('1', 'WON'), name: 'Иначе' }, ['stage', 'name'])

    expect([within, across]).toMatchObject([[{ kind: 'applied' }], [{ kind: 'applied' }]])
    expect(await world.kept(id)).toMatchObject({ TITLE: 'Иначе', CATEGORY_ID: '1', STAGE_ID: 'C1:WON' })
  })

  test('say so where a portal does not let them into another pipeline', async () => {
    const world = await startSaleWorld()
    await world.portal.turn({ dealPipeline: 'fixed' })
    const id = await make(world, { stage: toStageId('0', 'NEW') })

    const within = await change(world, id, { stage: toStageId('0', 'WON') }, ['stage'])
    const across = await change(world, id, { stage: toStageId('1', 'NEW') }, ['stage'])

    expect([within, across]).toMatchObject([
      [{ kind: 'applied' }],
      [{ kind: 'rejected', field: 'neighbour:stage', reason: 'pipeline-fixed' }],
    ])
    expect(await world.kept(id)).toMatchObject({ CATEGORY_ID: '0', STAGE_ID: 'WON' })
  })

  test('that are gone say so, and hold up no other', async () => {
    const world = await startSaleWorld()
    const [gone, there] = [await make(world), await make(world)]
    await world.portal.result('crm.deal.delete', { id: gone })

    const results = await world.port.update(
      [gone, there].map((remoteId) => ({
        remoteId,
        record: someDeal({ name: 'Новое' }),
        fields: ['name', memberField(contactId(1))],
      })),
      world.signal,
    )

    expect(results).toMatchObject([{ kind: 'gone' }, { kind: 'applied' }])
    expect((await readSale(world, there)).fields).toMatchObject({ name: 'Новое' })
  })

  test('are 120 in three requests', async () => {
    const world = await startSaleWorld()
    await world.ports.capabilities(world.signal)
    const items = Array.from({ length: 120 }, (_, n) => asNew(n, someDeal({ name: `Сделка ${n}` })))
    world.requestCount()

    const results = await world.port.create(items, world.signal)

    expect([world.requestCount(), results.filter(({ kind }) => kind === 'applied').length]).toEqual([3, 120])
  })
})

describe('pipelines of a portal', () => {
  test('are all its categories, each with its stages, those that end it told apart', async () => {
    const world = await startSaleWorld()

    const [main, other] = await pullPipelines(world.ports.context, world.signal)

    expect([main?.id, main?.isMain, other?.id, other?.isMain]).toEqual(['0', true, '1', false])
    expect(main?.stages.map(({ id, kind }) => [id, kind])).toEqual(
      expect.arrayContaining([
        ['0:NEW', 'open'],
        ['0:WON', 'won'],
        ['0:LOSE', 'lost'],
      ]),
    )
    expect(other?.stages[0]?.id).toBe('1:NEW')
    expect(other?.stages[0]?.color).toMatch(/^#/)
  })
})
