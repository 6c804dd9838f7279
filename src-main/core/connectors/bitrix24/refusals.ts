import * as v from 'valibot'
import { AppError, type ErrorCode, type ErrorDetails } from '#shared/errors/app-error.ts'
import { CallRefusal, type Refusal } from './api.ts'
import { isReading } from './methods.ts'

/** `error` may be empty, or a number; a description may hold markup. */
const RefusalWire = v.object({
  error: v.union([v.string(), v.number()]),
  error_description: v.optional(v.nullable(v.string())),
})

/** `null` for what is no refusal in the vendor's words. */
export function readRefusal(body: unknown, status: number | null): Refusal | null {
  const parsed = v.safeParse(RefusalWire, body)
  if (!parsed.success) return null
  const { error, error_description: text } = parsed.output
  return { code: String(error).toUpperCase(), message: withoutMarkup(text ?? ''), status }
}

const withoutMarkup = (text: string): string =>
  text
    .replaceAll(/<br\s*\/?>/gi, '\n')
    .replaceAll(/<[^>]*>/g, '')
    .trim()

interface Meaning {
  readonly code: ErrorCode
  readonly reason: string
}
const denied = (reason: string): Meaning => ({ code: 'auth/denied', reason })
const ended = (reason: string): Meaning => ({ code: 'auth/expired', reason })

/** Codes that concern the caller and not the call. Nothing was carried out. */
const meanings: Readonly<Record<string, Meaning>> = {
  EXPIRED_TOKEN: ended('token'),
  INVALID_TOKEN: ended('token'),
  NO_AUTH_FOUND: ended('token'),
  INVALID_CREDENTIALS: ended('webhook-revoked'),
  AUTHORIZATION_ERROR: ended('user-left'),
  ERROR_OAUTH: ended('application-removed'),
  APPLICATION_NOT_FOUND: ended('application-removed'),
  NOT_INSTALLED: ended('application-removed'),
  PORTAL_DELETED: ended('portal-deleted'),
  INSUFFICIENT_SCOPE: denied('scope'),
  WRONG_AUTH_TYPE: denied('application-only'),
  METHOD_CONFIRM_WAITING: denied('confirmation'),
  METHOD_CONFIRM_DENIED: denied('confirmation'),
  USER_ACCESS_ERROR: denied('application'),
  ALLOWED_ONLY_INTRANET_USER: denied('intranet'),
  ACCESS_DENIED: denied('rights'),
  PAYMENT_REQUIRED: { code: 'auth/unpaid', reason: 'plan' },
  OVERLOAD_LIMIT: { code: 'auth/blocked', reason: 'overload' },
  QUERY_LIMIT_EXCEEDED: { code: 'rate-limited', reason: 'rate' },
  OPERATION_TIME_LIMIT: { code: 'rate-limited', reason: 'operating' },
  INVALID_REQUEST: { code: 'remote/invalid-response', reason: 'https-required' },
}
const stumbled = new Set(['INTERNAL_SERVER_ERROR', 'ERROR_UNEXPECTED_ANSWER'])

/** Whether this user may not do this to this record. The old methods say so in words alone. */
export const isAccessDenied = ({ code, message }: Refusal): boolean =>
  ['ACCESS_DENIED', '', '0', 'ERROR_CORE'].includes(code) && /^access denied/i.test(message)

/** Whether the method's time is used up, or the portal's rate: it can be tried later, and has done nothing. */
export const isLimit = ({ code }: Refusal): boolean =>
  code === 'OPERATION_TIME_LIMIT' || code === 'QUERY_LIMIT_EXCEEDED'

/**
 * What a refusal means to whoever called.
 * @returns a {CallRefusal} where it is about this call alone
 */
export function failureOfRefusal(method: string, refusal: Refusal, details: ErrorDetails = {}): AppError {
  const { code, status, message } = refusal
  const fail = (meant: Meaning, reached: boolean) =>
    new AppError(meant.code, `${method} was refused: ${meant.reason}`, {
      details: { ...details, method, status, reason: meant.reason, reached },
    })
  if (isAccessDenied(refusal)) {
    const isPlan = /commercial plan/i.test(message)
    return fail(isPlan ? { code: 'auth/unpaid', reason: 'plan' } : denied('rights'), false)
  }
  const known = Object.hasOwn(meanings, code) ? meanings[code] : undefined
  if (known !== undefined) return fail(known, false)
  const hasStumbled = stumbled.has(code) || (status !== null && status >= 500)
  if (hasStumbled) return fail({ code: 'remote/unavailable', reason: 'server' }, true)
  return new CallRefusal(method, refusal, isReading(method), details)
}

/** Whether a new access token may help. */
export const isTokenRefused = ({ code, details }: AppError): boolean =>
  code === 'auth/expired' && details['reason'] === 'token'
