import type { Call } from '../../http/exchange.ts'
import type { StoredToken } from '../../store/token-store.ts'
import type { Caller, Portal } from '../portal.ts'
import { asInt, asText, readParameters } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import { parseRestPath } from '../protocol/rest-path.ts'
import { nowSeconds } from '../protocol/server-time.ts'
import { scopesOfWebhook } from './portal-tokens.ts'

/** What a request says of who it is: a webhook in the path, or a token among the parameters. */
export type Presented =
  | { readonly kind: 'webhook'; readonly userId: number; readonly secret: string }
  | { readonly kind: 'token'; readonly secret: string }
  | { readonly kind: 'none' }

/** Parameters that can carry a token, or a webhook; methods see none of them. */
export const CREDENTIAL_PARAMETERS = ['auth', 'access_token', 'aplogin', 'ap'] as const

/**
 * Reads the credential of a call that names no webhook: a token in the header `Authorization`, or else among the parameters,
 * or the two parts of a webhook there.
 * @source the public rest module: OAuth\Auth::getAuthKey, APAuth\Auth::onRestCheckAuth
 */
export function presentedBy(params: ParamMap, headers: Call['headers']): Presented {
  const bearer = /^Bearer\s+(.*)$/i.exec(headers.authorization ?? '')?.[1]
  const secret = bearer ?? asText(params['auth'] ?? params['access_token']) ?? ''
  if (secret !== '') return { kind: 'token', secret }
  const [userId, password] = [asInt(params['aplogin']), asText(params['ap']) ?? '']
  return userId > 0 && password !== '' ? { kind: 'webhook', userId, secret: password } : { kind: 'none' }
}

/** The stored credential behind it, dead or alive. */
export function findCredential(portal: Portal, presented: Presented): StoredToken | undefined {
  if (presented.kind === 'none') return undefined
  const kinds = presented.kind === 'webhook' ? (['b24-webhook'] as const) : (['b24-access'] as const)
  const token = portal.shared.tokens.find(presented.secret, kinds)
  if (token === undefined || presented.kind === 'token') return token
  return token.userId === presented.userId ? token : undefined
}

/**
 * The caller, or why it is none.
 * @param isExpired told by a fault: the token counts as expired
 * @throws {RestError} 401 in the vendor's words
 */
export function authorizeCall(portal: Portal, presented: Presented, isExpired: boolean): Caller {
  const token = findCredential(portal, presented)
  if (presented.kind === 'none') throw new RestError('Wrong authorization data', 'NO_AUTH_FOUND', 401)
  if (presented.kind === 'webhook') return authorizeWebhook(portal, token)
  if (token === undefined || token.state !== 'live') {
    throw new RestError('Unable to get application by token', 'invalid_token', 401)
  }
  if (isExpired || token.expiresAt <= nowSeconds(portal)) {
    throw new RestError('The access token provided has expired', 'expired_token', 401)
  }
  const { isInstalled, scopes } = portal.application.get()
  if (!isInstalled) throw new RestError('Application not installed', 'ERROR_OAUTH', 401)
  return callerOf(portal, token, 'app', scopes)
}

function authorizeWebhook(portal: Portal, token: StoredToken | undefined): Caller {
  if (token === undefined || token.state !== 'live' || token.expiresAt <= nowSeconds(portal)) {
    const { invalidCredentialsStatus } = portal.switches()
    throw new RestError('Invalid request credentials', 'INVALID_CREDENTIALS', invalidCredentialsStatus)
  }
  return callerOf(portal, token, 'webhook', scopesOfWebhook(portal, token.id))
}

function callerOf(portal: Portal, token: StoredToken, kind: Caller['kind'], scopes: readonly string[]): Caller {
  const user = portal.data().users.get(token.userId)
  if (user === undefined || !user.isActive) throw new RestError('Unable to authorize user', 'authorization_error', 401)
  // All tokens of the application share its budget; a webhook has its own.
  return { user, kind, scopes, credential: kind === 'app' ? `app user ${user.id}` : `webhook ${token.id}` }
}

/** The credential that a call brings, for faults that make one expire. */
export function credentialOf(portal: Portal, call: Call): StoredToken | undefined {
  const path = call.path.startsWith('/rest') ? parseRestPath(call.path) : undefined
  // A webhook does not expire.
  if (path === undefined || path.webhook !== undefined) return undefined
  return findCredential(portal, presentedBy(readParameters(call), call.headers))
}
