import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { add, at, COLLEAGUE, column, failed, startPortal, webhookOf } from './portal-session.ts'
import type { Params, PortalSession } from './portal-session.ts'

let session: PortalSession
let contact: number

beforeAll(async () => {
  session = await startPortal({ contacts: 2 })
  contact = await add(session, 'contact', { NAME: 'Owner' })
})
afterAll(() => session.crm.close())

const addPreset = async (more: Params = {}): Promise<number> => {
  const fields = { ENTITY_TYPE_ID: 8, COUNTRY_ID: 122, NAME: 'Suppliers', ...more }
  return Number(await session.result('crm.requisite.preset.add', { fields }))
}

describe('crm.requisite.preset', () => {
  test('adds, reads, changes and deletes', async () => {
    const id = await addPreset({ XML_ID: 'mine', SORT: 520 })

    const made = await session.result('crm.requisite.preset.get', { id })
    await session.result('crm.requisite.preset.update', { id, fields: { NAME: 'Vendors', COUNTRY_ID: 1 } })
    const changed = await session.result('crm.requisite.preset.get', { id })

    expect(made).toEqual({
      ...{ ID: String(id), ENTITY_TYPE_ID: '8', COUNTRY_ID: '122', NAME: 'Suppliers', XML_ID: 'mine' },
      ...{ ACTIVE: 'Y', SORT: '520', CREATED_BY_ID: '1', MODIFY_BY_ID: null },
      ...{ DATE_CREATE: at(made, 'DATE_CREATE'), DATE_MODIFY: '' },
    })
    expect(changed).toMatchObject({ NAME: 'Vendors', COUNTRY_ID: '122', MODIFY_BY_ID: '1' })
    expect(await session.result('crm.requisite.preset.delete', { id })).toBe(true)
    expect(await session.call('crm.requisite.preset.get', { id })).toMatchObject(
      failed(`The Preset with ID '${id}' is not found`) as object,
    )
  })

  test('lists what was asked for, in the order that was asked for', async () => {
    const id = await addPreset({ NAME: 'Abroad' })

    const abroad = { filter: { COUNTRY_ID: 122, NAME: 'Abroad' }, select: ['ID', 'NAME'] }
    const listed = await session.call('crm.requisite.preset.list', abroad)
    const russian = { order: { ID: 'DESC' }, filter: { COUNTRY_ID: 1 } }

    expect(listed.body).toMatchObject({ result: [{ ID: String(id), NAME: 'Abroad' }], total: 1 })
    expect(column(await session.result('crm.requisite.preset.list', russian), 'ID')).toEqual(['3', '2', '1'])
  })

  test('stays while requisites are made from it', async () => {
    const id = await addPreset()
    const fields = { ENTITY_TYPE_ID: 3, ENTITY_ID: contact, PRESET_ID: id, NAME: 'Person' }
    const requisite = await session.result('crm.requisite.add', { fields })

    const refused = await session.call('crm.requisite.preset.delete', { id })
    await session.result('crm.requisite.delete', { id: requisite })

    expect(refused.status).toBe(400)
    expect(await session.result('crm.requisite.preset.delete', { id })).toBe(true)
  })

  test.each([{ ENTITY_TYPE_ID: 3 }, { COUNTRY_ID: 9999 }, { NAME: '' }])('is not made with %j', async (wrong) => {
    const fields = { ENTITY_TYPE_ID: 8, COUNTRY_ID: 1, NAME: 'Wrong', ...wrong }

    expect((await session.call('crm.requisite.preset.add', { fields })).status).toBe(400)
  })

  test('is not for those who may add nothing', async () => {
    await session.control('POST', '/bitrix24/users', { userId: COLLEAGUE, rights: { add: 'none' } })
    const theirs = await webhookOf(session, COLLEAGUE, ['crm'])

    const refused = await session.callBy(theirs, 'crm.requisite.preset.add', {
      fields: { ENTITY_TYPE_ID: 8, COUNTRY_ID: 1, NAME: 'Theirs' },
    })

    await session.control('POST', '/bitrix24/users', { userId: COLLEAGUE, rights: { add: 'all' } })
    expect(refused).toMatchObject(failed('Access denied.') as object)
  })
})

