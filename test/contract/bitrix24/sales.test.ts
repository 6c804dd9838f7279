import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { defaultPortalSwitches } from '#demo-crm/bitrix24/switches.ts'
import { add, at, column, COLLEAGUE, failed, rows, startPortal, webhookOf } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

let session: PortalSession

beforeAll(async () => {
  session = await startPortal({ contacts: 30 })
})
afterEach(() => session.turn(defaultPortalSwitches))
afterAll(() => session.crm.close())

describe('crm.company', () => {
  test('adds, reads, changes, lists and deletes', async () => {
    const id = await add(session, 'company', {
      TITLE: 'Firm',
      REVENUE: '100.5',
      WEB: [{ VALUE: 'example.com', VALUE_TYPE: 'WORK' }],
    })
    await session.result('crm.company.update', { id, fields: { TITLE: 'Firm Ltd' } })

    expect(await session.result('crm.company.get', { id })).toMatchObject({
      ...{
        ID: String(id),
        TITLE: 'Firm Ltd',
        COMPANY_TYPE: 'CUSTOMER',
        CURRENCY_ID: 'RUB',
        REVENUE: '100.50',
        IS_MY_COMPANY: 'N',
      },
      WEB: [{ VALUE: 'example.com' }],
    })
    expect(await session.result('crm.company.list', { filter: { '%TITLE': 'firm l' }, select: ['ID'] })).toEqual([
      { ID: String(id) },
    ])
    expect(await session.result('crm.company.delete', { id })).toBe(true)
    expect(await session.call('crm.company.get', { id })).toMatchObject(failed('Not found') as object)
    expect(await session.call('crm.company.update', { id, fields: {} })).toMatchObject(
      failed('Company is not found') as object,
    )
    expect(await session.call('crm.company.delete', { id })).toMatchObject(failed('Company is not found') as object)
    expect(await session.result('crm.company.fields')).toMatchObject({ TITLE: { isRequired: true } })
  })
})

describe('crm.lead', () => {
  test('adds with the first stage, and names itself by its number', async () => {
    const id = await session.result('crm.lead.add', { fields: {} })

    expect(await session.result('crm.lead.get', { id })).toMatchObject({
      ...{
        TITLE: `Lead #${String(id)}`,
        STATUS_ID: 'NEW',
        STATUS_SEMANTIC_ID: 'P',
        OPPORTUNITY: '0.00',
        DATE_CLOSED: '',
      },
      ...{ COMPANY_ID: null, CONTACT_ID: null, IS_RETURN_CUSTOMER: 'N', BIRTHDATE: '' },
    })
  })

  test('moves between stages; the last ones close it, and nothing is made of it', async () => {
    const id = await add(session, 'lead', { TITLE: 'L', NAME: 'Ann' })
    const deals = at((await session.call('crm.deal.list')).body, 'total')

    await session.result('crm.lead.update', { id, fields: { STATUS_ID: 'CONVERTED' } })
    const won = await session.result('crm.lead.get', { id })
    await session.result('crm.lead.update', { id, fields: { STATUS_ID: 'NO_SUCH_STAGE' } })

    expect(won).toMatchObject({
      STATUS_ID: 'CONVERTED',
      STATUS_SEMANTIC_ID: 'S',
      DATE_CLOSED: '2025-06-01T15:00:00+03:00',
    })
    expect(at(await session.result('crm.lead.get', { id }), 'STATUS_ID')).toBe('CONVERTED')
    expect(at((await session.call('crm.deal.list')).body, 'total')).toBe(deals)
  })

  test('of a known client is a repeated one', async () => {
    const id = await add(session, 'lead', { TITLE: 'R', CONTACT_IDS: [1, 2] })

    const lead = await session.result('crm.lead.get', { id })

    expect([at(lead, 'CONTACT_ID'), at(lead, 'CONTACT_IDS')]).toEqual(['1', undefined])
    expect(column(await session.result('crm.lead.contact.items.get', { id }), 'CONTACT_ID')).toEqual([1, 2])
  })

  test('lists by stage and by what it is not called, deletes, describes', async () => {
    const id = await add(session, 'lead', { TITLE: 'Needle', STATUS_ID: 'IN_PROCESS' })

    const found = await session.result('crm.lead.list', {
      filter: { STATUS_ID: 'IN_PROCESS', '!%TITLE': 'Заявка' },
      select: ['ID'],
    })
    await session.result('crm.lead.delete', { id })

    expect(found).toEqual([{ ID: String(id) }])
    expect(await session.call('crm.lead.get', { id })).toMatchObject(failed('Not found') as object)
    expect(await session.result('crm.lead.fields')).toMatchObject({
      STATUS_ID: { type: 'crm_status', statusType: 'STATUS' },
    })
  })

  test('becomes a deal at once in simple mode', async () => {
    await session.turn({ crmMode: 'simple' })

    const id = await add(session, 'lead', { TITLE: 'Simple', OPPORTUNITY: 50, CONTACT_IDS: [3] })

    expect((await session.call('crm.lead.get', { id })).status).toBe(400)
    const [deal] = rows(await session.result('crm.deal.list', { filter: { TITLE: 'Simple' } }))
    expect(deal).toMatchObject({ OPPORTUNITY: '50.00', CONTACT_ID: '3' })
  })
})

