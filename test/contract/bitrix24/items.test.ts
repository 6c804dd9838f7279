import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { add, at, column, COLLEAGUE, rows, startPortal, TRAINEE, webhookOf } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

const CONTACT = 3

let session: PortalSession

beforeAll(async () => {
  session = await startPortal({ contacts: 70 })
})
afterAll(() => session.crm.close())

const item = (answer: unknown): Record<string, unknown> => at(answer, 'item') as Record<string, unknown>
const make = async (fields: Record<string, unknown>, entityTypeId = CONTACT) =>
  item(await session.result('crm.item.add', { entityTypeId, fields }))
const list = (filter: unknown, more: Record<string, unknown> = {}) =>
  session.result('crm.item.list', { entityTypeId: CONTACT, filter, ...more })

describe('crm.item.add, get and update', () => {
  test('speak of contacts in names and values of their own', async () => {
    const made = await make({
      name: 'Ann',
      lastName: 'B',
      birthdate: '2001-11-11',
      companyIds: [1, 2],
      ufCrmOrders: 5,
      ufCrmNewsletter: 'Y',
    })

    expect(made).toMatchObject({
      ...{
        id: expect.any(Number) as number,
        name: 'Ann',
        lastName: 'B',
        secondName: null,
        entityTypeId: 3,
        opened: 'Y',
      },
      ...{
        createdTime: '2025-06-01T15:00:00+03:00',
        updatedTime: '2025-06-01T15:00:00+03:00',
        createdBy: 1,
        updatedBy: 1,
      },
      ...{ assignedById: 1, companyId: 1, companyIds: [1, 2], hasPhone: 'N', birthdate: '2001-11-11T03:00:00+03:00' },
      ...{ ufCrmOrders: 5, ufCrmNewsletter: 'Y', ufCrmInterests: [], fm: [], phone: '', imol: '', leadId: null },
    })
    expect(await session.result('crm.item.get', { entityTypeId: CONTACT, id: made['id'] })).toEqual({ item: made })
    expect(await session.result('crm.contact.get', { id: made['id'] })).toMatchObject({
      NAME: 'Ann',
      UF_CRM_ORDERS: '5',
      COMPANY_ID: '1',
    })
  })

  test('name the stage of a lead stageId, and amounts are numbers', async () => {
    const lead = await make({ title: 'L', opportunity: '99.5', stageId: 'IN_PROCESS', contactIds: [1] }, 1)
    const deal = await make({ title: 'D', opportunity: 10 }, 2)

    expect(lead).toMatchObject({
      stageId: 'IN_PROCESS',
      stageSemanticId: 'P',
      opportunity: 99.5,
      contactIds: [1],
      contactId: 1,
      companyId: 0,
    })
    expect(deal).toMatchObject({ stageId: 'NEW', categoryId: 0, opportunity: 10 })
    expect(Object.keys(deal)).not.toContain('fm')
  })

  test('change phones by an object of operations; without a kind an entry is passed over', async () => {
    const fm = [
      { typeId: 'PHONE', valueType: 'WORK', value: '1' },
      { typeId: 'EMAIL', valueType: 'HOME', value: 'a@example.com' },
      { value: 'lost' },
    ]
    const made = await make({ name: 'F', fm })
    const [phone, email] = made['fm'] as { id: number }[]
    const change = {
      [String(phone?.id)]: { typeId: 'PHONE', value: '11' },
      [String(email?.id)]: { typeId: 'EMAIL', value: '' },
      n0: { typeId: 'PHONE', valueType: 'MOBILE', value: '2' },
      n1: { value: 'lost' },
    }

    const changed = item(
      await session.result('crm.item.update', { entityTypeId: CONTACT, id: made['id'], fields: { fm: change } }),
    )

    expect(made['fm']).toHaveLength(2)
    expect(changed['fm']).toMatchObject([
      { id: phone?.id, typeId: 'PHONE', valueType: 'WORK', value: '11' },
      { typeId: 'PHONE', valueType: 'MOBILE', value: '2' },
    ])
    expect([changed['phone'], changed['phoneMobile'], changed['hasEmail']]).toEqual(['11', '2', 'N'])
  })

  test('do nothing when nothing changes', async () => {
    const made = await make({ name: 'Same' })
    session.advance(1000)

    const same = item(
      await session.result('crm.item.update', { entityTypeId: CONTACT, id: made['id'], fields: { name: 'Same' } }),
    )
    const other = item(
      await session.result('crm.item.update', { entityTypeId: CONTACT, id: made['id'], fields: { name: 'Other' } }),
    )

    expect(same['updatedTime']).toBe(made['updatedTime'])
    expect(other['updatedTime']).not.toBe(made['updatedTime'])
  })

  test('keep the names of user fields where that is asked for, and map numbers in a way of their own', async () => {
    await session.result('crm.contact.userfield.add', { fields: { FIELD_NAME: '1747309879', USER_TYPE_ID: 'string' } })
    const made = await make({ name: 'U', ufCrm_1747309879: 'x', UF_CRM_ORDERS: 3, ufCrmOrders: 4, NAME: 'Not this' })

    const original = item(
      await session.result('crm.item.get', { entityTypeId: CONTACT, id: made['id'], useOriginalUfNames: 'Y' }),
    )

    expect([made['ufCrm_1747309879'], made['ufCrmOrders']]).toEqual(['x', 4])
    expect([original['UF_CRM_1747309879'], original['UF_CRM_ORDERS'], original['name']]).toEqual(['x', 4, 'U'])
  })
})

