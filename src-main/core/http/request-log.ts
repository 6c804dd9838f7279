import { AppError } from '#shared/errors/app-error.ts'
import type { RequestRecord } from '#shared/ipc/diagnostics.ts'
import type { Clock } from '../ports/clock.ts'
import type { Network, RawAnswer, RawRequest } from '../ports/network.ts'
import { redactUrl } from './redact-url.ts'
import { toTransportFailure } from './transport-failure.ts'

/** The last requests of one account, newest last, without anything that a stranger may not read. */
export interface RequestLog {
  list(): readonly RequestRecord[]
  /** Those that have no answer yet, oldest first. */
  open(): readonly RequestRecord[]
  /** When the server last answered with anything but trouble of its own; `null` before the first time. */
  answeredAt(): number | null
}

/** Enough for the pull of a small base, or the pushes of an hour. */
const MAX_RECORDS = 200
const MAX_METHOD = /^(?:GET|POST|PATCH|PUT|DELETE)$/

/** Lets requests through to `network` and keeps what may be known of each. */
export function recordRequests(
  network: Network,
  clock: Clock,
): { readonly network: Network; readonly log: RequestLog } {
  let records: readonly RequestRecord[] = []
  let answeredAt: number | null = null

  function begin(request: RawRequest): RequestRecord {
    const record = toRecord(request, clock.now())
    records = [...records, record].slice(-MAX_RECORDS)
    return record
  }
  function end(begun: RequestRecord, news: Partial<RequestRecord>): void {
    const ended: RequestRecord = { ...begun, ...news, durationMs: Math.max(0, clock.now() - begun.at) }
    records = records.map((record) => (record === begun ? ended : record))
    if (ended.status !== null && isOfUse(ended.status)) answeredAt = clock.now()
  }

  return {
    log: {
      list: () => records,
      open: () => records.filter(({ durationMs }) => durationMs === null),
      answeredAt: () => answeredAt,
    },
    network: {
      openLine(url) {
        const line = network.openLine(url)
        return {
          isOpen: () => line.isOpen(),
          async send(request, signal) {
            const begun = begin(request)
            try {
              const answer = await line.send(request, signal)
              end(begun, toNews(answer, clock.now()))
              return answer
            } catch (error) {
              const tookMs = clock.now() - begun.at
              const failure = signal.aborted ? toBreak(tookMs, request) : toFailure(error, line.isOpen())
              end(begun, { failure })
              throw error
            }
          },
        }
      },
    },
  }
}

/** A refusal of one record is an answer as well; what says "not now" is not. */
const isOfUse = (status: number): boolean => status < 500 && status !== 429 && status !== 408

function toRecord({ url, method, body }: RawRequest, at: number): RequestRecord {
  const { path, query } = redactUrl(url)
  return {
    at,
    method: MAX_METHOD.test(method) ? method : '?',
    path,
    query: [...query],
    status: null,
    failure: null,
    durationMs: null,
    sentBytes: body === null ? 0 : Buffer.byteLength(body),
    receivedBytes: 0,
    retryAfterMs: null,
  }
}

function toNews({ status, text, retryAfter }: RawAnswer, now: number): Partial<RequestRecord> {
  return { status, receivedBytes: Buffer.byteLength(text), retryAfterMs: toRetryAfterMs(retryAfter, now) }
}

/** Seconds, or a date; only the number is kept. */
function toRetryAfterMs(text: string | null, now: number): number | null {
  if (text === null) return null
  const ms = /^\s*\d{1,6}\s*$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}

/** Whoever asked gave up waiting: by the request's own deadline, or because its sync ended. */
const toBreak = (tookMs: number, { deadlineMs }: RawRequest): string => (tookMs >= deadlineMs ? 'timeout' : 'cancelled')

/** Words of our own; the library's message may hold the address. */
function toFailure(error: unknown, isOpen: boolean): string {
  const failure = error instanceof AppError ? error : toTransportFailure(error, isOpen)
  const { reason } = failure.details
  return typeof reason === 'string' ? `${failure.code}: ${reason}` : failure.code
}
