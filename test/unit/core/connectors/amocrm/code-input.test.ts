import { describe, expect, test } from 'vitest'
import { parseCodeInput } from '#core/connectors/amocrm/code-input.ts'
import type { CodeInput } from '#core/connectors/sign-in-dialect.ts'
import { AppError } from '#shared/errors/app-error.ts'

const clientId = 'b1c0b1c0-0000-4000-8000-00000000abcd'
const redirectUri = 'https://app.example/cb'
const typed: CodeInput = { address: 'example', clientId, clientSecret: 'key', redirectUri, code: 'def502abc' }
const backAt = (query: string) => `${redirectUri}?${query}`
const noneKept = () => null

function reasonOf(input: Partial<CodeInput>): unknown {
  try {
    return parseCodeInput({ ...typed, ...input }, noneKept)
  } catch (error) {
    return error instanceof AppError ? { ...error.details } : error
  }
}

describe('what is typed to sign in with a code', () => {
  test('is taken without what copying brings along', () => {
    const input = { ...typed, clientId: ` ${clientId.toUpperCase()}\n`, clientSecret: '"key" ', code: ' def502abc\n' }

    expect(parseCodeInput(input, noneKept)).toEqual({
      ...typed,
      origin: 'https://example.amocrm.ru',
      address: undefined,
    })
  })

  test('may be the whole address that the vendor has led back to, which names the account', () => {
    const code = backAt(`code=def502abc&referer=example.amocrm.ru&client_id=${clientId}&state=1`)

    expect(parseCodeInput({ ...typed, address: '', code }, noneKept)).toMatchObject({
      origin: 'https://example.amocrm.ru',
      code: 'def502abc',
    })
  })

  test('keeps the redirect address letter by letter', () => {
    const odd = 'https://App.example:443/cb/?x=1#y'

    expect(parseCodeInput({ ...typed, redirectUri: ` ${odd} ` }, noneKept).redirectUri).toBe(odd)
  })

  test('goes without the key when there is one already, for the right integration and host', () => {
    const asked: unknown[] = []
    const kept = (...about: unknown[]) => {
      asked.push(about)
      return 'kept'
    }

    expect(parseCodeInput({ ...typed, clientSecret: ' ' }, kept).clientSecret).toBe('kept')
    expect(parseCodeInput(typed, kept).clientSecret).toBe('key')
    expect(asked).toEqual([[clientId, 'https://example.amocrm.ru']])
  })

  test.each([
    [{ address: '' }, 'address', 'malformed'],
    [{ address: 'https://evil.example' }, 'address', 'not-a-crm-host'],
    [{ clientId: '' }, 'clientId', 'empty'],
    [{ clientId: 'my integration' }, 'clientId', 'malformed'],
    [{ clientSecret: '' }, 'clientSecret', 'empty'],
    [{ clientSecret: 'two words' }, 'clientSecret', 'malformed'],
    [{ redirectUri: '' }, 'redirectUri', 'empty'],
    [{ redirectUri: 'app.example' }, 'redirectUri', 'malformed'],
    [{ redirectUri: 'javascript:alert(1)' }, 'redirectUri', 'malformed'],
    [{ code: '' }, 'code', 'empty'],
    [{ code: 'два слова' }, 'code', 'malformed'],
    [{ code: backAt('error=access_denied') }, 'code', 'denied'],
    [{ code: backAt('state=1') }, 'code', 'empty'],
    // Anybody can make such an address: the key and the code go to no host but the vendor's.
    [{ address: '', code: backAt('code=def&referer=evil.example') }, 'address', 'not-a-crm-host'],
    [{ code: backAt('code=def&referer=other.amocrm.ru') }, 'address', 'another-account'],
    [{ code: backAt('code=def&client_id=b1c0b1c0-0000-4000-8000-00000000ffff') }, 'clientId', 'another-integration'],
  ] as const)('is refused where it cannot be right: %j (%s: %s)', (input, field, reason) => {
    expect(reasonOf(input)).toEqual({ field, reason })
  })
})
