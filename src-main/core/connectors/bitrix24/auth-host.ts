import { isLoopbackHost } from './portal-address.ts'

/** The vendor's servers that give out tokens. An application's secret goes nowhere else. */
const authHosts: readonly string[] = ['oauth.bitrix.info', 'oauth.bitrix24.tech']
const usualAuthHost = 'oauth.bitrix.info'

/**
 * Where tokens for a portal come from. The demo CRM gives them out itself.
 * @param told a host, as an answer names it; whatever is not the vendor's is not believed
 */
export function authOriginOf(told: string | null, portal: string): string {
  if (isLoopbackHost(new URL(portal).hostname)) return portal
  return `https://${told !== null && authHosts.includes(told) ? told : usualAuthHost}`
}
