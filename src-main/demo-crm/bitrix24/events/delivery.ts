import { buildPhpQuery } from '../../http/php-query.ts'
import type { PhpObject, PhpValue } from '../../http/php-query.ts'
import type { Portal } from '../portal.ts'
import { nowSeconds } from '../protocol/server-time.ts'
import { ACCESS_SECONDS, mintPortalPair } from '../sign-in/portal-tokens.ts'
import type { EventBinding, PortalUser } from '../store/portal-rows.ts'
import type { EventData } from './emit.ts'

/** Something that happened, for one handler. */
export type Delivery = {
  readonly portal: Portal
  readonly binding: EventBinding
  readonly data: EventData
  /** Who did it. */
  readonly user: PortalUser
  readonly base: string
}

/** What the vendor posts to a handler, form-encoded. */
export function deliveryBody({ portal, binding, data, user, base }: Delivery): string {
  const { memberId, applicationToken } = portal.installation
  const scope = portal.application.get().scopes.join(',')
  const { access } = mintPortalPair(portal, binding.authType === 0 ? user.id : binding.authType)
  const message = {
    event: binding.event,
    event_handler_id: String(binding.id),
    data,
    ts: String(nowSeconds(portal)),
    auth: {
      access_token: access.secret,
      expires: String(access.expiresAt),
      expires_in: String(ACCESS_SECONDS),
      scope,
      domain: new URL(base).host,
      server_endpoint: `${base}/rest/`,
      status: 'L',
      client_endpoint: `${base}/rest/`,
      member_id: memberId,
      user_id: String(user.id),
      application_token: applicationToken,
    },
  }
  return buildPhpQuery(toPhp(message))
}

/**
 * Posts it once: nobody tries again after an error. Only handlers on this machine are told, as nothing of a demo belongs
 * anywhere else.
 */
export function postDelivery(delivery: Delivery, body: string): void {
  const { handler } = delivery.binding
  if (!isLoopback(handler)) return
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Bitrix24 Webhook Engine' }
  fetch(handler, { method: 'POST', headers, body }).catch(() => undefined)
}

function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { hostname, protocol } = new URL(address)
  return (
    /^https?:$/.test(protocol) &&
    (hostname === '127.0.0.1' || hostname === '[::1]' || /(^|\.)localhost$/.test(hostname))
  )
}

function toPhp(value: object): PhpObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]): [string, PhpValue] => [
      key,
      typeof item === 'object' && item !== null ? toPhp(item) : String(item as string | number),
    ]),
  )
}
