import * as v from 'valibot'
import type { Store } from '../store/store.ts'
import type { AmoContext } from './context.ts'

const REDIRECT = 'amocrm.redirectUri'

/** An address that a browser may be sent to. One like `javascript:` would run on the page that asks the user. */
export const RedirectSchema = v.pipe(v.string(), v.url(), v.regex(/^https?:/i, 'must begin with http: or https:.'))

/**
 * The redirect address in the settings of the integration, as the vendor has one of each; null where none was set: then
 * any that a client sends along is taken.
 * @source https://www.amocrm.ru/developers/content/oauth/step-by-step
 */
export function redirectOf({ store }: AmoContext): string | null {
  return readRedirect(store)
}

/** The same of an account that is no dialect yet. */
export function readRedirect(store: Store): string | null {
  const kept = store.meta(REDIRECT) ?? ''
  return kept === '' ? null : kept
}

/** Keeps the address, or none; also in the other accounts that have this very integration. */
export function keepRedirect(stores: readonly Store[], address: string | null): void {
  for (const store of stores) store.setMeta(REDIRECT, address ?? '')
}

/** The stores of all accounts that have this integration, this one first. */
export function storesOf({ store, siblings }: AmoContext): readonly Store[] {
  return [store, ...(siblings?.() ?? [])]
}
