import type { Identity } from '../connectors/connector.ts'
import type { RememberedAccount } from '../sync/account-memory.ts'

/**
 * Whether a known account is the one that has answered. A vendor numbers its accounts once for the whole world; what
 * answers on loopback may be any number of copies.
 */
export function isSameAccount(known: RememberedAccount, identity: Identity, origin: string, isDemo: boolean): boolean {
  if (known.provider !== identity.provider || known.remoteAccountId !== identity.remoteAccountId) return false
  if (known.isDemo || isDemo) return known.isDemo === isDemo
  return known.origin === origin || (isPublic(known.origin) && isPublic(origin))
}

/** A host of the vendor, not of this device. */
export const isPublic = (origin: string): boolean => origin.startsWith('https:')
