import type { Call } from '../../http/exchange.ts'

/** Scheme and host that the caller used. A front that speaks HTTPS says so, as it would to the vendor's servers. */
export function baseOf(call: Call): string {
  return isHttps(call) ? call.base.replace(/^http:/, 'https:') : call.base
}

/** Did the caller come by HTTPS? */
export function isHttps(call: Call): boolean {
  return call.headers['x-forwarded-proto'] === 'https'
}
