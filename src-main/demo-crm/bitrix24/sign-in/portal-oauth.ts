import { jsonReply } from '../../http/exchange.ts'
import type { Call, Reply } from '../../http/exchange.ts'
import type { StoredToken } from '../../store/token-store.ts'
import type { Portal } from '../portal.ts'
import { asText, readParameters } from '../protocol/parameters.ts'
import { baseOf } from '../protocol/request-base.ts'
import { nowSeconds } from '../protocol/server-time.ts'
import { ACCESS_SECONDS, mintPortalPair } from './portal-tokens.ts'

/**
 * GET or form POST /oauth/token/: exchanges a code, or a refresh token, which is used up by that.
 * @source https://apidocs.bitrix24.com/settings/oauth/index.html
 */
export function answerTokenRequest(portal: Portal, call: Call): Reply {
  const params = readParameters(call)
  const { clientId, clientSecret } = portal.installation
  const grant = asText(params['grant_type'])
  // A stranger's id is no error of HTTP to the vendor.
  if (asText(params['client_id']) !== clientId) return failure('wrong_client', 'Wrong client', 200)
  if (asText(params['client_secret']) !== clientSecret)
    return failure('invalid_client', 'Wrong client credentials', 400)
  if (grant === 'authorization_code') return exchange(portal, call, 'b24-code', asText(params['code']))
  if (grant === 'refresh_token') return exchange(portal, call, 'b24-refresh', asText(params['refresh_token']))
  return failure('invalid_request', 'Invalid or missing grant_type', 400)
}

function exchange(portal: Portal, call: Call, kind: 'b24-code' | 'b24-refresh', secret: string | undefined): Reply {
  const { tokens } = portal.shared
  const grant = secret === undefined ? undefined : tokens.find(secret, [kind])
  if (grant === undefined || grant.state !== 'live' || grant.expiresAt <= nowSeconds(portal)) {
    return failure('invalid_grant', 'Invalid grant: the code or token has expired or was used', 400)
  }
  if (!portal.application.get().isInstalled) return failure('NOT_INSTALLED', 'Application not installed', 401)
  const pair = portal.shared.transaction(() => {
    tokens.setState(grant.id, 'used')
    return mintPortalPair(portal, grant.userId)
  })
  const isFull = kind === 'b24-refresh' || portal.switches().exchangeAnswer === 'full'
  return json(200, describePair(portal, call, pair, isFull))
}

function describePair(
  portal: Portal,
  call: Call,
  { access, refresh }: { access: StoredToken; refresh: StoredToken },
  isFull: boolean,
): Readonly<Record<string, unknown>> {
  const base = baseOf(call)
  return {
    access_token: access.secret,
    ...(isFull ? { expires: access.expiresAt } : {}),
    expires_in: ACCESS_SECONDS,
    scope: portal.application.get().scopes.join(','),
    // Here it is the host that authorizes, not the portal.
    domain: new URL(base).host,
    server_endpoint: `${base}/rest/`,
    status: 'L',
    client_endpoint: `${base}/rest/`,
    member_id: portal.installation.memberId,
    ...(isFull ? { user_id: access.userId } : {}),
    refresh_token: refresh.secret,
  }
}

function failure(error: string, description: string, status: number): Reply {
  return json(status, { error, error_description: description })
}

function json(status: number, body: unknown): Reply {
  return jsonReply(status, 'application/json; charset=utf-8', body)
}
