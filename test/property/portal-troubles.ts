import type { Reply } from '#demo-crm/http/exchange.ts'
import type { Trouble } from './simulated-network.ts'

const refusals: Readonly<Partial<Record<Trouble, readonly [status: number, error: string, text: string]>>> = {
  '401': [401, 'INVALID_CREDENTIALS', 'Invalid request credentials'],
  '402': [402, 'PAYMENT_REQUIRED', 'Payment required'],
  '403-json': [403, 'insufficient_scope', 'The request requires higher privileges than provided by the access token'],
  '429': [503, 'QUERY_LIMIT_EXCEEDED', 'Too many requests'],
  '429-wait': [429, 'OPERATION_TIME_LIMIT', 'Method is blocked due to operation time limit.'],
  '500': [500, 'INTERNAL_SERVER_ERROR', 'Internal server error'],
}

/** The same trouble in the words of a portal; `null` where it has none of its own. */
export function portalReply(trouble: Trouble): Reply | null {
  const refusal = refusals[trouble]
  if (refusal === undefined) return null
  const [status, error, error_description] = refusal
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify({ error, error_description }) }
}
