import { CAPTIVE_PORTAL_PAGE, FORBIDDEN_PAGE, SERVER_ERROR_PAGE } from '../http/html-pages.ts'
import { htmlReply, jsonReply } from '../http/exchange.ts'
import type { Call, Reply } from '../http/exchange.ts'
import type { Fault } from './fault-schema.ts'
import { systemError, usualReply } from './usual-reply.ts'

/** The answer of a fault that answers by itself; undefined when the request is to be handled. */
export function faultReply(fault: Fault, call: Call): Reply | undefined {
  switch (fault.kind) {
    case 'status':
      return statusReply(fault, call)
    case 'system-error':
      return systemError()
    case 'rate-ban':
      return htmlReply(403, FORBIDDEN_PAGE)
    case 'server-html':
      return htmlReply(500, SERVER_ERROR_PAGE)
    case 'captive-portal':
      return fault.redirect === undefined || fault.redirect === null
        ? htmlReply(200, CAPTIVE_PORTAL_PAGE)
        : htmlReply(302, CAPTIVE_PORTAL_PAGE, { Location: fault.redirect })
    case 'portal-moved': {
      const target = `${fault.redirect.replace(/\/$/, '')}${call.path}${call.rawQuery === '' ? '' : `?${call.rawQuery}`}`
      return htmlReply(302, '', { Location: target })
    }
    case 'query-limit':
      return portalError(503, 'QUERY_LIMIT_EXCEEDED', 'Too many requests')
    case 'operation-limit':
      return portalError(429, 'OPERATION_TIME_LIMIT', 'Method is blocked due to operation time limit.')
    case 'internal-error':
      return portalError(500, 'INTERNAL_SERVER_ERROR', 'Internal server error')
    case 'timeout-after-commit':
    case 'latency':
    case 'truncate':
    case 'reset-before':
    case 'reset-after-commit':
    case 'expire-token':
      return undefined
  }
}

function portalError(status: number, error: string, description: string): Reply {
  return jsonReply(status, 'application/json; charset=utf-8', { error, error_description: description })
}

/** Without a body of its own it is that of the vendor. The content type is guessed from the body unless it is named. */
function statusReply({ status, body, contentType }: Extract<Fault, { kind: 'status' }>, call: Call): Reply {
  if (body === undefined || body === null) return usualReply(status, call) ?? { status, body: '' }
  if (body === '') return { status, body: '' }
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status, contentType: contentType ?? guessType(status, text), body: text }
}

function guessType(status: number, text: string): string {
  if (text.trimStart().startsWith('<')) return 'text/html'
  try {
    JSON.parse(text)
  } catch {
    return 'text/plain'
  }
  return status < 400 ? 'application/hal+json' : 'application/problem+json'
}
