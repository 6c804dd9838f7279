import { describe, expect, test } from 'vitest'
import { parseAccessToken, parseAccountAddress } from '#core/connectors/amocrm/auth.ts'
import { AppError } from '#shared/errors/app-error.ts'

function reasonOf(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error instanceof AppError ? { code: error.code, ...error.details } : error
  }
}

describe('parseAccountAddress', () => {
  test.each([
    ['example', 'https://example.amocrm.ru'],
    ['  Example ', 'https://example.amocrm.ru'],
    ['example/leads', 'https://example.amocrm.ru'],
    ['example.amocrm.ru', 'https://example.amocrm.ru'],
    ['example.amocrm.com', 'https://example.amocrm.com'],
    ['example.amocrm.kz', 'https://example.amocrm.kz'],
    ['my-company.kommo.com', 'https://my-company.kommo.com'],
    ['EXAMPLE.AMOCRM.RU/', 'https://example.amocrm.ru'],
    ['example.amocrm.ru:443', 'https://example.amocrm.ru'],
    ['https://example.amocrm.ru/contacts/detail/17?tab=1#note', 'https://example.amocrm.ru'],
    ['https://example.amocrm.ru/oauth?redirect=https://evil.example', 'https://example.amocrm.ru'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    ['127.0.0.1:4010/api', 'http://127.0.0.1:4010'],
    ['localhost:4010', 'http://localhost:4010'],
    ['http://[::1]:4010/', 'http://[::1]:4010'],
  ])('takes %s for %s', (input, origin) => {
    expect(parseAccountAddress(input)).toBe(origin)
  })

  test.each([
    ['', 'malformed'],
    ['   ', 'malformed'],
    ['два слова', 'malformed'],
    ['https://', 'malformed'],
    ['ftp://example.amocrm.ru', 'malformed'],
    ['javascript://example.amocrm.ru', 'malformed'],
    ['https://user:pass@example.amocrm.ru', 'malformed'],
    ['https://example.amocrm.ru@evil.example', 'malformed'],
    ['http://127.0.0.1', 'malformed'],
    ['x'.repeat(3_000), 'malformed'],
    ['http://example.amocrm.ru', 'insecure'],
    ['https://evil.example', 'not-a-crm-host'],
    ['http://evil.example', 'not-a-crm-host'],
    ['https://amocrm.ru', 'not-a-crm-host'],
    ['https://www.amocrm.ru/oauth', 'not-a-crm-host'],
    ['www', 'not-a-crm-host'],
    ['https://example.amocrm.ru.evil.example', 'not-a-crm-host'],
    ['https://evilamocrm.ru', 'not-a-crm-host'],
    ['https://a.b.amocrm.ru', 'not-a-crm-host'],
    ['https://example.amocrm.ru:8443', 'not-a-crm-host'],
    ['https://example.amocrm.ru.', 'not-a-crm-host'],
    ['https://127.0.0.1:4010', 'not-a-crm-host'],
    ['http://192.168.0.1:4010', 'not-a-crm-host'],
    ['http://localhost.evil.example:4010', 'not-a-crm-host'],
    ['http://127.0.0.1.evil.example:4010', 'not-a-crm-host'],
  ])('refuses "%s": %s', (input, reason) => {
    expect(reasonOf(() => parseAccountAddress(input))).toEqual({ code: 'input/invalid', field: 'address', reason })
  })

  test.each(['http://2130706433:4010', 'http://0x7f.1:4010'])(
    'knows the loopback address in disguise (%s) for what it is',
    (input) => {
      expect(parseAccountAddress(input)).toBe('http://127.0.0.1:4010')
    },
  )
})

describe('parseAccessToken', () => {
  test.each([
    ['abc.def-ghi', 'abc.def-ghi'],
    ['  abc \n', 'abc'],
    ['Bearer abc', 'abc'],
    ['bearer   abc', 'abc'],
    ['"abc"', 'abc'],
    ['Bearerabc', 'Bearerabc'],
  ])('takes %j for %s', (input, token) => {
    expect(parseAccessToken(input)).toBe(token)
  })

  test.each([
    ['', 'empty'],
    [' \n ', 'empty'],
    ['Bearer ', 'empty'],
    ['abc def', 'malformed'],
    ['abc\r\nX-Evil: 1', 'malformed'],
    ['abc\u0000', 'malformed'],
    ['токен', 'malformed'],
  ])('refuses %j: %s', (input, reason) => {
    expect(reasonOf(() => parseAccessToken(input))).toEqual({ code: 'input/invalid', field: 'token', reason })
  })
})
