import { emptyReply, htmlReply } from '../http/exchange.ts'
import type { Call, Reply } from '../http/exchange.ts'
import type { User } from '../store/records.ts'
import { cannot, problem } from './answers.ts'
import { authorize, UNAUTHORIZED_DETAIL } from './authorize.ts'
import { getConsentPage, postConsent } from './consent-page.ts'
import type { AmoContext } from './context.ts'
import { FORBIDDEN_PAGE, TOO_MANY_REQUESTS_PAGE } from '../http/html-pages.ts'
import { getSubdomain, postAccessToken } from './oauth.ts'
import { isNotEmulated, OWNER_PATH, routes } from './routes.ts'

/** A reply, and which credential was used for it (a label, never the secret). */
export type Answered = { readonly reply: Reply; readonly credential: string }

/**
 * Answers one call as amoCRM would: the ban first, then the token, the budget of its integration, and the route. A call
 * that nobody is known to have made uses up no budget: a stranger must not lock the integration out.
 * @param isTokenExpired pretends that the token has expired, whatever it is
 */
export function answerAmocrm(context: AmoContext, call: Call, isTokenExpired: boolean): Answered {
  const path = call.path.replace(/\/$/, '')
  if (path === '/oauth2/access_token') {
    const reply = call.method === 'POST' ? postAccessToken(context, call) : emptyReply(405, { Allow: 'POST' })
    return { reply, credential: 'client' }
  }
  if (path === '/oauth' && (call.method === 'GET' || call.method === 'POST')) {
    return {
      reply: call.method === 'GET' ? getConsentPage(context, call) : postConsent(context, call),
      credential: 'none',
    }
  }
  if (/^\/oauth2\/account\/(current\/)?subdomain$/.test(path)) {
    return { reply: getSubdomain(context, call), credential: 'refresh' }
  }
  const credential = authorize(context, call)
  const refused = checkBudget(context, credential.is === 'accepted')
  if (refused !== undefined) return { reply: refused, credential: credential.label }
  if (!isOfApi(path)) return { reply: unknownRoute(call), credential: credential.label }
  if (isTokenExpired || credential.is === 'refused') {
    return { reply: problem(401, UNAUTHORIZED_DETAIL), credential: credential.label }
  }
  return { reply: dispatch(context, call, credential.user), credential: credential.label }
}

/** The old address of the one who is signed in is all that is left of the third version. */
function isOfApi(path: string): boolean {
  return path.startsWith('/api/') || path === OWNER_PATH
}

function dispatch(context: AmoContext, call: Call, user: User): Reply {
  if (isNotEmulated(call.method, call.path)) return notEmulated(call)
  const route = routes.find(({ pattern }) => pattern.test(call.path))
  if (route === undefined) return unknownRoute(call)
  const method = call.method === 'HEAD' ? 'GET' : call.method
  const handler = route.methods[method]
  const params = (route.pattern.exec(call.path) ?? []).slice(1)
  if (handler !== undefined) return handler(context, { call, params, user })
  if (method === 'DELETE' && context.switches().deleteStatus === 404) return unknownRoute(call)
  return emptyReply(405, { Allow: Object.keys(route.methods).join(', ') })
}

/**
 * 429 commonly is a page, without `Retry-After`; the ban is the front server's own page.
 * @source https://www.amocrm.ru/developers/content/api/recommendations
 */
function checkBudget(context: AmoContext, isKnown: boolean): Reply | undefined {
  const { banAfterRejections, retryAfter, tooManyRequestsBody } = context.switches()
  if (!isKnown) return context.limits.isBanned() ? htmlReply(403, FORBIDDEN_PAGE) : undefined
  // Every token of this server belongs to one integration, so one budget serves them all.
  switch (context.limits.take(context.account.clientId, banAfterRejections)) {
    case 'pass':
      return undefined
    case 'banned':
      return htmlReply(403, FORBIDDEN_PAGE)
    case 'throttled': {
      const headers: Record<string, string> = retryAfter > 0 ? { 'Retry-After': String(retryAfter) } : {}
      if (tooManyRequestsBody === 'html') return htmlReply(429, TOO_MANY_REQUESTS_PAGE, headers)
      return { ...problem(429, 'Too many requests'), headers }
    }
  }
}

function unknownRoute(call: Call): Reply {
  if (isNotEmulated(call.method, call.path)) return notEmulated(call)
  return cannot(call)
}

function notEmulated(call: Call): Reply {
  return problem(501, `The demo CRM does not emulate ${call.method} ${call.path}. See src-main/demo-crm/README.md.`)
}
