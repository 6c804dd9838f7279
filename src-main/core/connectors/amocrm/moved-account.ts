import * as v from 'valibot'
import { providerFacts } from '#shared/domain/providers.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { HttpRefusal } from '#core/http/http-refusal.ts'
import { exchange } from '#core/http/raw-exchange.ts'
import { readBody } from '#core/http/read-body.ts'
import { failureOf } from '#core/http/status-failure.ts'
import type { Clock } from '#core/ports/clock.ts'
import type { Network, RawRequest } from '#core/ports/network.ts'
import type { OAuthGrant } from '../credentials.ts'
import { isLoopbackHost, parseAccountAddress } from './auth.ts'

const DEADLINE_MS = 20_000
const DomainWire = v.object({ domain: v.string() })
const ClaimsWire = v.object({ api_domain: v.string() })

/**
 * Where an account lives now, asked at the host that all accounts share; `null` when it has not moved, or when that cannot
 * be found out.
 * @throws {AppError} when the question got no answer: then nothing is known yet
 * @source https://github.com/amocrm/amocrm-api-php OAuth/AmoCRMOAuth.php
 */
export async function findMovedOrigin(
  ports: { readonly network: Network; readonly clock: Clock },
  { origin, accessToken, refreshToken }: OAuthGrant,
  signal: AbortSignal,
): Promise<string | null> {
  const shared = sharedOriginOf(accessToken, origin)
  if (shared === null) return null
  const request: RawRequest = {
    method: 'GET',
    url: `${shared}/oauth2/account/current/subdomain`,
    headers: { Accept: 'application/json', 'User-Agent': 'Kartoteka', 'X-Refresh-Token': refreshToken },
    body: null,
    deadlineMs: DEADLINE_MS,
  }
  const answer = await exchange(request, ports, signal)
  const failure = failureOf(answer, shared, ports.clock.now())
  // It does not know the token either.
  if (failure instanceof HttpRefusal || failure?.code === 'auth/expired') return null
  if (failure !== null) throw failure
  const moved = toOrigin(readBody(answer, DomainWire)?.domain ?? '')
  return moved === null || moved === origin || isLocal(moved) !== isLocal(origin) ? null : moved
}

/** The token names the host. It came from the vendor, but a token is sent nowhere on the word of a text alone. */
function sharedOriginOf(accessToken: string, origin: string): string | null {
  const payload = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString('utf8')
  const claims = v.safeParse(v.pipe(v.string(), v.parseJson(), ClaimsWire), payload)
  if (!claims.success) return null
  const host = claims.output.api_domain
  if (isLocal(origin)) {
    const url = URL.parse(`http://${host}`)
    return url !== null && url.host === host && isLoopbackHost(url.hostname) ? url.origin : null
  }
  return /^[a-z0-9.-]+$/.test(host) && providerFacts.amocrm.domains.some((domain) => host.endsWith(`.${domain}`))
    ? `https://${host}`
    : null
}

function toOrigin(domain: string): string | null {
  try {
    return parseAccountAddress(domain)
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

const isLocal = (origin: string) => isLoopbackHost(new URL(origin).hostname)
