import { describe, expect, test } from 'vitest'
import { parsePortalAddress, parseWebhook } from '#core/connectors/bitrix24/portal-address.ts'
import { AppError } from '#shared/errors/app-error.ts'

const faultOf = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return error instanceof AppError ? error.details : error
  }
}

describe('a webhook', () => {
  test.each([
    ['https://company.bitrix24.ru/rest/1/a1b2c3d4e5/', 'https://company.bitrix24.ru'],
    ['https://company.bitrix24.com.br/rest/1/a1b2c3d4e5', 'https://company.bitrix24.com.br'],
    ['  "https://Company.Bitrix24.com/rest/1/a1b2c3d4e5/profile.json"  ', 'https://company.bitrix24.com'],
    ['company.bitrix24.eu/rest/1/a1b2c3d4e5/', 'https://company.bitrix24.eu'],
    ['http://127.0.0.1:4010/rest/1/a1b2c3d4e5/', 'http://127.0.0.1:4010'],
  ])('is read from %s', (pasted, origin) => {
    expect(parseWebhook(pasted, false)).toEqual({ origin, token: '1/a1b2c3d4e5' })
  })

  test.each([
    ['', 'empty'],
    ['company.bitrix24.ru', 'malformed'],
    ['https://company.bitrix24.ru/rest/a1b2c3d4e5/', 'malformed'],
    ['https://company.bitrix24.ru/rest/1/', 'malformed'],
    ['https://company.bitrix24.ru/rest/1/a1b2/c3/d4', 'malformed'],
    ['https://anna@company.bitrix24.ru/rest/1/a1b2c3d4e5/', 'malformed'],
    ['ftp://company.bitrix24.ru/rest/1/a1b2c3d4e5/', 'malformed'],
    ['http://company.bitrix24.ru/rest/1/a1b2c3d4e5/', 'insecure'],
    ['http://crm.example.com/rest/1/a1b2c3d4e5/', 'insecure'],
    ['https://crm.example.com/rest/1/a1b2c3d4e5/', 'own-server'],
    ['https://company.bitrix24.ru:8443/rest/1/a1b2c3d4e5/', 'own-server'],
    ['https://company.bitrix24.ru.example.com/rest/1/a1b2c3d4e5/', 'own-server'],
    ['https://evilbitrix24.ru/rest/1/a1b2c3d4e5/', 'own-server'],
    ['https://www.bitrix24.ru/rest/1/a1b2c3d4e5/', 'own-server'],
  ])('pasted as "%s" is %s', (pasted, reason) => {
    expect(faultOf(() => parseWebhook(pasted, false))).toEqual({ field: 'token', reason })
  })

  test('of a server of the user’s own is taken once they have said that it is theirs, over https alone', () => {
    expect(parseWebhook('https://crm.example.com:8443/rest/12/a1b2c3d4e5/', true)).toEqual({
      origin: 'https://crm.example.com:8443',
      token: '12/a1b2c3d4e5',
    })
    expect(faultOf(() => parseWebhook('http://crm.example.com/rest/12/a1b2c3d4e5/', true))).toMatchObject({
      reason: 'insecure',
    })
  })

  test('that is refused is not quoted', () => {
    expect(JSON.stringify(faultOf(() => parseWebhook('https://a.example/rest/1/secret/', false)))).not.toContain(
      'secret',
    )
  })
})

describe('the address of a portal', () => {
  test.each([
    ['company.bitrix24.ru', 'https://company.bitrix24.ru'],
    ['https://company.bitrix24.de/crm/contact/list/?a=1', 'https://company.bitrix24.de'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
  ])('is read from %s', (typed, origin) => {
    expect(parsePortalAddress(typed)).toBe(origin)
  })

  test.each([
    ['', 'malformed'],
    ['my portal', 'malformed'],
    ['crm.example.com', 'not-a-crm-host'],
    ['http://company.bitrix24.ru', 'insecure'],
  ])('typed as "%s" is %s: an application’s key goes to the vendor alone', (typed, reason) => {
    expect(faultOf(() => parsePortalAddress(typed))).toEqual({ field: 'address', reason })
  })
})
