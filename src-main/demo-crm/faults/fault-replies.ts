import { CAPTIVE_PORTAL_PAGE, FORBIDDEN_PAGE, SERVER_ERROR_PAGE } from '../http/html-pages.ts'
import { htmlReply } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import type { Fault } from './fault-schema.ts'

/** The answer of a fault that answers by itself; undefined when the request is to be handled. */
export function faultReply(fault: Fault): Reply | undefined {
  switch (fault.kind) {
    case 'status':
      return statusReply(fault)
    case 'rate-ban':
      return htmlReply(403, FORBIDDEN_PAGE)
    case 'server-html':
      return htmlReply(500, SERVER_ERROR_PAGE)
    case 'captive-portal':
      return fault.redirect === undefined
        ? htmlReply(200, CAPTIVE_PORTAL_PAGE)
        : htmlReply(302, CAPTIVE_PORTAL_PAGE, { Location: fault.redirect })
    case 'latency':
    case 'truncate':
    case 'reset-before':
    case 'reset-after-commit':
    case 'expire-token':
      return undefined
  }
}

/** The content type is guessed from the body unless the fault names it. */
function statusReply(fault: Extract<Fault, { kind: 'status' }>): Reply {
  const { status, body, contentType } = fault
  if (body === undefined) return { status, body: '' }
  if (typeof body !== 'string') {
    const json = status < 400 ? 'application/hal+json' : 'application/problem+json'
    return { status, contentType: contentType ?? json, body: JSON.stringify(body) }
  }
  const guessed = body.trimStart().startsWith('<') ? 'text/html' : 'text/plain'
  return { status, contentType: contentType ?? guessed, body }
}
