import { vendorDomains } from '#shared/domain/providers.ts'

/** Whether an address is a vendor's own page, which the user's browser may be asked to show. */
export function isVendorPage(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, port, username } = new URL(address)
  const isVendor = vendorDomains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`))
  return protocol === 'https:' && port === '' && username === '' && isVendor
}
