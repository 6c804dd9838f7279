import { isJsonObject, jsonReply } from '../http/exchange.ts'
import type { Call, Reply } from '../http/exchange.ts'
import type { StoredToken } from '../store/token-store.ts'
import { cannot } from './answers.ts'
import { nowSeconds } from './context.ts'
import type { AmoContext } from './context.ts'
import { redirectOf } from './integration.ts'
import { oauthProblem } from './oauth-problem.ts'
import { ACCESS_SECONDS, mintPair } from './tokens.ts'

type Body = Readonly<Record<string, unknown>>

/**
 * POST /oauth2/access_token: exchanges a code, or a refresh token, for a new pair. In JSON, as the
 * manual has it, or as a form, which is what the vendor's own client sends.
 * @source https://www.amocrm.ru/developers/content/oauth/oauth; amocrm-oauth-client over league/oauth2-client
 */
export function postAccessToken(context: AmoContext, call: Call): Reply {
  const body = readBody(call, context.switches().formEncodedToken === 'accept')
  if (body === undefined) return oauthProblem('client-refused')
  switch (body['grant_type']) {
    case 'authorization_code':
      return checkClient(context, body) ?? exchangeCode(context, call, body)
    case 'refresh_token':
      return checkClientOnRefresh(context, body) ?? refresh(context, call, body)
    default:
      return oauthProblem('grant-type')
  }
}

function exchangeCode(context: AmoContext, call: Call, body: Body): Reply {
  const code = find(context, body['code'], 'code')
  if (code === undefined) return oauthProblem(isElsewhere(context, body['code'], 'code') ? 'account' : 'code-garbage')
  if (code.state !== 'live') return oauthProblem('code-revoked')
  if (code.expiresAt <= nowSeconds(context)) return oauthProblem('code-expired')
  const redirectUri = readRedirect(context, body, code)
  if (redirectUri === undefined) return oauthProblem('redirect')
  return context.store.transaction(() => {
    context.store.tokens.setState(code.id, 'used')
    return newPair(context, call, code.userId, redirectUri)
  })
}

/** Rotation: the old refresh token is dead from this moment, also when the answer gets lost on its way. */
function refresh(context: AmoContext, call: Call, body: Body): Reply {
  const { movedStatus } = context.switches()
  if (movedStatus !== 0 && new URL(call.base).host !== currentHost(context, call)) return movedAway(call, movedStatus)
  const token = find(context, body['refresh_token'], 'refresh')
  if (token === undefined) {
    if (isElsewhere(context, body['refresh_token'], 'refresh')) return oauthProblem('account')
    return oauthProblem('refresh-garbage', context.switches().unknownRefreshStatus)
  }
  if (token.state !== 'live') {
    if (context.switches().refreshReuseCascade) revokeAllOf(context, token.userId)
    return oauthProblem('refresh-revoked')
  }
  if (token.expiresAt <= nowSeconds(context)) return oauthProblem('refresh-expired')
  const redirectUri = readRedirect(context, body, token)
  if (redirectUri === undefined) return oauthProblem('redirect')
  return context.store.transaction(() => {
    context.store.tokens.setState(token.id, 'used')
    return newPair(context, call, token.userId, redirectUri)
  })
}

function newPair(context: AmoContext, call: Call, userId: number, redirectUri: string): Reply {
  const at = nowSeconds(context)
  const host = new URL(call.base).host
  const { access, refresh: next } = mintPair(context.store.tokens, context.account, { userId, at, host }, redirectUri)
  return jsonReply(200, 'application/json', {
    token_type: 'Bearer',
    expires_in: ACCESS_SECONDS,
    server_time: at,
    access_token: access.secret,
    refresh_token: next.secret,
  })
}

function checkClient(context: AmoContext, body: Body): Reply | undefined {
  if (body['client_id'] !== context.account.clientId) return oauthProblem('client-id')
  return body['client_secret'] === context.account.clientSecret ? undefined : oauthProblem('client-secret')
}

/** On refresh the vendor answers wrong credentials otherwise than on exchange: 401 and no hint. */
function checkClientOnRefresh(context: AmoContext, body: Body): Reply | undefined {
  return checkClient(context, body) === undefined ? undefined : oauthProblem('client-refused')
}

/**
 * The address must be named every time, on refresh too: as it stands in the settings of the integration, or, where these
 * have none, as it was at the start of the grant.
 */
function readRedirect(context: AmoContext, body: Body, grant: StoredToken): string | undefined {
  const sent = body['redirect_uri']
  if (typeof sent !== 'string' || sent === '') return undefined
  const due = redirectOf(context) ?? grant.redirectUri
  return due === null || due === sent ? sent : undefined
}

/** Was it given out to this very integration, but in another account? */
function isElsewhere({ siblings }: AmoContext, secret: unknown, kind: 'code' | 'refresh'): boolean {
  if (typeof secret !== 'string') return false
  return (siblings?.() ?? []).some((store) => store.tokens.find(secret, [kind]) !== undefined)
}

function revokeAllOf(context: AmoContext, userId: number): void {
  for (const token of context.store.tokens.list()) {
    const isPair = token.kind === 'access' || token.kind === 'refresh'
    if (isPair && token.userId === userId && token.state === 'live') context.store.tokens.setState(token.id, 'revoked')
  }
}

function find(context: AmoContext, secret: unknown, kind: 'code' | 'refresh'): StoredToken | undefined {
  return typeof secret === 'string' ? context.store.tokens.find(secret, [kind]) : undefined
}

/** Where the account lives. This server has two names, so a move needs no second one. */
function currentHost(context: AmoContext, call: Call): string {
  const { host, port } = new URL(call.base)
  return context.switches().movedStatus === 0 ? host : `localhost:${port}`
}

function movedAway(call: Call, status: 401 | 404): Reply {
  return status === 401 ? oauthProblem('client-refused') : cannot(call)
}

/** Where the account is switched so, a form-encoded body counts as no credentials at all. */
function readBody(call: Call, isFormTaken: boolean): Body | undefined {
  if ((call.headers['content-type'] ?? '').includes('x-www-form-urlencoded')) {
    return isFormTaken ? Object.fromEntries(new URLSearchParams(call.body)) : undefined
  }
  try {
    const value: unknown = JSON.parse(call.body)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * GET /oauth2/account/current/subdomain (by refresh token) and the older /oauth2/account/subdomain (by access token): where
 * the account lives now.
 * @source amocrm-api-php OAuth/AmoCRMOAuth.php
 */
export function getSubdomain(context: AmoContext, call: Call): Reply {
  const refreshToken = call.headers['x-refresh-token']
  const bearer = /^Bearer\s+(\S+)$/i.exec(call.headers.authorization ?? '')?.[1]
  const token =
    typeof refreshToken === 'string'
      ? context.store.tokens.find(refreshToken, ['refresh'])
      : context.store.tokens.find(bearer ?? '', ['access', 'long'])
  if (token === undefined || token.state === 'revoked') return oauthProblem('client-refused')
  const host = currentHost(context, call)
  return jsonReply(200, 'application/json', {
    id: context.account.id,
    subdomain: context.account.subdomain,
    domain: host,
    top_level_domain: host.split('.').at(-1)?.split(':')[0] ?? host,
  })
}
