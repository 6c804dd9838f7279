import { describe, expect, test } from 'vitest'
import { bestName, isSameAccount } from '#core/accounts/same-account.ts'
import type { Identity } from '#core/connectors/connector.ts'
import type { AccountId, RemoteId } from '#shared/domain/ids.ts'
import type { Provider } from '#shared/domain/providers.ts'

const portal = 'https://company.bitrix24.ru'

const known = (remoteAccountId: string, origin = portal, provider: Provider = 'bitrix24', isDemo = false) => ({
  ...{ accountId: 'a1' as AccountId, provider, remoteAccountId, origin, isDemo },
})
const answering = (remoteAccountId: string, provider: Provider = 'bitrix24') =>
  ({ provider, remoteAccountId: remoteAccountId as RemoteId }) as Identity

describe('whether a known account has answered', () => {
  test.each([
    ['its own name, wherever it lives now', known('member'), answering('member'), 'https://renamed.bitrix24.ru', true],
    ['another name at the same host', known('member'), answering('other'), portal, false],
    ['its host, known by its name', known('member'), answering('company.bitrix24.ru'), portal, true],
    ['its name, known by its host', known('company.bitrix24.ru'), answering('member'), portal, true],
    ['another host', known('company.bitrix24.ru'), answering('other.bitrix24.ru'), 'https://other.bitrix24.ru', false],
    ['the number of another CRM’s account', known('17'), answering('17', 'amocrm'), portal, false],
  ])('is told by %s', (_, account, identity, origin, isSame) => {
    expect(isSameAccount(account, identity, origin, false)).toBe(isSame)
  })

  test('for the practice CRM: the one of its kind, whatever its port is today', () => {
    const demo = known('127.0.0.1:4010', 'http://127.0.0.1:4010', 'bitrix24', true)

    expect(isSameAccount(demo, answering('127.0.0.1:5020'), 'http://127.0.0.1:5020', true)).toBe(true)
    expect(isSameAccount(demo, answering('127.0.0.1:5020'), 'http://127.0.0.1:5020', false)).toBe(false)
    expect(isSameAccount(demo, answering('127.0.0.1:4010', 'amocrm'), 'http://127.0.0.1:4010', true)).toBe(false)
  })
})

describe('the name of an account', () => {
  test.each([
    ['member', 'company.bitrix24.ru', 'member'],
    ['company.bitrix24.ru', 'member', 'member'],
    [undefined, 'company.bitrix24.ru', 'company.bitrix24.ru'],
    [undefined, 'member', 'member'],
  ])('that was %s and is told as %s is %s', (before, told, best) => {
    expect(bestName(before, { remoteAccountId: told, origin: portal })).toBe(best)
  })
})
