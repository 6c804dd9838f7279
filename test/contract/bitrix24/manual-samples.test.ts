import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { add, at, rows, startPortal } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

/* Keys of answers, held against the samples that the vendor's manual prints beside each method. */

let session: PortalSession

beforeAll(async () => {
  session = await startPortal({ contacts: 5 })
})
afterAll(() => session.crm.close())

describe('answers have the keys of the manual’s samples', () => {
  // @source https://apidocs.bitrix24.com/api-reference/crm/contacts/crm-contact-fields.html and its likes for leads, deals, companies
  test('a field that points to one record of another kind names the kind, unless it is deprecated', async () => {
    const of = async (kind: string, name: string) => at(await session.result(`crm.${kind}.fields`), name)

    expect(await of('contact', 'LEAD_ID')).toMatchObject({ type: 'crm_lead', settings: { parentEntityTypeId: 1 } })
    expect(await of('deal', 'COMPANY_ID')).toMatchObject({ type: 'crm_company', settings: { parentEntityTypeId: 4 } })
    expect(await of('deal', 'QUOTE_ID')).toMatchObject({ type: 'crm_quote', settings: { parentEntityTypeId: 7 } })
    expect(await of('contact', 'COMPANY_ID')).toMatchObject({ isDeprecated: true })
    expect(await of('contact', 'COMPANY_ID')).not.toHaveProperty('settings')
    expect(await of('contact', 'ADDRESS_CITY')).not.toHaveProperty('isDeprecated')
  })

  // @source https://apidocs.bitrix24.com/api-reference/crm/status/crm-status-entity-types.html
  test('directories of stages say where a way begins and ends', async () => {
    const found = rows({ list: await session.result('crm.status.entity.types') }, 'list')
    const named = (id: string) => found.find((row) => row['ID'] === id)

    const ends = (start: string, won: string, lost: string) => ({
      ...{ START_FIELD: start, FINAL_SUCCESS_FIELD: won, FINAL_UNSUCCESS_FIELD: lost, FINAL_SORT: 0 },
    })
    expect(named('STATUS')).toMatchObject({ SEMANTIC_INFO: ends('NEW', 'CONVERTED', 'JUNK'), ENTITY_TYPE_ID: 1 })
    expect(named('DEAL_STAGE')).toMatchObject({ SEMANTIC_INFO: ends('NEW', 'WON', 'LOSE'), CATEGORY_ID: 0 })
    expect(named('DEAL_STAGE_1')).toMatchObject({
      ...{ PARENT_ID: 'DEAL_STAGE', PREFIX: 'C1', FIELD_ATTRIBUTE_SCOPE: 'category_1', CATEGORY_ID: '1' },
      SEMANTIC_INFO: ends('C1:NEW', 'C1:WON', 'C1:LOSE'),
    })
    expect(Object.keys(named('SOURCE') ?? {})).toEqual(['ID', 'NAME'])
  })

  // @source https://apidocs.bitrix24.com/api-reference/crm/timeline/activities/activity-base/crm-activity-get.html
  test('an activity has places for all results', async () => {
    const owner = await add(session, 'contact', { NAME: 'x' })
    const id = await session.result('crm.activity.add', {
      fields: {
        ...{ OWNER_TYPE_ID: 3, OWNER_ID: owner, TYPE_ID: 2, SUBJECT: 's', RESPONSIBLE_ID: 1 },
        COMMUNICATIONS: [{ VALUE: '+7', TYPE: 'PHONE' }],
      },
    })

    expect(await session.result('crm.activity.get', { id })).toMatchObject({
      ...{ RESULT_CURRENCY_ID: null, RESULT_SOURCE_ID: null, RESULT_SUM: null, SETTINGS: [] },
    })
  })

  // @source https://apidocs.bitrix24.com/api-reference/crm/universal/crm-item-fields.html
  test('items are described with their lists of links', async () => {
    const fields = async (entityTypeId: number) =>
      at(await session.result('crm.item.fields', { entityTypeId }), 'fields')

    expect(await fields(2)).toMatchObject({
      contactIds: { type: 'crm_contact', isMultiple: true, upperName: 'CONTACT_IDS' },
      observers: { type: 'user', isMultiple: true },
      companyId: { settings: { parentEntityTypeId: 4 } },
    })
    expect(await fields(3)).toMatchObject({ companyIds: { type: 'crm_company' }, fm: { type: 'crm_multifield' } })
    expect(await fields(4)).not.toHaveProperty('observers')
  })

  // @source https://apidocs.bitrix24.com/api-reference/crm/currency/crm-currency-list.html, user/user-get.html
  test('lists count, and users have all that they are shown with', async () => {
    expect((await session.call('crm.currency.list')).body).toMatchObject({ total: 3 })
    expect(at(await session.result('user.get', { ID: 1 }), 0)).toMatchObject({ PERSONAL_WWW: '', PERSONAL_CITY: '' })
  })
})
