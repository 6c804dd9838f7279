import { describe, expect, test } from 'vitest'
import { secretFromText, secretToText, type AccountSecret } from '#core/accounts/account-secret.ts'

const origin = 'https://one.amocrm.ru'
const secrets: readonly AccountSecret[] = [
  { kind: 'long-lived', origin, token: 'abc.def' },
  {
    kind: 'oauth',
    origin,
    clientId: 'id',
    clientSecret: 'key',
    redirectUri: 'https://app.example/cb',
    accessToken: 'access',
    refreshToken: 'refresh',
    expiresAt: 1_700_000_000_000,
  },
]

describe('the secret of an account', () => {
  test.each(secrets)('of kind $kind comes back as it was kept', (secret) => {
    expect(secretFromText(secretToText(secret), 'https://elsewhere.amocrm.ru')).toEqual(secret)
  })

  test('of the first release is a bare token for the address of its account', () => {
    expect(secretFromText('abc.def', origin)).toEqual(secrets[0])
  })

  test.each(['', '{', '{}', '{"kind":"oauth","origin":"https://one.amocrm.ru"}', '{"kind":"other"}'])(
    'that reads %j is none',
    (text) => {
      expect(secretFromText(text, origin)).toBeNull()
    },
  )
})
