import { randomBytes, randomUUID } from 'node:crypto'
import type { Account } from './amocrm/context.ts'
import { ACCOUNT_ID, ACCOUNT_NAME, SUBDOMAIN } from './seed/account-data.ts'
import type { Store } from './store/store.ts'

/** What is drawn once by real chance and then stays with the data file. */
export type Installation = { readonly account: Account; readonly controlSegment: string }

/** How an integration is known to the vendor, and proves who it is. */
export type Credentials = Pick<Account, 'clientId' | 'clientSecret'>

/** What tells the accounts of one server apart at first sight; all else is drawn by chance. */
const NAMES = {
  first: { id: ACCOUNT_ID, name: ACCOUNT_NAME, subdomain: SUBDOMAIN },
  second: { id: ACCOUNT_ID + 1_000, name: 'Вторая Картотека', subdomain: `${SUBDOMAIN}2` },
} as const

export type AccountPlace = keyof typeof NAMES

/**
 * The account that a data file holds, made when it is new.
 * @param now whole seconds; the account is as old as its oldest records
 * @param shared the integration of another account, which this one is to have too
 */
export function loadInstallation(
  store: Store,
  now: number,
  place: AccountPlace = 'first',
  shared?: Credentials,
): Installation {
  if (shared !== undefined) {
    store.setMeta('amocrm.clientId', shared.clientId)
    store.setMeta('amocrm.clientSecret', shared.clientSecret)
  }
  function keep(key: string, make: () => string): string {
    const known = store.meta(key)
    if (known !== undefined) return known
    const made = make()
    store.setMeta(key, made)
    return made
  }
  return store.transaction(() => ({
    account: {
      ...NAMES[place],
      createdAt: Number(keep('account.createdAt', () => String(now - 4 * 365 * 86_400))),
      clientId: keep('amocrm.clientId', () => randomUUID()),
      clientSecret: keep('amocrm.clientSecret', () => randomBytes(32).toString('hex')),
      uuid: keep('account.uuid', () => randomUUID()),
      amojoId: keep('account.amojoId', () => randomUUID()),
      signingKey: keep('amocrm.signingKey', () => randomBytes(32).toString('hex')),
    },
    controlSegment: keep('control.segment', () => randomBytes(18).toString('base64url')),
  }))
}
