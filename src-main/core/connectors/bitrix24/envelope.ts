import * as v from 'valibot'
import { AppError } from '#shared/errors/app-error.ts'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import { failureOf, isHtml } from '#core/http/status-failure.ts'
import type { RawAnswer } from '#core/ports/network.ts'
import type { Answer } from './api.ts'
import { failureOfRefusal, readRefusal } from './refusals.ts'

/** What a portal tells of the time that a call took. `[]` where it tells nothing. */
const TimeWire = v.object({
  /** As `2026-05-14T10:26:33+02:00`: the portal's own clock, which stamps its records too. */
  date_finish: v.optional(v.string()),
  operating: v.optional(v.number()),
  /** Seconds, Unix. */
  operating_reset_at: v.optional(v.number()),
})
export type Time = v.InferOutput<typeof TimeWire>

const Count = v.pipe(v.union([v.number(), v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))]), v.number())
const EnvelopeWire = v.object({
  result: v.unknown(),
  next: v.optional(v.nullable(Count)),
  total: v.optional(v.nullable(Count)),
  time: v.optional(v.unknown()),
})

/** One answer of the vendor's, judged. */
export interface Heard {
  readonly answer: Answer
  readonly time: Time
}

/** Of the whole call, or of one command of a batch. */
export function readTime(time: unknown): Time {
  const parsed = v.safeParse(TimeWire, time)
  return parsed.success ? parsed.output : {}
}

/**
 * What has come back for one call.
 * @param origin where it went
 * @param now    by the server's clock, milliseconds
 * @throws {AppError} for whatever is no success
 */
export function readAnswer(method: string, answer: RawAnswer, origin: string, now: number): Heard {
  const body = isHtml(answer) ? undefined : parseOrNothing(answer.text)
  const refusal = isRecord(body) && !('result' in body) ? readRefusal(body, answer.status) : null
  // By its words: they come with one status here and another there.
  if (refusal !== null) throw failureOfRefusal(method, refusal, retryDetails(answer, origin, now))
  const failure = failureOf(answer, origin, now)
  if (failure !== null) throw isOurs(failure) ? failure : notTheVendor(answer)
  if (body === undefined) {
    throw new AppError('remote/unavailable', 'an answer that is not JSON', {
      details: { method, reason: 'truncated', status: answer.status, reached: true },
    })
  }
  const parsed = v.safeParse(EnvelopeWire, body)
  if (!parsed.success || !isRecord(body) || !('result' in body)) {
    throw new AppError('remote/invalid-response', 'an answer without a result', {
      details: { method, path: 'result', status: answer.status, reached: true },
    })
  }
  const { result, next = null, total = null } = parsed.output
  const time = readTime(parsed.output.time)
  return { answer: { result, next, total, operating: time.operating ?? null }, time }
}

/** The vendor words its refusals: sign-in, rights or rate without words come from something in between. */
const isOurs = (failure: AppError): boolean =>
  failure.code === 'remote/unavailable' || failure.code === 'rate-limited' || failure.code === 'timeout'

const notTheVendor = ({ status }: RawAnswer): AppError =>
  new AppError('remote/unavailable', `an answer with ${status} that is not the vendor’s`, {
    details: { reason: 'web-page', status, reached: true },
  })

/** How long it asks us to wait, where it says so in a header. */
function retryDetails(answer: RawAnswer, origin: string, now: number): { readonly retryAfterMs?: number } {
  if (answer.retryAfter === null) return {}
  const failure = failureOf({ ...answer, status: 429 }, origin, now)
  const ms = failure instanceof HttpRefusal ? undefined : failure?.details['retryAfterMs']
  return typeof ms === 'number' ? { retryAfterMs: ms } : {}
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // No cause: a syntax error quotes the text.
    return undefined
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