describe('crm.deal', () => {
  test('adds with the first stage of its pipeline, and a week to close', async () => {
    const plain = await session.result('crm.deal.add', { fields: {} })
    const other = await add(session, 'deal', { TITLE: 'Service', CATEGORY_ID: 1 })

    expect(await session.result('crm.deal.get', { id: plain })).toMatchObject({
      ...{ TITLE: `Deal #${String(plain)}`, STAGE_ID: 'NEW', CATEGORY_ID: '0', STAGE_SEMANTIC_ID: 'P', CLOSED: 'N' },
      ...{ BEGINDATE: '2025-06-01T03:00:00+03:00', CLOSEDATE: '2025-06-08T03:00:00+03:00', TYPE_ID: 'SALE' },
    })
    expect(await session.result('crm.deal.get', { id: other })).toMatchObject({ STAGE_ID: 'C1:NEW', CATEGORY_ID: '1' })
  })

  test('closes by its stage, and keeps its pipeline', async () => {
    const id = await add(session, 'deal', { TITLE: 'D' })

    await session.result('crm.deal.update', { id, fields: { STAGE_ID: 'LOSE', CATEGORY_ID: 1 } })

    expect(await session.result('crm.deal.get', { id })).toMatchObject({
      STAGE_ID: 'LOSE',
      CLOSED: 'Y',
      CATEGORY_ID: '0',
      STAGE_SEMANTIC_ID: 'F',
    })
  })

  test('is found by any of its contacts, or by the primary alone, as the switch says', async () => {
    const [first, second] = [await add(session, 'contact', { NAME: '1' }), await add(session, 'contact', { NAME: '2' })]
    const id = await add(session, 'deal', { TITLE: 'Two', CONTACT_IDS: [first, second] })
    const find = (contact: number) =>
      session.result('crm.deal.list', { filter: { CONTACT_ID: contact }, select: ['ID'] })

    const any = await find(second)
    await session.turn({ contactFilter: 'primary' })

    expect(any).toEqual([{ ID: String(id) }])
    expect([await find(first), await find(second)]).toEqual([[{ ID: String(id) }], []])
    expect(await session.result('crm.deal.delete', { id })).toBe(true)
    expect(await session.result('crm.deal.fields')).toMatchObject({ CONTACT_ID: { isDeprecated: true } })
  })
})

describe.each([
  ['lead', 'L'],
  ['deal', 'D'],
])('crm.%s.productrows', (kind, letter) => {
  test('set puts rows in the place of all there were, and the total follows', async () => {
    const id = await add(session, kind, { TITLE: 'Goods' })
    const set = (list: unknown) => session.result(`crm.${kind}.productrows.set`, { id, rows: list })
    await set([{ PRODUCT_NAME: 'Old', PRICE: 1 }])

    const answer = await set([
      { PRODUCT_NAME: 'Chair', PRICE: 100, QUANTITY: 2 },
      { PRICE: '50.5', DISCOUNT_TYPE_ID: 1, DISCOUNT_SUM: 10 },
    ])

    const found = rows(await session.result(`crm.${kind}.productrows.get`, { id }))
    expect(answer).toBe(true)
    expect(found).toMatchObject([
      {
        OWNER_ID: String(id),
        OWNER_TYPE: letter,
        PRODUCT_NAME: 'Chair',
        PRICE: 100,
        QUANTITY: 2,
        PRICE_ACCOUNT: '100.00',
        TAX_INCLUDED: 'N',
        PRODUCT_ID: 0,
      },
      {
        PRICE: 50.5,
        QUANTITY: 1,
        DISCOUNT_TYPE_ID: 1,
        DISCOUNT_SUM: 10,
        PRODUCT_NAME: expect.stringMatching(/^\[\d+\]$/) as string,
      },
    ])
    expect(at(await session.result(`crm.${kind}.get`, { id }), 'OPPORTUNITY')).toBe('250.50')
  })

  test('leaves a total alone that was entered by hand', async () => {
    const id = await add(session, kind, { TITLE: 'Hand', OPPORTUNITY: 7, IS_MANUAL_OPPORTUNITY: 'Y' })

    await session.result(`crm.${kind}.productrows.set`, { id, rows: [{ PRODUCT_NAME: 'A', PRICE: 100 }] })

    expect(at(await session.result(`crm.${kind}.get`, { id }), 'OPPORTUNITY')).toBe('7.00')
  })

  test.each([
    ['get', {}, 'The parameter id is invalid or not defined.', ''],
    ['set', { id: 1 }, 'The parameter rows must be array.', ''],
    ['get', { id: 999_999 }, 'Not found', ''],
    ['set', { id: 1, rows: [{ PRICE: 1, DISCOUNT_TYPE_ID: 2 }] }, 'Discount rate is required.', 'ERROR_CORE'],
    [
      'set',
      { id: 1, rows: [{ PRICE: 1, DISCOUNT_TYPE_ID: 2, DISCOUNT_RATE: 100 }] },
      'Discount sum is required.',
      'ERROR_CORE',
    ],
    ['set', { id: 1, rows: [{ PRICE: 1, DISCOUNT_TYPE_ID: 1 }] }, 'Discount sum is required.', 'ERROR_CORE'],
  ])('%s with %j says %s', async (method, params, text, error) => {
    expect(await session.call(`crm.${kind}.productrows.${method}`, params)).toMatchObject(failed(text, error) as object)
  })
})

