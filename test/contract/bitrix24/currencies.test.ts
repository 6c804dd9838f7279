import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, COLLEAGUE, column, failed, startPortal, webhookOf } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

let session: PortalSession

beforeAll(async () => {
  session = await startPortal({ contacts: 5 })
})
afterAll(() => session.crm.close())

const lang = { en: { FULL_NAME: 'Test currency', FORMAT_STRING: '#$', DECIMALS: 2, THOUSANDS_VARIANT: 'S' } }

// @source https://apidocs.bitrix24.com/api-reference/crm/currency/index.html; b24phpsdk CurrencyTest, b24pysdk test_crm_currency
describe('crm.currency', () => {
  test('adds a currency under its letters, shows it in texts, changes and deletes it', async () => {
    const fields = { CURRENCY: 'XXX', AMOUNT_CNT: 1, AMOUNT: 100, SORT: 150, LANG: lang }

    expect(await session.result('crm.currency.add', { fields })).toBe('XXX')
    expect(await session.result('crm.currency.get', { id: 'XXX' })).toEqual({
      ...{ CURRENCY: 'XXX', AMOUNT_CNT: '1', AMOUNT: '100.0000', SORT: '150', BASE: 'N', LID: 'en' },
      ...{ FULL_NAME: 'Test currency', FORMAT_STRING: '#$', DEC_POINT: '.', THOUSANDS_SEP: ' ', DECIMALS: '2' },
      DATE_UPDATE: '2025-06-01T15:00:00+03:00',
      LANG: {
        en: {
          ...{ FULL_NAME: 'Test currency', FORMAT_STRING: '#$', DEC_POINT: '.', THOUSANDS_VARIANT: 'S' },
          ...{ THOUSANDS_SEP: ' ', DECIMALS: '2', HIDE_ZERO: 'N' },
        },
      },
    })
    expect(column(await session.result('crm.currency.list'), 'CURRENCY')).toEqual(['RUB', 'XXX', 'USD', 'EUR'])
    expect(await session.result('crm.currency.update', { id: 'XXX', fields: { SORT: 500 } })).toBe(true)
    expect(at(await session.result('crm.currency.get', { id: 'XXX' }), 'SORT')).toBe('500')
    expect(await session.result('crm.currency.delete', { id: 'XXX' })).toBe(true)
    expect(await session.call('crm.currency.get', { id: 'XXX' })).toMatchObject(failed('Not found') as object)
  })

  test('has one base, which cannot be deleted', async () => {
    expect(await session.result('crm.currency.base.get')).toBe('RUB')
    expect(await session.result('crm.currency.base.set', { id: 'USD' })).toBe(true)
    expect(await session.result('crm.currency.base.get')).toBe('USD')

    const refused = await session.call('crm.currency.delete', { id: 'USD' })

    expect(refused).toMatchObject(failed('Cannot delete base currency.') as object)
    await session.result('crm.currency.base.set', { id: 'RUB' })
  })

  test('words currencies by language', async () => {
    const id = 'EUR'
    expect(
      await session.result('crm.currency.localizations.set', { id, localizations: { de: { FULL_NAME: 'Euro' } } }),
    ).toBe(true)
    expect(at(await session.result('crm.currency.localizations.get', { id }), 'de', 'FULL_NAME')).toBe('Euro')

    expect(await session.result('crm.currency.localizations.delete', { id, lids: ['de'] })).toBe(true)

    expect(Object.keys((await session.result('crm.currency.localizations.get', { id })) as object)).toEqual([
      'ru',
      'en',
    ])
    expect(await session.call('crm.currency.localizations.get')).toMatchObject(
      failed('The parameter id is invalid or not defined.') as object,
    )
  })

  test.each([
    [{ CURRENCY: 'YYY', AMOUNT: 1 }, 'Undefined array key "AMOUNT_CNT"', 'ERROR_CORE'],
    [{ CURRENCY: 'RUB', AMOUNT: 1, AMOUNT_CNT: 1 }, 'Currency RUB already exists', 'ERROR_CORE'],
  ])('refuses %j', async (fields, text, error) => {
    expect(await session.call('crm.currency.add', { fields })).toMatchObject(failed(text, error) as object)
  })

  test('is changed by administrators alone', async () => {
    const colleague = await webhookOf(session, COLLEAGUE)

    const refused = await session.callBy(colleague, 'crm.currency.update', { id: 'EUR', fields: { SORT: 1 } })

    expect(refused).toMatchObject(failed('Access denied.') as object)
    expect((await session.callBy(colleague, 'crm.currency.list')).status).toBe(200)
  })

  test('describes itself', async () => {
    const [currency, words] = [
      await session.result('crm.currency.fields'),
      await session.result('crm.currency.localizations.fields'),
    ]

    expect(at(currency, 'LANG')).toMatchObject({ type: 'currency_localization', isMultiple: true })
    expect(at(words, 'HIDE_ZERO')).toMatchObject({ type: 'char', isRequired: false })
  })
})
