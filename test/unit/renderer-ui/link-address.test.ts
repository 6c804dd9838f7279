import { describe, expect, test } from 'vitest'
import { linkAddress, recordPage } from '#renderer/composables/link-address.ts'
import type { PageKind, Provider } from '#shared/domain/providers.ts'
import type { RemoteId } from '#shared/domain/ids.ts'

describe('linkAddress', () => {
  test.each([
    ['https://example.com/a', 'https://example.com/a'],
    ['http://example.com', 'http://example.com'],
    ['example.com/team', 'https://example.com/team'],
    ['example.com:8080', 'https://example.com:8080'],
    ['javascript:alert(1)', null],
    ['mailto:anna@example.com', null],
    ['file:///etc/hosts', null],
    ['not a link', null],
    ['', null],
  ])('of "%s" is %s in a browser', (typed, address) => {
    expect(linkAddress(typed, 'anywhere')).toBe(address)
  })

  test.each([
    ['https://company.amocrm.ru/contacts', 'https://company.amocrm.ru/contacts'],
    ['company.amocrm.kz', 'https://company.amocrm.kz'],
    ['https://company.kommo.com', 'https://company.kommo.com'],
    ['https://company.bitrix24.ru/crm/', 'https://company.bitrix24.ru/crm/'],
    ['http://company.amocrm.ru', null],
    ['https://company.amocrm.ru:8443', null],
    ['https://anna@company.amocrm.ru', null],
    ['https://evilamocrm.ru', null],
    ['https://amocrm.ru.example.com', null],
    ['https://example.com', null],
  ])('of "%s" is %s in the desktop shell, which opens only pages of the vendor', (typed, address) => {
    expect(linkAddress(typed, 'vendor')).toBe(address)
  })
})

describe('the CRM’s own page of a record', () => {
  const pageOf = (provider: Provider, address: string, kind: PageKind) =>
    recordPage({ provider, address }, kind, '17' as RemoteId)

  test.each([
    ['amocrm', 'company.amocrm.ru', 'contacts', 'https://company.amocrm.ru/contacts/detail/17'],
    ['amocrm', 'company.amocrm.ru', 'deals', 'https://company.amocrm.ru/leads/detail/17'],
    ['bitrix24', 'company.bitrix24.ru', 'contacts', 'https://company.bitrix24.ru/crm/contact/details/17/'],
    ['bitrix24', 'company.bitrix24.ru', 'deals', 'https://company.bitrix24.ru/crm/deal/details/17/'],
    ['bitrix24', 'company.bitrix24.ru', 'leads', 'https://company.bitrix24.ru/crm/lead/details/17/'],
    ['bitrix24', 'company.bitrix24.ru', 'customers', null],
    // Its address was typed by somebody: the desktop shell hands only the vendors' own pages to the browser.
    ['bitrix24', 'crm.example.com', 'contacts', null],
  ] as const)('of %s at %s, of %s, is %s', (provider, address, kind, page) => {
    expect(pageOf(provider, address, kind)).toBe(page)
  })
})
