import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { add, at, COLLEAGUE, column, startPortal, webhookOf } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

let session: PortalSession

beforeAll(async () => {
  session = await startPortal({ contacts: 5 })
})
afterAll(() => session.crm.close())

const refused = (error: string, text: string) => ({ status: 400, body: { error, error_description: text } })

// @source https://apidocs.bitrix24.com/api-reference/crm/universal/product-rows/index.html; b24phpsdk ProductrowTest
describe('crm.item.productrow', () => {
  test('adds a row in native numbers, and the total of its deal follows', async () => {
    const deal = await add(session, 'deal', { TITLE: 'Goods' })
    const fields = {
      ownerType: 'D',
      ownerId: deal,
      productName: 'iphone',
      price: 80_000,
      quantity: 2,
      discountRate: 20,
    }

    const made = at(
      await session.result('crm.item.productrow.add', { fields: { ...fields, discountTypeId: 2 } }),
      'productRow',
    )

    const id = at(made, 'id')
    expect(made).toEqual({
      ...{
        id: expect.any(Number) as number,
        ownerId: deal,
        ownerType: 'D',
        productId: 0,
        productName: 'iphone',
        price: 80_000,
      },
      ...{ priceAccount: 80_000, priceExclusive: 80_000, priceNetto: 100_000, priceBrutto: 100_000, quantity: 2 },
      ...{ discountTypeId: 2, discountRate: 20, discountSum: 20_000, taxRate: null, taxIncluded: 'N', customized: 'Y' },
      ...{ measureCode: 796, measureName: 'pcs', sort: 0, xmlId: '', type: 1 },
    })
    expect(at(await session.result('crm.deal.get', { id: deal }), 'OPPORTUNITY')).toBe('160000.00')
    expect(
      at(await session.result('crm.item.productrow.update', { id, fields: { price: 40_000 } }), 'productRow'),
    ).toMatchObject({
      ...{ id, price: 40_000, quantity: 2, discountRate: 20, discountSum: 10_000 },
    })
    expect(at(await session.result('crm.item.productrow.get', { id }), 'productRow', 'price')).toBe(40_000)
    expect(column(await session.result('crm.deal.productrows.get', { id: deal }), 'ID')).toEqual([String(id)])
    expect(await session.result('crm.item.productrow.delete', { id })).toBe(null)
    expect(await session.call('crm.item.productrow.get', { id })).toMatchObject(
      refused('NOT_FOUND', 'Product row not found'),
    )
    expect(at(await session.result('crm.deal.get', { id: deal }), 'OPPORTUNITY')).toBe('0.00')
  })

  test('sets and lists all rows of a lead, counted', async () => {
    const lead = await add(session, 'lead', { TITLE: 'Goods' })
    const productRows = [
      { productName: 'A', price: 1 },
      { productName: 'B', price: 2, quantity: 3 },
    ]

    await session.result('crm.item.productrow.set', { ownerType: 'L', ownerId: lead, productRows })

    const listed = await session.call('crm.item.productrow.list', { filter: { '=ownerType': 'L', '=ownerId': lead } })
    expect(column(at(listed.body, 'result', 'productRows'), 'productName')).toEqual(['A', 'B'])
    expect(listed.body).toMatchObject({ total: 2 })
    expect(at(await session.result('crm.lead.get', { id: lead }), 'OPPORTUNITY')).toBe('7.00')
  })

  test.each([
    ['list', { filter: {} }, '100', 'Could not find value for parameter {ownerType}'],
    ['add', { fields: { ownerType: 'C', ownerId: 1 } }, 'ENTITY_TYPE_NOT_SUPPORTED', 'Entity type is not supported'],
    ['add', { fields: { ownerType: 'D', ownerId: 999_999 } }, 'OWNER_NOT_FOUND', 'Owner was not found'],
    ['delete', {}, '100', 'Could not find value for parameter {id}'],
  ])('%s with %j is refused', async (method, params, error, text) => {
    expect(await session.call(`crm.item.productrow.${method}`, params)).toMatchObject(refused(error, text))
  })

  test('describes itself', async () => {
    const fields = at(await session.result('crm.item.productrow.fields'), 'fields')

    expect(fields).toMatchObject({ ownerId: { isRequired: true, isImmutable: true }, storeId: { isReadOnly: true } })
  })
})

// @source https://apidocs.bitrix24.com/api-reference/crm/universal/category/index.html; b24pysdk test_crm_category;
// fast_bitrix24 tests/real_responses/crm_category_list.py: the general one has no origin, and the list is counted
describe('crm.category', () => {
  const of = (method: string, more = {}) => session.result(`crm.category.${method}`, { entityTypeId: 2, ...more })

  test('makes a pipeline of deals with stages of its own', async () => {
    const made = at(await of('add', { fields: { name: 'Second', sort: 150, isDefault: 'N' } }), 'category')
    const id = Number(at(made, 'id'))

    expect(made).toEqual({
      ...{ id, name: 'Second', sort: 150, entityTypeId: 2, isDefault: 'N', originId: '', originatorId: '' },
    })
    expect(
      column(await session.result('crm.status.list', { filter: { ENTITY_ID: `DEAL_STAGE_${id}` } }), 'STATUS_ID')[0],
    ).toBe(`C${id}:NEW`)
    const deal = await add(session, 'deal', { TITLE: 'x', CATEGORY_ID: id })
    expect(await session.result('crm.deal.get', { id: deal })).toMatchObject({
      CATEGORY_ID: String(id),
      STAGE_ID: `C${id}:NEW`,
    })

    expect(await session.call('crm.category.delete', { entityTypeId: 2, id })).toMatchObject(
      refused('0', 'Deals related to the funnel Second found'),
    )
    await session.result('crm.deal.delete', { id: deal })
    expect(at(await of('update', { id, fields: { name: 'Third' } }), 'category', 'name')).toBe('Third')
    expect(await of('delete', { id })).toBe(null)
    expect(await session.call('crm.category.get', { entityTypeId: 2, id })).toMatchObject(
      refused('NOT_FOUND', 'Element not found'),
    )
  })

  test('lists them by their order, the general one without an origin', async () => {
    const listed = await session.call('crm.category.list', { entityTypeId: 2 })

    expect(listed.body).toMatchObject({ total: 2 })
    expect(at(listed.body, 'result', 'categories', 0)).toEqual({
      ...{ id: 0, name: 'Общая', sort: 100, entityTypeId: 2, isDefault: 'Y' },
    })
    expect(at(listed.body, 'result', 'categories', 1)).toMatchObject({ id: 1, isDefault: 'N', originId: '' })
  })

  test('refuses what cannot be', async () => {
    const colleague = await webhookOf(session, COLLEAGUE)

    expect(await session.call('crm.category.list', { entityTypeId: 3 })).toMatchObject(
      refused('ENTITY_TYPE_NOT_SUPPORTED', 'Entity type Contact is not supported'),
    )
    expect(await session.call('crm.category.add', { entityTypeId: 2 })).toMatchObject(
      refused('0', "Field 'NAME' is required"),
    )
    expect(await session.call('crm.category.delete', { entityTypeId: 2, id: 0 })).toMatchObject(
      refused('0', 'Default deal category cannot be deleted'),
    )
    expect(
      await session.callBy(colleague, 'crm.category.add', { entityTypeId: 2, fields: { name: 'x' } }),
    ).toMatchObject(refused('ACCESS_DENIED', 'Access denied'))
    expect(at(await of('fields'), 'fields')).toMatchObject({ originatorId: { upperName: 'ORIGINATOR_ID' } })
  })
})