describe('crm.item.list', () => {
  test('has pages of fifty that begin where they are told', async () => {
    const { body } = await session.call('crm.item.list', {
      entityTypeId: CONTACT,
      select: ['id'],
      start: 7,
      order: { id: 'ASC' },
    })

    expect(rows(body, 'result', 'items')[0]).toEqual({ id: 8 })
    expect([rows(body, 'result', 'items').length, at(body, 'next')]).toEqual([50, 57])
    expect(at((await session.call('crm.item.list', { entityTypeId: CONTACT, start: -1 })).body, 'total')).toBe(0)
  })

  test('combines conditions with AND and OR, also nested', async () => {
    const [a, b] = [(await make({ name: 'Or A', post: 'Or' }))['id'], (await make({ name: 'Or B', post: 'Or' }))['id']]

    const either = await list({ post: 'Or', 0: { logic: 'OR', 0: { name: 'Or A' }, 1: { '%name': 'or b' } } })
    const both = await list({ post: 'Or', 0: { name: 'Or A', '!name': 'Or A' } })

    expect([column(at(either, 'items'), 'id'), at(both, 'items')]).toEqual([[a, b], []])
  })

  test('filters by links, first phones, chats and flags of user fields', async () => {
    const company = await add(session, 'company', { TITLE: 'Filtered' })
    const fm = [
      { typeId: 'PHONE', valueType: 'MOBILE', value: '555' },
      { typeId: 'IM', valueType: 'OPENLINE', value: 'imol|livechat|1|9|9' },
    ]
    const made = await make({ name: 'X', companyIds: [1, company], fm, ufCrmNewsletter: 'Y' })
    const ids = async (filter: unknown) => column(at(await list(filter, { select: ['id'] }), 'items'), 'id')

    expect(await ids({ companyIds: company })).toEqual([made['id']])
    expect(await ids({ '=phoneMobile': '555' })).toEqual([made['id']])
    expect(await ids({ '=phoneWork': '555' })).toEqual([])
    expect(await ids({ '=imol': 'imol|livechat|1|9|9' })).toEqual([made['id']])
    expect(await ids({ id: made['id'], ufCrmNewsletter: 1 })).toEqual([made['id']])
    expect(await ids({ '@id': [made['id'], 2], '>=createdTime': '2025-06-01 00:00:00' })).toEqual([made['id']])
  })

  test('has fm with everything, and never by name', async () => {
    const all = at(await list({ id: 5 }), 'items', 0) as object
    const named = at(await list({ id: 5 }, { select: ['id', 'name', 'fm'] }), 'items', 0) as object

    expect(Object.keys(all)).toContain('fm')
    expect(Object.keys(named)).toEqual(['id', 'name'])
  })

  test.each([[{ '>ddId': 1 }], [{ PHONE: '1' }], [{ 0: { nothing: 1 } }]])(
    'refuses %j, which old lists pass over',
    async (filter) => {
      const { status, body } = await session.call('crm.item.list', { entityTypeId: CONTACT, filter })

      expect([status, at(body, 'error')]).toEqual([400, 'INVALID_ARG_VALUE'])
      expect(at(body, 'error_description')).toMatch(/^Invalid filter: field '\w+' is not allowed in filter$/)
    },
  )

  test('shows a user what they may see', async () => {
    const hook = await webhookOf(session, TRAINEE)

    const { body } = await session.callBy(hook, 'crm.item.list', { entityTypeId: CONTACT, select: ['assignedById'] })

    expect(new Set(column(at(body, 'result', 'items'), 'assignedById'))).toEqual(new Set([TRAINEE]))
  })
})

