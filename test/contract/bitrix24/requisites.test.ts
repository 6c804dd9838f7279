import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { add, at, column, failed, startPortal } from './portal-session.ts'
import type { Params, PortalSession } from './portal-session.ts'

let session: PortalSession
let contact: number

beforeAll(async () => {
  session = await startPortal({ contacts: 2 })
  contact = await add(session, 'contact', { NAME: 'Timeline' })
})
afterAll(() => session.crm.close())

describe('crm.requisite and crm.address', () => {
  const requisite = (more: Params = {}): Params => ({
    ENTITY_TYPE_ID: 3,
    ENTITY_ID: contact,
    PRESET_ID: 3,
    NAME: 'Person',
    RQ_INN: '77',
    ...more,
  })

  test('add, read, change, list and delete requisites', async () => {
    const id = await session.result('crm.requisite.add', { fields: requisite() })
    await session.result('crm.requisite.update', { id, fields: { RQ_INN: '78', ENTITY_ID: 1 } })

    const filter = { ENTITY_TYPE_ID: 3, ENTITY_ID: contact }
    const listed = await session.call('crm.requisite.list', { filter, select: ['ID', 'RQ_INN'] })

    expect(await session.result('crm.requisite.get', { id })).toMatchObject({
      ...{
        ID: String(id),
        ENTITY_TYPE_ID: '3',
        ENTITY_ID: String(contact),
        PRESET_ID: '3',
        NAME: 'Person',
        RQ_INN: '78',
        RQ_KPP: null,
        ACTIVE: 'Y',
        SORT: '500',
      },
    })
    expect([at(listed.body, 'result'), at(listed.body, 'total')]).toEqual([[{ ID: String(id), RQ_INN: '78' }], 1])
    expect(await session.result('crm.requisite.delete', { id })).toBe(true)
    expect(await session.call('crm.requisite.get', { id })).toMatchObject(
      failed(`The Requisite with ID '${String(id)}' is not found`) as object,
    )
    expect(await session.result('crm.requisite.fields')).toMatchObject({ RQ_INN: { type: 'string' } })
  })

  test('offer presets', async () => {
    expect(column(await session.result('crm.requisite.preset.list'), 'ID')).toEqual(['1', '2', '3'])
    expect(await session.result('crm.requisite.preset.fields')).toMatchObject({ COUNTRY_ID: { isRequired: true } })
    expect(await session.result('crm.requisite.preset.countries')).toContainEqual({
      ID: 1,
      CODE: 'RU',
      TITLE: 'Россия',
    })
    expect(await session.result('crm.requisite.preset.get', { id: 1 })).toMatchObject({
      NAME: 'Организация',
      COUNTRY_ID: '1',
    })
  })

  test('say what a preset asks for, in its order', async () => {
    const fields = await session.result('crm.requisite.preset.field.list', { preset: { ID: 2 } })

    expect(column(fields, 'FIELD_NAME').slice(0, 2)).toEqual(['RQ_INN', 'RQ_LAST_NAME'])
    expect(column(fields, 'SORT').slice(0, 2)).toEqual([510, 520])
    expect(await session.call('crm.requisite.preset.field.list', { preset: { ID: 9 } })).toMatchObject(
      failed("The Preset with ID '9' is not found") as object,
    )
    expect(await session.result('crm.requisite.preset.field.fields')).toMatchObject({
      FIELD_NAME: { isRequired: true },
    })
  })

  test('have no date of a change before the first one, and are in no list of changes until then', async () => {
    const id = await session.result('crm.requisite.add', { fields: requisite() })
    const changed = () =>
      session.result('crm.requisite.list', { filter: { '@ID': [id], '>=DATE_MODIFY': '2001-01-01T00:00:00+03:00' } })

    expect([await session.result('crm.requisite.get', { id }), await changed()]).toMatchObject([
      { DATE_MODIFY: '' },
      [],
    ])

    await session.result('crm.requisite.update', { id, fields: { RQ_INN: '1' } })

    expect(column(await changed(), 'ID')).toEqual([String(id)])
  })

  test.each([{ ENTITY_TYPE_ID: 9 }, { ENTITY_ID: 0 }, { PRESET_ID: 0 }, { NAME: '' }, { ENTITY_ID: 999_999 }])(
    'refuse a requisite with %j',
    async (more) => {
      expect((await session.call('crm.requisite.add', { fields: requisite(more) })).status).toBe(400)
    },
  )

  test('keep one address of each type, found by whose it is', async () => {
    const id = await session.result('crm.requisite.add', { fields: requisite() })
    const key = { TYPE_ID: 1, ENTITY_TYPE_ID: 8, ENTITY_ID: id }

    const added = await session.result('crm.address.add', {
      fields: { ...key, CITY: 'Казань', ADDRESS_1: 'ул. Баумана, 1' },
    })
    const twice = await session.call('crm.address.add', { fields: key })
    await session.result('crm.address.update', { fields: { ...key, CITY: 'Москва' } })

    expect(added).toBe(true)
    expect(twice).toMatchObject(failed('TypeAddress exists.') as object)
    expect(await session.result('crm.address.list', { filter: { ENTITY_TYPE_ID: 8, ENTITY_ID: id } })).toEqual([
      {
        ...{
          TYPE_ID: '1',
          ENTITY_TYPE_ID: '8',
          ENTITY_ID: String(id),
          ADDRESS_1: 'ул. Баумана, 1',
          ADDRESS_2: null,
          CITY: 'Москва',
        },
        ...{ POSTAL_CODE: null, REGION: null, PROVINCE: null, COUNTRY: null, COUNTRY_CODE: null, LOC_ADDR_ID: null },
        ...{ ANCHOR_TYPE_ID: '3', ANCHOR_ID: String(contact) },
      },
    ])
    expect(await session.result('crm.address.delete', { fields: key })).toBe(true)
    expect(await session.call('crm.address.delete', { fields: key })).toMatchObject(
      failed('TypeAddress not found.') as object,
    )
    expect(await session.call('crm.address.add', { fields: { TYPE_ID: 1 } })).toMatchObject(
      failed('ENTITY_TYPE_ID is not defined or invalid.') as object,
    )
    expect(await session.result('crm.address.fields')).toMatchObject({ CITY: { type: 'string' } })
  })

  // @source https://apidocs.bitrix24.com/api-reference/crm/requisites/bank-detail/index.html; b24phpsdk RequisiteBankdetailTest
  test('have accounts at banks, which go with them', async () => {
    const owner = await session.result('crm.requisite.add', { fields: requisite() })
    const id = await session.result('crm.requisite.bankdetail.add', {
      fields: { ENTITY_ID: owner, NAME: 'Superbank', RQ_BIK: '044525225' },
    })

    const made = await session.result('crm.requisite.bankdetail.get', { id })
    await session.result('crm.requisite.bankdetail.update', { id, fields: { RQ_ACC_NUM: '407', ENTITY_ID: 1 } })

    expect(made).toMatchObject({
      ...{ ID: String(id), ENTITY_ID: String(owner), COUNTRY_ID: '1', NAME: 'Superbank', CODE: null, ACTIVE: 'Y' },
      ...{ RQ_BIK: '044525225', RQ_IBAN: null, DATE_MODIFY: '', MODIFY_BY_ID: null, CREATED_BY_ID: '1' },
    })
    const filter = { ENTITY_ID: owner }
    const listed = await session.call('crm.requisite.bankdetail.list', { filter, select: ['ID', 'RQ_ACC_NUM'] })
    expect(listed.body).toMatchObject({ result: [{ ID: String(id), RQ_ACC_NUM: '407' }], total: 1 })
    expect(await session.result('crm.requisite.bankdetail.fields')).toMatchObject({
      ...{ ENTITY_ID: { isRequired: true, isImmutable: true }, RQ_SWIFT: { title: 'SWIFT' } },
    })
    expect(await session.call('crm.requisite.bankdetail.add', { fields: { NAME: 'x' } })).toMatchObject(
      failed('ENTITY_ID is not defined or invalid.') as object,
    )
    await session.result('crm.requisite.delete', { id: owner })
    expect(await session.call('crm.requisite.bankdetail.delete', { id })).toMatchObject(
      failed(`The RequisiteBankDetail with ID '${String(id)}' is not found`) as object,
    )
  })

  // @source https://apidocs.bitrix24.com/api-reference/crm/requisites/user-fields/index.html; b24phpsdk RequisiteUserfieldUseCaseTest
  test('have fields that people make, with values', async () => {
    const field = await session.result('crm.requisite.userfield.add', {
      fields: { FIELD_NAME: 'MARK', USER_TYPE_ID: 'string' },
    })
    const id = await session.result('crm.requisite.add', { fields: requisite({ UF_CRM_MARK: 'red' }) })

    expect(await session.result('crm.requisite.userfield.get', { id: field })).toMatchObject({
      ...{ ENTITY_ID: 'CRM_REQUISITE', FIELD_NAME: 'UF_CRM_MARK' },
    })
    expect(at(await session.result('crm.requisite.get', { id }), 'UF_CRM_MARK')).toBe('red')
    expect(
      await session.result('crm.requisite.list', { filter: { UF_CRM_MARK: 'red' }, select: ['UF_CRM_MARK'] }),
    ).toEqual([{ UF_CRM_MARK: 'red' }])
    expect(at(await session.result('crm.requisite.fields'), 'UF_CRM_MARK')).toMatchObject({ isDynamic: true })
  })
})
