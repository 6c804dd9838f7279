import type { Credentials } from '#core/http/access.ts'
import type { RawRequest } from '#core/ports/network.ts'
import type { Params } from './api.ts'
import { webhookOf } from './webhook.ts'

const DEADLINE_MS = 30_000
/** The cloud ends a request after 60 seconds; what it has done until then is done. */
const LONG_DEADLINE_MS = 70_000

/**
 * One call, in JSON. What proves who calls stands in the path (webhook) or among the parameters (application), never in a
 * header or in the query: those are what servers on the way keep.
 * @source https://apidocs.bitrix24.com/settings/how-to-call-rest-api/general-principles.html
 */
export function toCallRequest(credentials: Credentials, method: string, params: Params, isLong: boolean): RawRequest {
  const { origin, token } = credentials
  const webhook = webhookOf(credentials)
  const place = webhook === null ? '' : `${webhook.userId}/${encodeURIComponent(webhook.secret)}/`
  return {
    method: 'POST',
    url: `${origin}/rest/${place}${method}`,
    headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'User-Agent': 'Kartoteka' },
    body: JSON.stringify(webhook === null ? { ...params, auth: token } : params),
    deadlineMs: isLong ? LONG_DEADLINE_MS : DEADLINE_MS,
  }
}