describe('crm.item.delete and fields', () => {
  test('delete answers an empty list', async () => {
    const made = await make({ name: 'Gone' })

    expect(await session.result('crm.item.delete', { entityTypeId: CONTACT, id: made['id'] })).toEqual([])
    expect((await session.call('crm.item.get', { entityTypeId: CONTACT, id: made['id'] })).body).toMatchObject({
      error: 'NOT_FOUND',
    })
  })

  test('fields tells the old name of each', async () => {
    expect(at(await session.result('crm.item.fields', { entityTypeId: CONTACT }), 'fields')).toMatchObject({
      ...{ name: { upperName: 'NAME', type: 'string' }, createdTime: { upperName: 'CREATED_TIME', isReadOnly: true } },
      ...{ ufCrmInterests: { type: 'enumeration', isMultiple: true }, fm: { type: 'crm_multifield' } },
    })
    expect(at(await session.result('crm.item.fields', { entityTypeId: 1 }), 'fields', 'stageId')).toMatchObject({
      upperName: 'STAGE_ID',
    })
  })

  test.each([
    ['get', { entityTypeId: 5, id: 1 }, 400, 'ENTITY_TYPE_NOT_SUPPORTED'],
    ['get', { entityTypeId: 177, id: 1 }, 400, 'NOT_FOUND'],
    ['get', { id: 1 }, 400, '100'],
    ['list', { entityTypeId: 3, filter: 'x' }, 400, '100'],
    ['add', { entityTypeId: 3 }, 400, '100'],
    ['list', { entityTypeId: 3, order: { nothing: 'ASC' } }, 400, 'INVALID_ARG_VALUE'],
  ])('%s with %j is %i %s', async (method, params, status, error) => {
    expect(await session.call(`crm.item.${method}`, params)).toMatchObject({ status, body: { error } })
  })

  test('a contact needs a name here too', async () => {
    const add = (fields: Record<string, unknown>) => session.call('crm.item.add', { entityTypeId: CONTACT, fields })

    expect((await add({ post: 'Cook' })).status).toBe(400)
    expect((await add({ lastName: 'Named' })).status).toBe(200)
  })

  test('rights are told with a code', async () => {
    const hook = await webhookOf(session, TRAINEE)
    const mine = await make({ name: 'Mine', assignedById: COLLEAGUE })

    const answer = await session.callBy(hook, 'crm.item.get', { entityTypeId: CONTACT, id: mine['id'] })

    expect(answer).toMatchObject({ status: 400, body: { error: 'ACCESS_DENIED' } })
  })

  // @source b24phpsdk tests/Integration/Core/BatchTraversableListTest: crm.item.list by ORIGINATOR_ID, in upper case
  test('lists know their fields by names in upper case too', async () => {
    const made = await session.result('crm.item.add', {
      ...{ entityTypeId: 3, fields: { name: 'Уникум', originatorId: 'suite', ufCrmNicknames: ['Тень'] } },
    })

    const found = await session.result('crm.item.list', {
      entityTypeId: 3,
      filter: { ORIGINATOR_ID: 'suite', '>ID': 0, UF_CRM_NICKNAMES: 'Тень', '>CREATED_TIME': '2020-01-01' },
      order: { ID: 'desc' },
      select: ['ID', 'NAME', 'ORIGINATOR_ID'],
    })

    expect(at(found, 'items')).toEqual([{ id: at(made, 'item', 'id'), name: 'Уникум', originatorId: 'suite' }])
  })

  // @source https://apidocs.bitrix24.com/api-reference/crm/universal/crm-item-list.html, its table of errors
  test('an order that is neither up nor down is refused', async () => {
    const refused = await session.call('crm.item.list', { entityTypeId: 3, order: { id: 'sideways' } })

    expect(refused).toMatchObject({
      status: 400,
      body: {
        error: 'INVALID_ARG_VALUE',
        error_description: "Invalid order: allowed sort directions are ASC, DESC. But got 'SIDEWAYS' for field 'id'",
      },
    })
  })
})
