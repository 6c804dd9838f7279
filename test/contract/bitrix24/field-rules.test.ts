import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defaultPortalSwitches } from '#demo-crm/bitrix24/switches.ts'
import { add, at, column, startPortal } from './portal-session.ts'
import type { Params, PortalSession } from './portal-session.ts'

// Fields that have to be filled (§9.7), that fill themselves (§4.2), that are taken and never shown (§2.2), and flags (§10.15).

let session: PortalSession

beforeAll(async () => {
  session = await startPortal({ contacts: 5 })
})
beforeEach(() => session.turn(defaultPortalSwitches))
afterAll(() => session.crm.close())

const makeField = (name: string, type: string, more: Params = {}) =>
  session.result('crm.contact.userfield.add', {
    fields: { FIELD_NAME: name, USER_TYPE_ID: type, LABEL: name, ...more },
  })
const addItem = (fields: Params) => session.call('crm.item.add', { entityTypeId: 3, fields })
const get = (id: number) => session.result('crm.contact.get', { id })

describe('a mandatory field', () => {
  beforeAll(async () => {
    await makeField('NEEDED', 'string', { MANDATORY: 'Y' })
    await makeField('SETTLED', 'string', { MANDATORY: 'Y', SETTINGS: { DEFAULT_VALUE: 'as usual' } })
  })
  afterAll(async () => {
    const fields = await session.result('crm.contact.userfield.list', { filter: { MANDATORY: 'Y' } })
    for (const id of column(fields, 'ID')) await session.result('crm.contact.userfield.delete', { id })
  })

  test('has to be filled by the newer family, unless it fills itself', async () => {
    const without = await addItem({ name: 'A' })
    await session.turn({ language: 'ru' })
    const russian = await addItem({ name: 'A', ufCrmNeeded: '' })
    const full = await addItem({ name: 'A', ufCrmNeeded: 'x' })

    expect(without).toMatchObject({
      status: 400,
      body: { error: 'CRM_FIELD_ERROR_REQUIRED', error_description: 'The field "NEEDED" is required.' },
    })
    expect(at(russian.body, 'error_description')).toBe('Поле "NEEDED" обязательно для заполнения')
    expect(at(full.body, 'result', 'item')).toMatchObject({ ufCrmNeeded: 'x', ufCrmSettled: 'as usual' })
  })

  test('cannot be emptied by it, and does not stand in the way of other changes', async () => {
    const id = at((await addItem({ name: 'B', ufCrmNeeded: 'x' })).body, 'result', 'item', 'id')
    const change = (fields: Params) => session.call('crm.item.update', { entityTypeId: 3, id, fields })

    const emptied = await change({ ufCrmNeeded: '' })
    const renamed = await change({ name: 'C' })

    expect([emptied.status, at(emptied.body, 'error'), renamed.status]).toEqual([400, 'CRM_FIELD_ERROR_REQUIRED', 200])
  })

  test('is not asked for by the old family', async () => {
    expect(await add(session, 'contact', { NAME: 'Old' })).toBeGreaterThan(0)
  })
})

describe('the name of a contact', () => {
  // The vendor's example of a form that makes contacts asks for just this answer.
  test('cannot be taken away whole by the newer family, which has a code for it', async () => {
    const id = await add(session, 'contact', { NAME: 'Ann', LAST_NAME: 'Lee' })
    const emptied = { name: '', lastName: '' }

    const answer = await session.call('crm.item.update', { entityTypeId: 3, id, fields: emptied })

    expect(answer).toMatchObject({ status: 400, body: { error: 'CRM_FIELD_ERROR_REQUIRED' } })
    expect(await get(id)).toMatchObject({ NAME: 'Ann', LAST_NAME: 'Lee' })
  })
})

describe('a new record', () => {
  test('has the day and the moment of its making where they are usual, or those that always are', async () => {
    const usual = (TYPE: string, VALUE = '') => ({ SETTINGS: { DEFAULT_VALUE: { TYPE, VALUE } } })
    await makeField('DAY', 'date', usual('NOW'))
    await makeField('MOMENT', 'datetime', usual('NOW'))
    await makeField('FIXED_DAY', 'date', usual('FIXED', '2020-02-03'))
    await makeField('NO_DAY', 'date', usual('NONE', '2020-02-03'))

    const made = await get(await add(session, 'contact', { NAME: 'Dated' }))
    const given = await get(await add(session, 'contact', { NAME: 'Given', UF_CRM_FIXED_DAY: '2021-01-01' }))

    expect(made).toMatchObject({
      UF_CRM_DAY: '2025-06-01T03:00:00+03:00',
      UF_CRM_MOMENT: '2025-06-01T15:00:00+03:00',
      UF_CRM_FIXED_DAY: '2020-02-03T03:00:00+03:00',
      UF_CRM_NO_DAY: null,
    })
    expect(given).toMatchObject({ UF_CRM_FIXED_DAY: '2021-01-01T03:00:00+03:00' })
  })
})

describe('a flag', () => {
  test('is compared with 1 and 0 by the newer family, where a letter is a 0', async () => {
    await makeField('AGREES', 'boolean')
    const yes = await add(session, 'contact', { NAME: 'Yes', UF_CRM_AGREES: 'Y' })
    const no = await add(session, 'contact', { NAME: 'No', UF_CRM_AGREES: 'N' })
    const found = async (value: unknown) => {
      const params = { entityTypeId: 3, filter: { ufCrmAgrees: value, '@id': [yes, no] }, select: ['id'] }
      return column(at(await session.result('crm.item.list', params), 'items'), 'id')
    }

    expect([await found(1), await found('0'), await found('Y')]).toEqual([[yes], [no], [no]])
  })
})

describe('a trace', () => {
  test('is taken, and neither described nor shown', async () => {
    const described = await session.result('crm.contact.fields')
    const made = await get(await add(session, 'contact', { NAME: 'Traced', TRACE: '{"url":"https://example.ru"}' }))
    const items = at(await session.result('crm.item.fields', { entityTypeId: 3 }), 'fields')

    expect(at(described, 'TRACE')).toBeUndefined()
    expect([Object.keys(made as object).includes('TRACE'), at(items, 'trace')]).toEqual([false, undefined])
  })
})

describe('a line of an address', () => {
  const address = { ADDRESS: 'Street 1', ADDRESS_CITY: 'Omsk', ADDRESS_COUNTRY: 'Russia', ADDRESS_COUNTRY_CODE: 'RU' }

  test.each([
    ['keep', { ADDRESS: 'Street 1', ADDRESS_CITY: 'Perm', ADDRESS_COUNTRY_CODE: 'RU' }],
    ['clear', { ADDRESS: null, ADDRESS_CITY: 'Perm', ADDRESS_COUNTRY_CODE: null }],
  ] as const)('that is changed alone: %s the others', async (addressLines, expected) => {
    await session.turn({ addressLines })
    const id = await add(session, 'contact', { NAME: 'Lives', ...address })

    await session.result('crm.contact.update', { id, fields: { ADDRESS_CITY: 'Perm' } })

    expect(await get(id)).toMatchObject(expected)
  })

  test('stays when no line is changed', async () => {
    await session.turn({ addressLines: 'clear' })
    const id = await add(session, 'contact', { NAME: 'Lives', ...address })

    await session.result('crm.contact.update', { id, fields: { POST: 'Clerk' } })

    expect(await get(id)).toMatchObject(address)
  })
})
