import { describe, expect, test } from 'vitest'
import { linkAddress } from '#renderer/composables/link-address.ts'

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
