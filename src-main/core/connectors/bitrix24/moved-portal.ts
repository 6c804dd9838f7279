import type { RawAnswer } from '#core/ports/network.ts'
import { isCloudHost, isLoopbackHost } from './portal-address.ts'

/**
 * Where a portal that was renamed says it is now; `null` when it says nothing of the kind, or names a place that may not have
 * our secrets: from the vendor's cloud they go nowhere but to the vendor's cloud.
 * @source https://apidocs.bitrix24.com/settings/how-to-call-rest-api/change-domen.html
 */
export function movedOriginOf(
  { status, location }: Pick<RawAnswer, 'status' | 'location'>,
  origin: string,
): string | null {
  if (status < 300 || status >= 400 || location === null) return null
  const target = URL.parse(location, origin)
  if (target === null || target.origin === origin || !target.pathname.startsWith('/rest/')) return null
  const from = new URL(origin)
  if (isLoopbackHost(from.hostname)) return isLoopbackHost(target.hostname) ? target.origin : null
  const isCloud = (url: URL) => url.protocol === 'https:' && url.port === '' && isCloudHost(url.hostname)
  return isCloud(from) && isCloud(target) ? target.origin : null
}
