import type { Identity } from '../connectors/connector.ts'
import type { RememberedAccount } from '../sync/account-memory.ts'

/**
 * Whether a known account is the one that has answered. A vendor numbers its accounts once for the whole world; what
 * answers on loopback may be any number of copies.
 */
export function isSameAccount(known: RememberedAccount, identity: Identity, origin: string, isDemo: boolean): boolean {
  if (known.provider !== identity.provider) return false
  // Of each kind there is one on this device.
  if (known.isDemo || isDemo) return known.isDemo === isDemo
  if (
    known.origin === origin &&
    (isNamedByHost(known.remoteAccountId, origin) || isNamedByHost(identity.remoteAccountId, origin))
  )
    return true
  if (known.remoteAccountId !== identity.remoteAccountId) return false
  return known.origin === origin || (isPublic(known.origin) && isPublic(origin))
}

/** Not every way in tells which account it is; then its host does. */
const isNamedByHost = (remoteAccountId: string, origin: string): boolean => remoteAccountId === new URL(origin).host

/** A way in that tells no more than the host takes away no name that another one has told. */
export const bestName = (
  before: string | undefined,
  { remoteAccountId, origin }: { readonly remoteAccountId: string; readonly origin: string },
): string => (isNamedByHost(remoteAccountId, origin) ? (before ?? remoteAccountId) : remoteAccountId)

/** A host of the vendor, not of this device. */
export const isPublic = (origin: string): boolean => origin.startsWith('https:')
