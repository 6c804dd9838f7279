import { AppError, type ErrorCode, type ErrorDetails } from '#shared/errors/app-error.ts'
import { HttpRefusal } from './http-refusal.ts'
import type { RawAnswer } from '../ports/network.ts'

/** Whatever the server asks for, we look again within the hour. */
const MAX_RETRY_AFTER_MS = 3_600_000

/**
 * Judges an answer by its status, before anybody looks into the body; the body is only asked whether it is a web page.
 * @param origin where the request went
 * @param now    by the server's clock, milliseconds: `Retry-After` may be a date
 * @returns `null` when the answer is a success whose body may be read
 */
export function failureOf(answer: RawAnswer, origin: string, now: number): AppError | null {
  const { status } = answer
  const fail = (code: ErrorCode, message: string, details: ErrorDetails) =>
    new AppError(code, message, { details: { status, ...details } })

  if (status >= 200 && status < 300) {
    if (status === 204 || !isHtml(answer)) return null
    return fail('remote/unavailable', 'a web page where data was due', { reason: 'captive-portal', reached: true })
  }
  if (status < 400)
    return fail('remote/unavailable', 'sent elsewhere', { reason: redirectReason(answer, origin), reached: true })
  if (status >= 500) return fail('remote/unavailable', `server failure ${status}`, { reason: 'server', reached: true })
  switch (status) {
    case 401:
      return fail('auth/expired', 'token refused', { reached: false })
    case 402:
      return fail('auth/unpaid', 'account not paid for', { reached: false })
    case 403:
      // The vendor's rate block comes from its web server, as a page; a refusal by rights comes from the API, as JSON.
      if (isJsonText(answer.text)) return fail('auth/denied', 'not allowed', { reached: false, ...scopeOf(answer) })
      return fail('auth/blocked', 'all requests blocked', { reached: false })
    case 408:
      return fail('timeout', 'the server gave up waiting', { reached: true })
    case 429:
      return fail('rate-limited', 'too many requests', { ...retryAfter(answer, now), reached: false })
  }
  // Its web router has been seen to answer 404 with a page now and then; that says nothing about the record.
  if (isHtml(answer))
    return fail('remote/unavailable', `a web page with ${status}`, { reason: 'web-page', reached: true })
  return new HttpRefusal(status, parseOrNull(answer.text), `refused with ${status}`, {})
}

/** By what it says of itself, or by how it begins. */
export function isHtml({ contentType, text }: RawAnswer): boolean {
  return /text\/html|application\/xhtml/i.test(contentType) || /^\s*<(?:!doctype|html|head|body|\?xml)/i.test(text)
}

const isJsonText = (text: string): boolean => parseOrNull(text) !== null

/** A token that lacks a right is refused everywhere; a user who lacks one, at some records alone. */
const scopeOf = ({ text }: RawAnswer): ErrorDetails => (/invalid scope/i.test(text) ? { reason: 'scope' } : {})

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON is an answer to the question, not a failure.
    return null
  }
}

/** A redirect to another host is how captive portals show their sign-in page. */
function redirectReason({ location }: RawAnswer, origin: string): string {
  const target = location === null ? null : URL.parse(location, origin)
  return target === null || target.host === new URL(origin).host ? 'redirect' : 'captive-portal'
}

/** Seconds, or a date. */
function retryAfter({ retryAfter: text }: RawAnswer, now: number): ErrorDetails {
  if (text === null) return {}
  const ms = /^\s*\d+\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isFinite(ms) ? { retryAfterMs: Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS) } : {}
}
