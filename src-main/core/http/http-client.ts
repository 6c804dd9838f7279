import type * as v from 'valibot'
import { AppError } from '#shared/errors/app-error.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { Network, RawRequest } from '../ports/network.ts'
import type { Random } from '../ports/random.ts'
import type { Access, Credentials } from './access.ts'
import { HttpRefusal } from './http-refusal.ts'
import { toPathTemplate } from './path-template.ts'
import { toQueryString, type Query } from './query-string.ts'
import { exchange } from './raw-exchange.ts'
import { readBody } from './read-body.ts'
import { readRetryRule, retryDelayMs } from './retry-timing.ts'
import { createServerTime } from './server-time.ts'
import { failureOf } from './status-failure.ts'

/** What lets requests out, and wants to know how the server took them. */
export interface RequestGate {
  /** Resolves when one request may leave. @throws {AppError} `auth/blocked` while nothing may */
  enter(signal: AbortSignal): Promise<void>
  /** The server is pressed. @param retryAfterMs `null` when it did not say how long */
  slowDown(retryAfterMs: number | null): void
  /** The server has shut us out: nothing may leave until somebody resets the gate. */
  stop(): void
}

export interface HttpClientOptions {
  /** Gives origins that were checked: the token is sent there and nowhere else. */
  readonly access: Access
  readonly gate: RequestGate
  readonly network: Network
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

interface Asked<S extends v.GenericSchema> {
  readonly query?: Query
  readonly schema: S
  readonly signal: AbortSignal
}

interface AskedOne<S extends v.GenericSchema> extends Asked<S> {
  /** A refusal with 404 says that there is no such record. Elsewhere it says that we ask the wrong server. */
  readonly absentOn404?: boolean
}

interface Told<S extends v.GenericSchema> extends Asked<S> {
  readonly body: unknown
}

/**
 * Speaks JSON to one account. Answers are checked by their schema; `null` is an answer without content.
 *
 * All methods throw {AppError} `offline`, `timeout`, `rate-limited`, `remote/unavailable`, `remote/invalid-response`,
 * `auth/*`; a write also {HttpRefusal}, for the connector to read. `details.reached` is `false` when the request certainly
 * had no effect. A token that is refused is replaced once, where that is possible, and the request sent again: a refused
 * request has done nothing. An aborted call rejects with the signal's reason, whatever had become of the request.
 */
export interface HttpClient {
  /** Tries up to three times where the failure looks like an accident, or where the server asks for a moment’s pause. */
  getJson<S extends v.GenericSchema>(path: string, asked: AskedOne<S>): Promise<v.InferOutput<S> | null>
  /** Sent once. */
  postJson<S extends v.GenericSchema>(path: string, told: Told<S>): Promise<v.InferOutput<S> | null>
  /** Sent once. */
  patchJson<S extends v.GenericSchema>(path: string, told: Told<S>): Promise<v.InferOutput<S> | null>
  /** Sent once. */
  deleteJson<S extends v.GenericSchema>(path: string, asked: Asked<S>): Promise<v.InferOutput<S> | null>
  /** Server time, milliseconds, to the second, as of the last answer; the device's before the first. */
  serverNow(): number
  /** The server's own `Date` of the newest answer that was no failure, milliseconds; `null` before the first. */
  heardAt(): number | null
}

const READ_TRIES = 3
const DEADLINE_MS = 20_000
/** A batch is validated, stored and announced item by item. */
const BIG_WRITE_DEADLINE_MS = 60_000
const BIG_WRITE_CHARACTERS = 8_192

/** A client that asks its `access` for the token of each request. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { access, gate, clock, random, logger } = options
  const serverTime = createServerTime()
  const serverNow = () => clock.now() + serverTime.offsetMs()

  async function once<S extends v.GenericSchema>(
    method: RawRequest['method'],
    path: string,
    asked: Asked<S> & { readonly body?: unknown },
  ): Promise<v.InferOutput<S> | null> {
    const body = asked.body === undefined ? null : JSON.stringify(asked.body)
    for (let isRepeated = false; ; isRepeated = true) {
      const credentials = await unsent(access.authorize(serverNow(), asked.signal))
      // Only now: the wait for a new token would let through at once all that have passed the gate before.
      await gate.enter(asked.signal)
      const answer = await exchange(toRequest(credentials, method, path, asked.query, body), options, asked.signal)
      serverTime.note(answer.date, clock.now())
      const failure = failureOf(answer, credentials.origin, serverNow())
      if (failure === null) {
        serverTime.trust(answer.date)
        return readBody(answer, asked.schema)
      }
      tellGate(gate, failure)
      if (isRepeated || failure.code !== 'auth/expired') throw failure
      if (!(await unsent(access.refused(credentials.token, asked.signal)))) throw failure
    }
  }

  async function send<S extends v.GenericSchema>(
    method: RawRequest['method'],
    path: string,
    asked: Asked<S> & { readonly body?: unknown },
  ): Promise<v.InferOutput<S> | null> {
    const tries = method === 'GET' ? READ_TRIES : 1
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(method, path, asked)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        logger.warn('request failed', {
          method,
          path: toPathTemplate(path),
          attempt,
          code: error.code,
          ...error.details,
        })
        if (attempt >= tries) throw error
        // The gate has heard of it, and holds the next try for as long as it takes.
        if (isShortHold(error)) continue
        if (!isAccident(error)) throw error
        await clock.sleep(retryDelayMs(attempt, random.next(), readRetryRule), asked.signal)
      }
    }
  }

  return {
    async getJson(path, asked) {
      try {
        return await send('GET', path, asked)
      } catch (error) {
        if (!(error instanceof HttpRefusal)) throw error
        if (error.status === 404 && asked.absentOn404 === true) return null
        const details = { path: '', status: error.status, reached: true }
        throw new AppError('remote/invalid-response', `a read refused with ${error.status}`, { details, cause: error })
      }
    },
    postJson: (path, told) => send('POST', path, told),
    patchJson: (path, told) => send('PATCH', path, told),
    deleteJson: (path, asked) => send('DELETE', path, asked),
    serverNow,
    heardAt: () => serverTime.heardAt(),
  }
}

/** Whatever kept us from a token, the request has had no effect. Named, so that nobody takes it for a failure of the path. */
export async function unsent<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const details = { ...error.details, step: 'access', reached: false }
    throw new AppError(error.code, error.message, { details, cause: error })
  }
}

