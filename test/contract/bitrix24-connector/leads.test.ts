import { describe, expect, test } from 'vitest'
import { hasLeads, leadWords } from '#core/connectors/bitrix24/leads.ts'
import { pullPipelines } from '#core/connectors/bitrix24/pipelines.ts'
import { toStageId, type RemoteId } from '#shared/domain/ids.ts'
import { memberField, type LeadFields } from '#shared/domain/neighbour.ts'
import { newProductRow, withPrice } from '#shared/domain/product-edit.ts'
import { totalOf, type ProductRow } from '#shared/domain/product-row.ts'
import { rows } from '../bitrix24/portal-session.ts'
import { companyId, keyOf } from './contact-world.ts'
import { asNew, contactId, PulledSales, readSale, someLead, startSaleWorld, type SaleWorld } from './sale-world.ts'

const startLeadWorld = () => startSaleWorld(leadWords)

async function make(world: SaleWorld, fields: Partial<LeadFields> = {}): Promise<RemoteId> {
  const [result] = await world.port.create([asNew(1, someLead(fields))], world.signal)
  if (result?.kind !== 'applied') throw new Error(`not made: ${JSON.stringify(result)}`)
  return result.remoteId
}

const change = (world: SaleWorld, remoteId: RemoteId, to: Partial<LeadFields>, fields: readonly string[]) =>
  world.port.update([{ remoteId, record: someLead(to), fields }], world.signal)

const fieldsOf = async (world: SaleWorld, id: RemoteId) => (await readSale(world, id)).fields as LeadFields

const productsOf = async ({ portal }: SaleWorld, id: RemoteId) =>
  rows(await portal.result('crm.lead.productrows.get', { id })).map(({ PRODUCT_NAME, PRICE, QUANTITY }) => [
    ...[PRODUCT_NAME, PRICE, QUANTITY],
  ])

const product = (name: string, price: number, quantity = 1): ProductRow => ({ ...newProductRow(name), price, quantity })