describe('crm.requisite.preset.field', () => {
  test('are added, changed, put in order and taken out', async () => {
    const preset = { ID: await addPreset() }
    const first = { FIELD_NAME: 'RQ_NAME', FIELD_TITLE: 'Title', SORT: 580 }

    const id = await session.result('crm.requisite.preset.field.add', { preset, fields: first })
    const second = { FIELD_NAME: 'RQ_INN', SORT: 10 }
    const other = await session.result('crm.requisite.preset.field.add', { preset, fields: second })
    await session.result('crm.requisite.preset.field.update', { id, preset, fields: { ...first, FIELD_TITLE: 'New' } })

    expect(await session.result('crm.requisite.preset.field.get', { id, preset })).toEqual({
      ...{ ID: 1, FIELD_NAME: 'RQ_NAME', FIELD_TITLE: 'New', IN_SHORT_LIST: 'N', SORT: 580 },
    })
    expect(column(await session.result('crm.requisite.preset.field.list', { preset }), 'ID')).toEqual([other, id])
    expect(await session.result('crm.requisite.preset.field.delete', { id, preset })).toBe(true)
    expect(await session.call('crm.requisite.preset.field.get', { id, preset })).toMatchObject(
      failed(`The PresetField with ID '${String(id)}' is not found`) as object,
    )
  })

  test('can be those that requisites have and the template has not', async () => {
    const before = await session.result('crm.requisite.preset.field.availabletoadd', { preset: { ID: 1 } })

    const twice = await session.call('crm.requisite.preset.field.add', {
      ...{ preset: { ID: 1 }, fields: { FIELD_NAME: 'RQ_INN' } },
    })
    const unknown = await session.call('crm.requisite.preset.field.add', {
      ...{ preset: { ID: 1 }, fields: { FIELD_NAME: 'RQ_NOTHING' } },
    })

    expect(before).toEqual(expect.arrayContaining(['RQ_NAME', 'RQ_FAX']))
    expect(before).not.toEqual(expect.arrayContaining(['RQ_INN']))
    expect(twice).toMatchObject(failed("The field 'RQ_INN' can not be added.") as object)
    expect(unknown).toMatchObject(failed("The field 'RQ_NOTHING' can not be added.") as object)
  })
})

describe('crm.requisite.link', () => {
  const none = { REQUISITE_ID: 0, BANK_DETAIL_ID: 0, MC_REQUISITE_ID: 0, MC_BANK_DETAIL_ID: 0 }
  let company: number
  let requisite: number
  let deal: number

  beforeAll(async () => {
    company = await add(session, 'company', { TITLE: 'Customer' })
    deal = await add(session, 'deal', { TITLE: 'Sale', COMPANY_ID: company })
    const fields = { ENTITY_TYPE_ID: 4, ENTITY_ID: company, PRESET_ID: 1, NAME: 'Firm' }
    requisite = Number(await session.result('crm.requisite.add', { fields }))
  })
  const key = (id: number): Params => ({ ENTITY_TYPE_ID: 2, ENTITY_ID: id })
  const register = (id: number, more: Params) =>
    session.call('crm.requisite.link.register', { fields: { ...key(id), ...none, ...more } })

  test('is told, listed, changed and taken away', async () => {
    await register(deal, {})
    await register(deal, { REQUISITE_ID: requisite })

    const link = await session.result('crm.requisite.link.get', { entityTypeId: 2, entityId: deal })
    const listed = await session.call('crm.requisite.link.list', { filter: { REQUISITE_ID: requisite } })

    expect(link).toEqual({
      ...{ ENTITY_TYPE_ID: 2, ENTITY_ID: deal, REQUISITE_ID: String(requisite) },
      ...{ BANK_DETAIL_ID: '0', MC_REQUISITE_ID: '0', MC_BANK_DETAIL_ID: '0' },
    })
    expect(listed.body).toMatchObject({ total: 1, result: [{ ENTITY_TYPE_ID: '2', ENTITY_ID: String(deal) }] })
    expect(await session.result('crm.requisite.link.unregister', { entityTypeId: 2, entityId: deal })).toBe(true)
    expect(await session.call('crm.requisite.link.get', { entityTypeId: 2, entityId: deal })).toMatchObject(
      failed('Not found') as object,
    )
  })

  test('goes with its deal', async () => {
    const short = await add(session, 'deal', { TITLE: 'Short' })
    await register(short, {})
    const count = async () => at((await session.call('crm.requisite.link.list')).body, 'total')

    const before = await count()
    await session.result('crm.deal.delete', { id: short })

    expect([before, await count()]).toEqual([1, 0])
  })

  test('is refused where requisites, accounts and deals do not go together', async () => {
    const elsewhere = await add(session, 'deal', { TITLE: 'Other', COMPANY_ID: await add(session, 'company', {}) })

    const texts = await Promise.all([
      register(deal, { REQUISITE_ID: 9999 }),
      register(deal, { REQUISITE_ID: requisite, BANK_DETAIL_ID: 9999 }),
      register(elsewhere, { REQUISITE_ID: requisite }),
      register(999_999, {}),
      session.call('crm.requisite.link.register', { fields: key(deal) }),
      session.call('crm.requisite.link.get', { entityTypeId: 3, entityId: 1 }),
    ])

    expect(texts.map(({ status, body }) => [status, at(body, 'error_description')])).toEqual([
      [400, "The Requisite with ID '9999' is not found"],
      [400, "The BankDetail with ID '9999' is not found"],
      [400, expect.stringContaining('is not assigned to Company')],
      [400, 'ENTITY_ID is not defined or invalid.'],
      [400, 'REQUISITE_ID is not defined or invalid'],
      [400, 'entityTypeId is not defined or invalid.'],
    ])
  })
})
