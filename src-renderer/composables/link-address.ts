import type { Account } from '#shared/domain/account.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import { providerFacts, vendorDomains, type PageKind } from '#shared/domain/providers.ts'

/** Where links can lead: the desktop shell hands only the vendor's own pages to the browser of the user. */
export type LinkReach = 'anywhere' | 'vendor'

const isVendor = ({ protocol, hostname, port, username }: URL): boolean =>
  protocol === 'https:' &&
  port === '' &&
  username === '' &&
  vendorDomains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`))

/** What a click on a typed link opens; `null` where it would open nothing. People leave `https://` out. */
export function linkAddress(typed: string, reach: LinkReach): string | null {
  const isWhole = /^[a-z][a-z\d+.-]*:/iu.test(typed) && !/^[^/]+:\d/u.test(typed)
  const address = isWhole ? typed : `https://${typed}`
  if (!URL.canParse(address)) return null
  const url = new URL(address)
  const isWeb = (url.protocol === 'https:' || url.protocol === 'http:') && url.hostname.includes('.')
  return isWeb && (reach === 'anywhere' || isVendor(url)) ? address : null
}

/** The CRM's own page of a record; `null` where it has none, or none that may be opened. */
export function recordPage(
  { provider, address }: Pick<Account, 'provider' | 'address'>,
  kind: PageKind,
  remoteId: RemoteId,
): string | null {
  const path = providerFacts[provider].pages[kind]
  return path === undefined ? null : linkAddress(`https://${address}${path.replace('{id}', remoteId)}`, 'vendor')
}