describe('leads of a portal', () => {
  test('are pulled whole: person, phones, stage, contacts and products', async () => {
    const world = await startLeadWorld()
    const { portal } = world
    const fields = {
      ...{ TITLE: 'С сайта', NAME: 'Анна', LAST_NAME: 'Ли', COMPANY_TITLE: 'Ромашка', STATUS_ID: 'IN_PROCESS' },
      ...{ CONTACT_IDS: [3, 4], PHONE: [{ VALUE: '+7 900 111', VALUE_TYPE: 'MOBILE' }] },
    }
    const id = String(await portal.result('crm.lead.add', { fields })) as RemoteId
    const sold = [{ PRODUCT_NAME: 'Котёл', PRICE: 90, QUANTITY: 2, DISCOUNT_TYPE_ID: 2, DISCOUNT_RATE: 10 }]
    await portal.result('crm.lead.productrows.set', { id, rows: sold })
    const pulled = new PulledSales()

    await pulled.pull(world)

    expect(pulled.byId.get(id)).toMatchObject({
      ...{ kind: 'lead', id: `acc1.lead.${id}` },
      fields: {
        ...{ name: 'С сайта', firstName: 'Анна', lastName: 'Ли', companyName: 'Ромашка', stage: 'lead:IN_PROCESS' },
        ...{ contactIds: [contactId(3), contactId(4)], mainContactId: contactId(3), price: 180, isPriceManual: false },
        phones: [{ value: '+7 900 111', kind: 'mobile' }],
        rows: [{ name: 'Котёл', productId: null, price: 90, quantity: 2, discount: { kind: 'percent', rate: 10 } }],
      },
    })
    expect(pulled.byId.size).toBe(rows(await portal.result('crm.lead.list')).length)
  })

  test('keep products that cost nothing when they are told as changed', async () => {
    const world = await startLeadWorld()
    const pulled = new PulledSales()
    await pulled.pull(world)
    const id = await make(world)
    await world.portal.result('crm.lead.productrows.set', { id, rows: [{ PRODUCT_NAME: 'Подарок', PRICE: 0 }] })

    await pulled.pull(world)

    expect(pulled.byId.get(id)).toMatchObject({ fields: { rows: [{ name: 'Подарок', price: 0 }] } })
  })

  test('of those who have bought before say so: the portal lays their cards out apart', async () => {
    const world = await startLeadWorld()
    const [fresh, known] = [await make(world), await make(world, { companyId: companyId(1) })]

    expect([(await fieldsOf(world, fresh)).isRepeat, (await fieldsOf(world, known)).isRepeat]).toEqual([
      undefined,
      true,
    ])
  })

  test('are made with person, company, contacts, stage and the key by which each is found again', async () => {
    const world = await startLeadWorld()

    const id = await make(world, {
      ...{
        name: 'Выставка',
        firstName: 'Анна',
        lastName: 'Ли',
        companyName: 'Ромашка',
        price: 500,
        isPriceManual: true,
      },
      ...{ stage: toStageId('lead', 'IN_PROCESS'), contactIds: [contactId(2)], mainContactId: contactId(2) },
      companyId: companyId(1),
    })

    expect(await world.kept(id)).toMatchObject({
      ...{ TITLE: 'Выставка', NAME: 'Анна', LAST_NAME: 'Ли', COMPANY_TITLE: 'Ромашка', OPPORTUNITY: '500.00' },
      ...{ STATUS_ID: 'IN_PROCESS', CONTACT_ID: '2', COMPANY_ID: '1', ORIGINATOR_ID: 'KARTOTEKA', ORIGIN_ID: keyOf(1) },
    })
  })

  test('are made of somebody who is no contact yet, with phones and e-mails, each of its kind', async () => {
    const world = await startLeadWorld()
    const phones = [
      { value: '+7 900 111-22-33', kind: 'mobile' },
      { value: '+7 900 444-55-66', kind: 'work' },
    ]
    const emails = [{ value: 'anna@example.com', kind: 'home' }]

    const id = await make(world, { firstName: 'Анна', contactIds: [], mainContactId: null, phones, emails })

    expect(await fieldsOf(world, id)).toMatchObject({ firstName: 'Анна', contactIds: [], phones, emails })
  })

  test('move to another stage, the one that ends them as well, and make nothing of themselves by that', async () => {
    const world = await startLeadWorld()
    const id = await make(world)
    const before = rows(await world.portal.result('crm.deal.list')).length

    await change(world, id, { stage: toStageId('lead', 'CONVERTED') }, ['stage'])

    expect(await world.kept(id)).toMatchObject({ STATUS_ID: 'CONVERTED', STATUS_SEMANTIC_ID: 'S' })
    expect(rows(await world.portal.result('crm.deal.list'))).toHaveLength(before)
  })

  test('take products as one value, in order, and their amount follows', async () => {
    const world = await startLeadWorld()
    const id = await make(world)

    const sold = [product('Котёл', 90.5, 2), product('Монтаж', 30)]
    await change(world, id, { rows: sold }, ['rows'])
    await change(world, id, { rows: sold.toReversed() }, ['rows'])

    const fields = await fieldsOf(world, id)
    expect(await productsOf(world, id)).toEqual([
      ['Монтаж', 30, 1],
      ['Котёл', 90.5, 2],
    ])
    expect([fields.price, fields.price]).toEqual([211, totalOf(sold)])
    expect(fields.rows?.map(({ name }) => name)).toEqual(['Монтаж', 'Котёл'])
  })

  test('give back what only the portal understands of a product', async () => {
    const world = await startLeadWorld()
    const id = await make(world)
    const sold = { PRODUCT_NAME: 'Услуга', PRICE: 80, TYPE: 7, XML_ID: 'x1', TAX_RATE: 20, TAX_INCLUDED: 'Y' }
    const more = { DISCOUNT_TYPE_ID: 1, DISCOUNT_SUM: 20, MEASURE_CODE: 112, MEASURE_NAME: 'л', PRODUCT_ID: 5 }
    await world.portal.result('crm.lead.productrows.set', { id, rows: [{ ...sold, ...more }] })
    const [told] = (await fieldsOf(world, id)).rows ?? []

    await change(world, id, { rows: told === undefined ? [] : [withPrice(told, 60)] }, ['rows'])

    expect(rows(await world.portal.result('crm.lead.productrows.get', { id }))).toMatchObject([
      {
        ...{ PRODUCT_ID: 5, PRODUCT_NAME: 'Услуга', PRICE: 60, TYPE: 7, XML_ID: 'x1', TAX_RATE: 20, TAX_INCLUDED: 'Y' },
        ...{ DISCOUNT_TYPE_ID: 1, DISCOUNT_SUM: 20, DISCOUNT_RATE: 25, MEASURE_CODE: 112, MEASURE_NAME: 'л' },
      },
    ])
  })

  test('keep what nobody here knows of a product, and leave to the portal what it reckons', async () => {
    const world = await startLeadWorld()
    const id = await make(world)
    const sold = { PRODUCT_NAME: 'Котёл', PRICE: 90, STORE_ID: 4, RESERVE_QUANTITY: 2, XML_ID: 'x-1' }
    await world.portal.result('crm.lead.productrows.set', { id, rows: [sold] })
    const [row] = (await fieldsOf(world, id)).rows ?? []

    await change(world, id, { rows: row === undefined ? [] : [withPrice(row, 60)] }, ['rows'])

    expect(row?.rest).toEqual({ CUSTOMIZED: 'Y', RESERVE_QUANTITY: '2', STORE_ID: '4', TYPE: '1', XML_ID: 'x-1' })
    expect(rows(await world.portal.result('crm.lead.productrows.get', { id }))).toMatchObject([
      { PRICE: 60, PRICE_EXCLUSIVE: 60, PRICE_ACCOUNT: '60.00', STORE_ID: 4, RESERVE_QUANTITY: 2, XML_ID: 'x-1' },
    ])
  })

  test('keep an amount that was typed, whatever the products come to', async () => {
    const world = await startLeadWorld()
    const id = await make(world)

    await change(world, id, { price: 1000, rows: [product('Котёл', 90)] }, ['rows', 'price'])

    expect(await fieldsOf(world, id)).toMatchObject({ price: 1000, isPriceManual: true, rows: [{ price: 90 }] })
  })

  test('come to the price again once nobody has typed one any more', async () => {
    const world = await startLeadWorld()
    const id = await make(world, { price: 1000, isPriceManual: true })
    await change(world, id, { rows: [product('Котёл', 90)] }, ['rows'])

    await change(world, id, { price: 90, isPriceManual: false }, ['price', 'isPriceManual'])
    const counted = await fieldsOf(world, id)
    await change(world, id, { rows: [product('Котёл', 90), product('Монтаж', 30)] }, ['rows'])

    expect(counted).toMatchObject({ price: 90, isPriceManual: false })
    expect(await fieldsOf(world, id)).toMatchObject({ price: 120, isPriceManual: false })
  })

  test('show products that come to nothing before they are changed', async () => {
    const world = await startLeadWorld()
    const id = await make(world)
    await world.portal.result('crm.lead.productrows.set', { id, rows: [{ PRODUCT_NAME: 'Подарок', PRICE: 0 }] })

    expect((await fieldsOf(world, id)).rows).toMatchObject([{ name: 'Подарок', price: 0 }])
  })

  test('take in and lose contacts, and get another main one', async () => {
    const world = await startLeadWorld()
    const id = await make(world, { contactIds: [contactId(1), contactId(2)], mainContactId: contactId(1) })
    const to = { contactIds: [contactId(2), contactId(3)], mainContactId: contactId(3) }

    await change(world, id, to, ['mainContactId', memberField(contactId(3)), memberField(contactId(1))])

    expect((await world.links(id)).map(([who, , isPrimary]) => [who, isPrimary])).toEqual([
      [2, 'N'],
      [3, 'Y'],
    ])
  })

  test('say when they are gone', async () => {
    const world = await startLeadWorld()
    const id = await make(world)
    await world.portal.result('crm.lead.delete', { id })

    const results = await change(world, id, { rows: [product('Котёл', 1)] }, ['rows', memberField(contactId(1))])

    expect(results).toEqual([{ kind: 'gone' }])
  })

  test('are found by their key when the answer was lost', async () => {
    const world = await startLeadWorld()
    await world.ports.capabilities(world.signal)
    const before = Date.parse(String(await world.portal.result('server.time')))
    await world.fault({ kind: 'timeout-after-commit', path: 'batch', ms: 1, times: 1 })
    const lost = world.port.create([asNew(7, someLead())], world.signal)
    await expect(lost).rejects.not.toMatchObject({ details: { reached: false } })

    const { created, keys } = await world.port.findCreated(before, world.signal)

    expect(created.map(({ remoteId }) => keys?.get(remoteId))).toEqual([keyOf(7)])
  })

  test('have stages of their own, told apart from pipelines of deals', async () => {
    const world = await startLeadWorld()

    const pipelines = await pullPipelines(world.ports.context, world.signal)

    expect(pipelines.map(({ id, of = 'deal' }) => [id, of])).toEqual([
      ['0', 'deal'],
      ['1', 'deal'],
      ['lead', 'lead'],
    ])
    expect(pipelines.at(-1)?.stages.map(({ id, kind }) => [id, kind])).toEqual([
      ['lead:NEW', 'open'],
      ['lead:IN_PROCESS', 'open'],
      ['lead:PROCESSED', 'open'],
      ['lead:CONVERTED', 'won'],
      ['lead:JUNK', 'lost'],
    ])
  })

  test('are none where the portal works without them', async () => {
    const world = await startLeadWorld()
    const classic = await hasLeads(world.ports.context, world.signal)
    await world.portal.turn({ crmMode: 'simple' })

    expect([classic, await hasLeads(world.ports.context, world.signal)]).toEqual([true, false])
  })
})