function toRequest(
  { origin, token }: Credentials,
  method: RawRequest['method'],
  path: string,
  query: Query | undefined,
  body: string | null,
): RawRequest {
  const search = query === undefined ? '' : toQueryString(query)
  return {
    method,
    url: `${origin}${path}${search === '' ? '' : `?${search}`}`,
    headers: {
      Accept: 'application/hal+json, application/json',
      Authorization: `Bearer ${token}`,
      'User-Agent': 'Kartoteka',
      ...(body === null ? {} : { 'Content-Type': 'application/json' }),
    },
    body,
    deadlineMs: body !== null && body.length > BIG_WRITE_CHARACTERS ? BIG_WRITE_DEADLINE_MS : DEADLINE_MS,
  }
}

/** What a failure means for those that come after it. */
export function tellGate(gate: Pick<RequestGate, 'slowDown' | 'stop'>, { code, details }: AppError): void {
  const retryAfterMs = details['retryAfterMs']
  if (code === 'rate-limited') gate.slowDown(typeof retryAfterMs === 'number' ? retryAfterMs : null)
  else if (code === 'auth/blocked') gate.stop()
  else if (details['status'] === 503) gate.slowDown(null)
}

/** Whoever reads a list is not thrown back to its beginning for a wait that ends before anybody notices. */
const SHORT_HOLD_MS = 5_000

function isShortHold({ code, details }: AppError): boolean {
  const { retryAfterMs, step } = details
  // An address at which tokens are exchanged has limits of its own, which no gate knows.
  if (code !== 'rate-limited' || step === 'access') return false
  return typeof retryAfterMs !== 'number' || retryAfterMs <= SHORT_HOLD_MS
}

/** Worth another try at once: the network or the server stumbled. A refused connection is no accident, it is offline. */
export function isAccident({ code, details }: AppError): boolean {
  // A new token is not asked for in quick succession: the first request may have used up the old one.
  if (details['step'] === 'access') return false
  if (code === 'timeout') return true
  if (code === 'offline') return details['reached'] === true
  return code === 'remote/unavailable' && details['reason'] !== 'captive-portal' && details['reason'] !== 'too-large'
}
