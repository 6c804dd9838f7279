import * as v from 'valibot'
import { AppError } from '#shared/errors/app-error.ts'
import { exchange } from '#core/http/raw-exchange.ts'
import { readBody } from '#core/http/read-body.ts'
import { failureOf } from '#core/http/status-failure.ts'
import type { Clock } from '#core/ports/clock.ts'
import type { Network, RawAnswer, RawRequest } from '#core/ports/network.ts'
import type { CodeExchange, OAuthGrant } from '../credentials.ts'
import { authOriginOf } from './auth-host.ts'
import { toCodeFailure, toRefreshFailure } from './oauth-refusals.ts'
import { isCloudHost, isLoopbackHost } from './portal-address.ts'
import { readRefusal } from './refusals.ts'

interface OAuthPorts {
  readonly network: Network
  readonly clock: Clock
}

const DEADLINE_MS = 20_000
/** Until something ends it from outside: a refresh belongs to nobody who could give it up. */
const unending = new AbortController().signal

/** Webhooks alone have a slash. */
const TokenText = v.pipe(v.string(), v.regex(/^[\w.~+=-]+$/))
const Digits = v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number))
const Seconds = v.pipe(v.union([v.number(), Digits]), v.number(), v.minValue(0))
const GrantWire = v.object({
  access_token: TokenText,
  refresh_token: TokenText,
  expires_in: Seconds,
  /** Unix time; the sample of an exchange has none. */
  expires: v.optional(Seconds),
  member_id: v.pipe(v.string(), v.minLength(1)),
  client_endpoint: v.optional(v.string()),
  server_endpoint: v.optional(v.string()),
})
type GrantWire = v.InferOutput<typeof GrantWire>

/**
 * The first pair for a code, which lives for thirty seconds.
 * @throws {AppError} `input/invalid` with `details.field` when the vendor refuses one of them; else what the network did
 * @source https://apidocs.bitrix24.com/settings/oauth/index.html
 */
export async function exchangeCode(ports: OAuthPorts, given: CodeExchange, signal: AbortSignal): Promise<OAuthGrant> {
  const { code, ...application } = given
  const params = toParams(given, { grant_type: 'authorization_code', code })
  // As documented; the vendor's own client sends a form at refreshes alone.
  const answer = await ask(ports, { ...toGet(tokenUrlOf(given), params), deadlineMs: DEADLINE_MS }, signal)
  if ('code' in answer) throw toCodeFailure(answer)
  return toGrant(application, answer)
}

/**
 * The next pair. From the vendor's answer on, the old refresh token is dead: whoever calls this keeps the result first of
 * all. Ends by its own deadline alone.
 * @throws {AppError} `auth/expired` when the vendor refuses for good. After anything else the old token may still be
 *   good, and may be tried again.
 */
export async function refreshGrant(ports: OAuthPorts, grant: OAuthGrant): Promise<OAuthGrant> {
  const params = toParams(grant, { grant_type: 'refresh_token', refresh_token: grant.refreshToken })
  // A form, as the vendor's own client does it: a refresh token lives for half a year, and addresses are kept in logs.
  const answer = await ask(ports, { ...toForm(tokenUrlOf(grant), params), deadlineMs: DEADLINE_MS }, unending)
  if ('code' in answer) throw toRefreshFailure(answer)
  if (grant.remoteAccountId !== undefined && answer.wire.member_id !== grant.remoteAccountId) {
    throw new AppError('remote/invalid-response', 'tokens of another account', { details: { path: 'member_id' } })
  }
  return toGrant(grant, answer)
}

const tokenUrlOf = ({ origin, authOrigin = authOriginOf(null, origin) }: Pick<OAuthGrant, 'origin' | 'authOrigin'>) =>
  `${authOrigin}/oauth/token/`

const toParams = (
  { clientId, clientSecret }: Pick<OAuthGrant, 'clientId' | 'clientSecret'>,
  what: Readonly<Record<string, string>>,
): string => new URLSearchParams({ client_id: clientId, client_secret: clientSecret, ...what }).toString()

const headers = { Accept: 'application/json', 'User-Agent': 'Kartoteka' }

const toGet = (url: string, params: string) =>
  ({ method: 'GET', url: `${url}?${params}`, headers, body: null }) as const

const toForm = (url: string, params: string) =>
  ({
    method: 'POST',
    url,
    headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: params,
  }) as const

interface Given {
  readonly wire: GrantWire
  readonly expiresAt: number
}

async function ask(ports: OAuthPorts, request: RawRequest, signal: AbortSignal) {
  const answer = await exchange(request, ports, signal)
  const now = ports.clock.now()
  const refusal = refusalOf(answer)
  if (refusal !== null) return refusal
  const { origin } = new URL(request.url)
  const failure = failureOf(answer, origin, now)
  if (failure !== null) throw failure.code.startsWith('auth/') ? notTheVendor(answer) : failure
  const wire = readBody(answer, GrantWire)
  if (wire === null) throw new AppError('remote/invalid-response', 'no tokens in the answer', { details: { path: '' } })
  const expiresAt =
    wire.expires === undefined ? serverTimeOf(answer, now) + wire.expires_in * 1000 : wire.expires * 1000
  return { wire, expiresAt }
}

/** Some refusals come with 200. A page with 401 comes from something in between. */
function refusalOf({ status, text }: RawAnswer) {
  if (status >= 500) return null
  const body = v.safeParse(v.pipe(v.string(), v.parseJson()), text)
  return body.success ? readRefusal(body.output, status) : null
}

const notTheVendor = ({ status }: RawAnswer): AppError =>
  new AppError('remote/unavailable', 'a refusal that is not the vendor’s', {
    details: { reason: 'web-page', status, reached: true },
  })

function toGrant(known: Omit<CodeExchange, 'code'>, { wire, expiresAt }: Given): OAuthGrant {
  const { clientId, clientSecret, redirectUri, authOrigin } = known
  const origin = portalOf(wire, known.origin)
  const server = URL.parse(wire.server_endpoint ?? '')?.hostname ?? URL.parse(authOrigin ?? '')?.hostname ?? null
  return {
    ...{ clientId, clientSecret, redirectUri, origin },
    authOrigin: authOriginOf(server, origin),
    accessToken: wire.access_token,
    refreshToken: wire.refresh_token,
    expiresAt,
    remoteAccountId: wire.member_id,
  }
}

/** Portals change their names: the answer knows where it is now. Only what may have our tokens is believed. */
function portalOf({ client_endpoint: endpoint = '' }: GrantWire, known: string): string {
  const told = URL.parse(endpoint)
  if (told === null) return known
  const isLocal = isLoopbackHost(new URL(known).hostname)
  if (isLocal) return isLoopbackHost(told.hostname) ? told.origin : known
  return told.protocol === 'https:' && told.port === '' && isCloudHost(told.hostname) ? told.origin : known
}

function serverTimeOf({ date }: RawAnswer, now: number): number {
  const at = date === null ? Number.NaN : Date.parse(date)
  return Number.isFinite(at) ? at : now
}
