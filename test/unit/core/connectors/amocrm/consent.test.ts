import { describe, expect, test } from 'vitest'
import { consentPageOf, parseConsentInput } from '#core/connectors/amocrm/consent.ts'
import type { ConsentInput } from '#core/connectors/sign-in-dialect.ts'
import { AppError } from '#shared/errors/app-error.ts'

const clientId = 'b1c0b1c0-0000-4000-8000-00000000abcd'
const redirectUri = 'http://localhost:47811/'
const typed: ConsentInput = { address: 'example', clientId, clientSecret: 'key', redirectUri }
const noneKept = () => null
const parse = (change: Partial<ConsentInput> = {}) => parseConsentInput({ ...typed, ...change }, noneKept)

function detailsOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error instanceof AppError ? { ...error.details } : error
  }
}

describe('the page that asks the user', () => {
  test.each([
    ['example.amocrm.ru', 'https://www.amocrm.ru'],
    ['example.kommo.com', 'https://www.kommo.com'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
  ])('of an account at %s is at %s', (address, origin) => {
    const page = new URL(parse({ address }).pageFor('s1'))

    expect(`${page.origin}${page.pathname}`).toBe(`${origin}/oauth`)
    expect(Object.fromEntries(page.searchParams)).toEqual({
      client_id: clientId,
      state: 's1',
      mode: 'post_message',
      redirect_uri: redirectUri,
    })
  })
})

describe('the page for whoever brings the code by hand', () => {
  const page = (change: Partial<ConsentInput> = {}) => new URL(consentPageOf({ ...typed, ...change }, 's2'))

  test('may lead anywhere, and asks for no key', () => {
    const elsewhere = page({ address: 'example.kommo.com', redirectUri: 'https://app.example/cb', clientSecret: '' })

    expect(elsewhere.origin).toBe('https://www.kommo.com')
    expect(Object.fromEntries(elsewhere.searchParams)).toEqual({
      client_id: clientId,
      state: 's2',
      mode: 'post_message',
      redirect_uri: 'https://app.example/cb',
    })
  })

  test('names no redirect where none was typed', () => {
    expect(page({ redirectUri: ' ' }).searchParams.has('redirect_uri')).toBe(false)
  })

  test.each([
    [{ address: 'evil.example' }, 'address', 'not-a-crm-host'],
    [{ clientId: 'x' }, 'clientId', 'malformed'],
    [{ redirectUri: 'javascript:alert(1)' }, 'redirectUri', 'malformed'],
  ])('is not opened with %j', (change, field, reason) => {
    expect(detailsOf(() => page(change))).toEqual({ field, reason })
  })
})

describe('where it leads back to', () => {
  test('is this device, at the port and path that the integration names', () => {
    const places = ['http://localhost:47811/', 'http://127.0.0.1:5000/cb/x?y=1'].map(
      (address) => parse({ redirectUri: address }).redirect,
    )

    expect(places).toEqual([
      { host: 'localhost:47811', port: 47_811, path: '/' },
      { host: '127.0.0.1:5000', port: 5_000, path: '/cb/x' },
    ])
  })

  test.each([
    'https://app.example/cb',
    'https://localhost:47811/',
    'http://localhost/',
    'http://localhost:80/',
    'http://app.example:47811/',
    'http://localhost.evil.example:47811/',
  ])('cannot be %s', (address) => {
    expect(detailsOf(() => parse({ redirectUri: address }))).toEqual({ field: 'redirectUri', reason: 'not-local' })
  })
})

describe('what the browser brings back', () => {
  const landed = (referer: string) => new URL(`${redirectUri}?code=abc&state=s1&referer=${referer}`)

  test('is for the account that was typed, or for whoever a known account is now', () => {
    const place = parse({ address: 'example.amocrm.ru' })

    const [first, again] = [false, true].map((isAgain) => place.toCodeInput(landed('renamed.amocrm.ru'), isAgain))

    expect(first).toMatchObject({ address: 'example.amocrm.ru', code: landed('renamed.amocrm.ru').href })
    expect(again).toMatchObject({ address: '' })
  })

  test.each([
    ['example.amocrm.ru', 'evil.example'],
    ['example.amocrm.ru', '127.0.0.1:4010'],
    ['http://127.0.0.1:4010', 'example.amocrm.ru'],
  ])('is refused when an account at %s is said to be at %s', (address, referer) => {
    const place = parse({ address })

    expect(detailsOf(() => place.toCodeInput(landed(referer), true))).toEqual({
      field: 'address',
      reason: 'not-a-crm-host',
    })
  })
})
