import { vendorDomains } from '#shared/domain/providers.ts'

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