describe('crm.status', () => {
  test('lists a directory in its order, with groups and colours of stages', async () => {
    const { body } = await session.call('crm.status.list', { filter: { ENTITY_ID: 'STATUS' }, order: { SORT: 'ASC' } })

    expect(column(at(body, 'result'), 'STATUS_ID')).toEqual(['NEW', 'IN_PROCESS', 'PROCESSED', 'CONVERTED', 'JUNK'])
    expect(at(body, 'total')).toBe(5)
    expect(at(body, 'result', 3)).toMatchObject({
      SEMANTICS: 'S',
      SYSTEM: 'Y',
      EXTRA: { SEMANTICS: 'success', COLOR: '#7BD500' },
    })
    expect(rows(await session.result('crm.status.list', { filter: { ENTITY_ID: 'SOURCE' } }))).toHaveLength(12)
    expect(await session.result('crm.status.entity.items', { entityId: 'HONORIFIC' })).toEqual([
      { NAME: 'г-н', SORT: 10, STATUS_ID: 'HNR_RU_1' },
      { NAME: 'г-жа', SORT: 20, STATUS_ID: 'HNR_RU_2' },
    ])
    expect(column(await session.result('crm.status.entity.types'), 'ID')).toEqual(
      expect.arrayContaining(['SOURCE', 'DEAL_STAGE_1']),
    )
    expect(await session.result('crm.status.fields')).toMatchObject({
      STATUS_ID: { isRequired: true },
      SEMANTICS: { type: 'char' },
    })
  })

  test('adds, reads, changes and deletes entries; those of the system only when forced', async () => {
    const fields = { ENTITY_ID: 'SOURCE', STATUS_ID: 'FAIR', NAME: 'Fair', SORT: 5 }
    const id = await session.result('crm.status.add', { fields })
    await session.result('crm.status.update', { id, fields: { NAME: 'Trade fair' } })
    const [system] = rows(await session.result('crm.status.list', { filter: { ENTITY_ID: 'SOURCE', SYSTEM: 'Y' } }))

    expect(await session.result('crm.status.get', { id })).toMatchObject({
      STATUS_ID: 'FAIR',
      NAME: 'Trade fair',
      SORT: '5',
      SYSTEM: 'N',
      EXTRA: [],
    })
    expect((await session.call('crm.status.add', { fields })).status).toBe(400)
    expect(
      (
        await session.callBy(await webhookOf(session, COLLEAGUE), 'crm.status.add', {
          fields: { ...fields, STATUS_ID: 'X' },
        })
      ).status,
    ).toBe(400)
    expect(await session.result('crm.status.delete', { id })).toBe(true)
    expect((await session.call('crm.status.get', { id })).status).toBe(400)
    expect((await session.call('crm.status.delete', { id: system?.['ID'] })).status).toBe(400)
    expect(await session.result('crm.status.delete', { id: system?.['ID'], params: { FORCED: 'Y' } })).toBe(true)
  })
})

describe('what the vendor’s own suites lean on', () => {
  // @source b24phpsdk tests/Integration/Core/BatchTest::testBatchAddEntityItems: fields a level too deep are no fields
  test.each(['deal', 'lead', 'company'])('crm.%s.add without fields makes a record of defaults', async (kind) => {
    const batch = await session.result('batch', { cmd: { a: `crm.${kind}.add?0[fields][TITLE]=x` } })

    const id = Number(at(batch, 'result', 'a'))
    expect(id).toBeGreaterThan(0)
    expect(at(await session.result(`crm.${kind}.get`, { id }), 'TITLE')).not.toBe('x')
    expect(await session.result(`crm.${kind}.update`, { id })).toBe(true)
  })

  // @source b24phpsdk tests/Integration/Services/CRM/Deal/Service/DealProductRowsTest: keys in this very order
  test('product rows end with the store and its reservation', async () => {
    const id = await add(session, 'deal', { TITLE: 'x' })
    await session.result('crm.deal.productrows.set', { id, rows: [{ PRODUCT_NAME: 'A', PRICE: 1 }] })

    const [row = {}] = rows(await session.result('crm.deal.productrows.get', { id }))

    const last = ['TYPE', 'STORE_ID', 'RESERVE_ID', 'DATE_RESERVE_END', 'RESERVE_QUANTITY']
    expect(Object.keys(row).slice(-last.length)).toEqual(last)
  })

  test('crm.enum.getorderownertypes names what an order belongs to', async () => {
    expect(await session.result('crm.enum.getorderownertypes')).toEqual([
      { attribute: 'DYN', code: 'DEAL', id: 2, name: 'Deal' },
    ])
  })
})
