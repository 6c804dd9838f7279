import { describe, expect, test } from 'vitest'
import { bitrix24SignIn } from '#core/connectors/bitrix24/sign-in.ts'
import type { CodeInput } from '#core/connectors/sign-in-dialect.ts'

const input: CodeInput = {
  address: 'company.bitrix24.ru',
  clientId: 'local.0123456789abcd.01234567',
  clientSecret: 'KeyOfTheApplication',
  redirectUri: '',
  code: 'c0de',
}
const nothingKept = () => null
const parse = (changes: Partial<CodeInput> = {}) => bitrix24SignIn.parseCode({ ...input, ...changes }, nothingKept)

describe('a code that the portal shows', () => {
  test('goes to the vendor’s own server of tokens', () => {
    expect(parse()).toEqual({
      origin: 'https://company.bitrix24.ru',
      clientId: input.clientId,
      clientSecret: input.clientSecret,
      redirectUri: '',
      code: 'c0de',
      authOrigin: 'https://oauth.bitrix.info',
    })
  })

  test('may be the whole address to which the browser was led back, which names the portal and that server', () => {
    const code = 'https://elsewhere.example/?code=c0de&domain=company.bitrix24.de&server_domain=oauth.bitrix24.tech'

    expect(parse({ address: '', code })).toMatchObject({
      origin: 'https://company.bitrix24.de',
      code: 'c0de',
      authOrigin: 'https://oauth.bitrix24.tech',
    })
  })

  test('is not believed to come from a server that is not the vendor’s', () => {
    const code = 'https://elsewhere.example/?code=c0de&domain=company.bitrix24.ru&server_domain=evil.example'

    expect(parse({ code })).toMatchObject({ authOrigin: 'https://oauth.bitrix.info' })
  })

  test.each([
    [{ code: 'https://elsewhere.example/?code=c0de&domain=other.bitrix24.ru' }, 'address', 'another-account'],
    [{ code: 'https://elsewhere.example/?code=c0de&domain=evil.example' }, 'address', 'not-a-crm-host'],
    [{ code: '' }, 'code', 'empty'],
    [{ code: 'a b' }, 'code', 'malformed'],
    [{ clientId: '' }, 'clientId', 'empty'],
    [{ clientId: 'a b' }, 'clientId', 'malformed'],
    [{ clientSecret: '' }, 'clientSecret', 'empty'],
    [{ address: 'crm.example.com' }, 'address', 'not-a-crm-host'],
  ])('with %j is refused at %s: %s', (changes, field, reason) => {
    expect(() => parse(changes)).toThrow(expect.objectContaining({ details: { field, reason } }) as Error)
  })

  test('takes the key that is known already where none was typed', () => {
    const given = bitrix24SignIn.parseCode({ ...input, clientSecret: '' }, (clientId, origin) =>
      clientId === input.clientId && origin === 'https://company.bitrix24.ru' ? 'kept' : null,
    )

    expect(given.clientSecret).toBe('kept')
  })
})

describe('consent in the browser', () => {
  const consent = (redirectUri: string) => bitrix24SignIn.parseConsent({ ...input, redirectUri }, nothingKept)

  test('is asked for on the portal’s own page, without the key', () => {
    const place = consent('http://localhost:47811/')

    expect(place.pageFor('a state')).toBe(
      'https://company.bitrix24.ru/oauth/authorize/?client_id=local.0123456789abcd.01234567&state=a+state',
    )
    expect(place.redirect).toEqual({ host: 'localhost:47811', port: 47811, path: '/' })
  })

  test('is asked for without the key and a redirect, too, by whoever brings the code by hand', () => {
    expect(bitrix24SignIn.consentPage({ ...input, redirectUri: '' }, 's')).toBe(
      'https://company.bitrix24.ru/oauth/authorize/?client_id=local.0123456789abcd.01234567&state=s',
    )
    expect(() => bitrix24SignIn.consentPage({ ...input, address: 'evil.example' }, 's')).toThrow(
      expect.objectContaining({ details: { field: 'address', reason: 'not-a-crm-host' } }) as Error,
    )
  })

  test('brings the code, and follows a portal that has moved only at a new sign-in to it', () => {
    const landed = new URL('http://localhost:47811/?code=c0de&state=s&domain=renamed.bitrix24.ru')
    const place = consent('http://localhost:47811/')

    expect(place.toCodeInput(landed, false)).toMatchObject({ address: input.address, code: landed.href })
    expect(place.toCodeInput(landed, true)).toMatchObject({ address: '' })
  })

  test('is not taken from this device for a portal in the cloud', () => {
    const landed = new URL('http://localhost:47811/?code=c0de&state=s&domain=127.0.0.1:4010')

    expect(() => consent('http://localhost:47811/').toCodeInput(landed, true)).toThrow(
      expect.objectContaining({ details: { field: 'address', reason: 'not-a-crm-host' } }) as Error,
    )
  })

  test.each([
    ['', 'empty'],
    ['https://elsewhere.example/', 'not-local'],
    ['http://localhost:80/', 'not-local'],
  ])('leading back to "%s" is %s', (redirectUri, reason) => {
    expect(() => consent(redirectUri)).toThrow(
      expect.objectContaining({ details: { field: 'redirectUri', reason } }) as Error,
    )
  })
})
