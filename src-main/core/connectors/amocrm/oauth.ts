import * as v from 'valibot'
import { AppError } from '#shared/errors/app-error.ts'
import { exchange } from '#core/http/raw-exchange.ts'
import { readBody } from '#core/http/read-body.ts'
import { failureOf } from '#core/http/status-failure.ts'
import type { Clock } from '#core/ports/clock.ts'
import type { Network, RawAnswer, RawRequest } from '#core/ports/network.ts'
import type { CodeExchange, Integration, OAuthGrant } from '../credentials.ts'
import { findMovedOrigin } from './moved-account.ts'
import { toCodeFailure, toRefreshFailure, type GrantRefusal } from './oauth-refusals.ts'

interface OAuthPorts {
  readonly network: Network
  readonly clock: Clock
}

const DEADLINE_MS = 20_000
/** Until something ends it from outside: a refresh belongs to nobody who could give it up. */
const unending = new AbortController().signal

/** Only what a header may carry. */
const TokenText = v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/))
const PairWire = v.object({
  access_token: TokenText,
  refresh_token: TokenText,
  expires_in: v.pipe(v.number(), v.minValue(0)),
  /** Seconds. In the newer of the vendor's pages only. */
  server_time: v.optional(v.number()),
})
const ProblemWire = v.object({ hint: v.optional(v.nullable(v.string())) })

type GrantAnswer = { readonly kind: 'grant'; readonly grant: OAuthGrant } | GrantRefusal

/**
 * The first pair for a code.
 * @throws {AppError} `input/invalid` with `details.field` when the vendor refuses one of them; else what the network did
 * @source https://www.amocrm.ru/developers/content/oauth/oauth
 */
export async function exchangeCode(ports: OAuthPorts, given: CodeExchange, signal: AbortSignal): Promise<OAuthGrant> {
  const { origin, code, ...integration } = given
  const answer = await ask(ports, origin, integration, { grant_type: 'authorization_code', code }, signal)
  if (answer.kind === 'grant') return answer.grant
  throw toCodeFailure(answer)
}

/**
 * The next pair. From the vendor's answer on, the old refresh token is dead: whoever calls this keeps the result first of
 * all. Ends by its own deadline alone.
 * @throws {AppError} `auth/expired` when the vendor refuses for good. After anything else the old token may still be
 *   good, and may be tried again.
 */
export async function refreshGrant(ports: OAuthPorts, grant: OAuthGrant): Promise<OAuthGrant> {
  const { origin, refreshToken, clientId, clientSecret, redirectUri } = grant
  const integration = { clientId, clientSecret, redirectUri }
  const body = { grant_type: 'refresh_token', refresh_token: refreshToken }
  const answer = await ask(ports, origin, integration, body, unending)
  if (answer.kind === 'grant') return answer.grant
  const moved = mayHaveMoved(answer) ? await findMovedOrigin(ports, grant, unending) : null
  if (moved === null) throw toRefreshFailure(answer)
  const second = await ask(ports, moved, integration, body, unending)
  if (second.kind === 'grant') return second.grant
  throw toRefreshFailure(second)
}

/** A host that knows the token well enough to have revoked it is the right one. */
const mayHaveMoved = ({ status, hint }: GrantRefusal) => (status === 401 && hint === null) || status === 404

async function ask(
  ports: OAuthPorts,
  origin: string,
  integration: Integration,
  what: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<GrantAnswer> {
  const { clientId, clientSecret, redirectUri } = integration
  const request: RawRequest = {
    method: 'POST',
    url: `${origin}/oauth2/access_token`,
    headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'User-Agent': 'Kartoteka' },
    body: JSON.stringify({ client_id: clientId, client_secret: clientSecret, redirect_uri: redirectUri, ...what }),
    deadlineMs: DEADLINE_MS,
  }
  const answer = await exchange(request, ports, signal)
  const now = ports.clock.now()
  const refusal = refusalOf(answer)
  if (refusal !== null) return refusal
  const failure = failureOf(answer, origin, now)
  if (failure?.code === 'auth/expired') {
    // Not in the vendor's words: something in between wants to be signed in to, and the token may be as good as ever.
    const details = { reason: 'web-page', status: answer.status, reached: true }
    throw new AppError('remote/unavailable', 'a refusal that is not the vendor’s', { details })
  }
  if (failure !== null) throw failure
  const pair = readBody(answer, PairWire)
  if (pair === null) throw new AppError('remote/invalid-response', 'no tokens in the answer', { details: { path: '' } })
  const since = pair.server_time === undefined ? serverTimeOf(answer, now) : pair.server_time * 1000
  return {
    kind: 'grant',
    grant: {
      ...integration,
      origin,
      accessToken: pair.access_token,
      refreshToken: pair.refresh_token,
      expiresAt: since + pair.expires_in * 1000,
    },
  }
}

/** Of refusals only those that the vendor itself has worded: a page with 401 comes from something in between. */
function refusalOf({ status, text }: RawAnswer): GrantRefusal | null {
  if (status === 404) return { kind: 'refused', status, hint: null }
  if (status !== 400 && status !== 401) return null
  const problem = v.safeParse(v.pipe(v.string(), v.parseJson(), ProblemWire), text)
  return problem.success ? { kind: 'refused', status, hint: problem.output.hint ?? null } : null
}

function serverTimeOf({ date }: RawAnswer, now: number): number {
  const at = date === null ? Number.NaN : Date.parse(date)
  return Number.isFinite(at) ? at : now
}
