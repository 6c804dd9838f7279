import { emptyReply, jsonReply } from '../http/exchange.ts'
import type { Call, Reply } from '../http/exchange.ts'
import { methods } from './methods.ts'
import type { Caller, MethodCall, Portal } from './portal.ts'
import { asText, readParameters, without } from './protocol/parameters.ts'
import type { ParamMap } from './protocol/parameters.ts'
import { toXml } from './protocol/php-json.ts'
import { baseOf, isHttps } from './protocol/request-base.ts'
import { RestError } from './protocol/rest-error.ts'
import { parseRestPath } from './protocol/rest-path.ts'
import type { RestPath } from './protocol/rest-path.ts'
import { isOfVendor, notEmulatedError } from './protocol/not-emulated.ts'
import { runBatch } from './protocol/batch.ts'
import { commandOrder } from './protocol/command-order.ts'
import { runMethod } from './protocol/run-method.ts'
import { timeBlock } from './protocol/time-block.ts'
import { authorizeCall, CREDENTIAL_PARAMETERS, presentedBy } from './sign-in/authorize.ts'
import type { Presented } from './sign-in/authorize.ts'
import { getPortalConsent, postPortalConsent } from './sign-in/portal-consent.ts'
import { answerTokenRequest } from './sign-in/portal-oauth.ts'

/** A reply, and which credential was used for it (a label, never the secret). */
export type PortalAnswer = { readonly reply: Reply; readonly credential: string }

const OAUTH_PATH = /^\/oauth\/(authorize|token)\/?$/

/** Is this a path of this dialect? The other one has `/api`, `/oauth2` and a bare `/oauth`. */
export function isPortalPath(path: string): boolean {
  return /^\/rest(\/|$)/.test(path) || OAUTH_PATH.test(path)
}

/**
 * Answers one call as the vendor would.
 * @param isExpired told by a fault: the token of this call counts as expired
 */
export function answerPortal(portal: Portal, call: Call, isExpired: boolean): PortalAnswer {
  if (call.path.startsWith('/oauth')) return { reply: answerOAuth(portal, call), credential: 'none' }
  // A browser asks beforehand, before anything else is looked at.
  if (call.method === 'OPTIONS') return { reply: emptyReply(200, FOR_BROWSERS), credential: 'none' }
  const { reply, credential } = answerMethod(portal, call, isExpired)
  return { reply: { ...reply, headers: { ...FOR_BROWSERS, ...reply.headers } }, credential }
}

/**
 * What scripts of other sites may do: everything but say who they are in a header.
 * @source the public rest module: CRestUtil::sendHeaders, CRestEventHandlers::OnBeforeProlog; b24jssdk's oauth-refresh tests
 */
const FOR_BROWSERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'origin, content-type, accept',
  'X-Content-Type-Options': 'nosniff',
}

function answerMethod(portal: Portal, call: Call, isExpired: boolean): PortalAnswer {
  const path = parseRestPath(call.path)
  const isUnknown = path !== undefined && path.method !== 'batch' && !methods.has(path.method)
  if (path === undefined || (isUnknown && isOfVendor(path.method))) {
    return { reply: notEmulated(path?.method ?? lastPart(call.path)), credential: 'none' }
  }
  let credential = 'none'
  try {
    const { body, caller } = answerRest(portal, call, path, isExpired)
    credential = caller.credential
    return { reply: toReply(200, body, path.format), credential }
  } catch (error) {
    if (!(error instanceof RestError)) throw error
    const reply = toReply(error.status, error.toBody(), path.format)
    const { retryAfter } = portal.switches()
    const isLimit = error.status === 503 || error.status === 429
    if (!isLimit || retryAfter === 0) return { reply, credential }
    return { reply: { ...reply, headers: { 'Retry-After': String(retryAfter) } }, credential }
  }
}

function answerOAuth(portal: Portal, call: Call): Reply {
  if (/^\/oauth\/token/.test(call.path)) return answerTokenRequest(portal, call)
  if (call.method === 'POST') return postPortalConsent(portal, call)
  return call.method === 'GET' ? getPortalConsent(portal, call) : emptyReply(405, { Allow: 'GET, POST' })
}

type Rest = { readonly body: unknown; readonly caller: Caller }

/** The vendor's order of checks: does the method exist, who calls, may they, is there budget, and only then the method. */
function answerRest(portal: Portal, call: Call, path: RestPath, isExpired: boolean): Rest {
  const { bucketPlace, httpsRequired } = portal.switches()
  if (httpsRequired && !isHttps(call)) throw new RestError('Https required.', 'INVALID_REQUEST', 400)
  if (bucketPlace === 'first') takeFromBucket(portal)
  const isBatch = path.method === 'batch'
  if (!isBatch && !methods.has(path.method)) throw new RestError('Method not found!', 'ERROR_METHOD_NOT_FOUND', 404)
  const params = readParameters(call)
  const caller = authorizeCall(portal, presentedIn(path, params, call), isExpired)
  if (bucketPlace === 'after-auth') takeFromBucket(portal)
  const startedAt = portal.clock()
  const method: MethodCall = toMethodCall(portal, caller, params, baseOf(call))
  if (isBatch) {
    const result = runBatch(method, () => commandOrder(call))
    return { body: { result, time: timeBlock(portal, startedAt, undefined) }, caller }
  }
  return { body: runMethod(path.method, method), caller }
}

function presentedIn(path: RestPath, params: ParamMap, { headers }: Call): Presented {
  return path.webhook === undefined ? presentedBy(params, headers) : { kind: 'webhook', ...path.webhook }
}

function toMethodCall(portal: Portal, caller: Caller, params: ParamMap, base: string): MethodCall {
  const { start, auth_connector: connector } = params
  const rest = without(params, 'start', 'auth_connector', ...CREDENTIAL_PARAMETERS)
  return { portal, data: portal.data(), caller, params: rest, start, connector: asText(connector) ?? '', base }
}

function takeFromBucket(portal: Portal): void {
  if (portal.bucket.take(portal.switches().plan)) return
  throw new RestError('Too many requests', 'QUERY_LIMIT_EXCEEDED', 503)
}

function toReply(status: number, body: unknown, format: RestPath['format']): Reply {
  if (format === 'json') return jsonReply(status, 'application/json; charset=utf-8', body)
  return { status, contentType: 'text/xml; charset=utf-8', body: toXml(body) }
}

/** The secret of a webhook stands in a path, and answers end up in logs. */
function lastPart(path: string): string {
  return path.split('/').findLast((part) => part !== '') ?? ''
}

function notEmulated(method: string): Reply {
  return jsonReply(501, 'application/json; charset=utf-8', notEmulatedError(method).toBody())
}
