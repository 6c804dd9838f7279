import { cannot, problem } from '../amocrm/answers.ts'
import { UNAUTHORIZED_DETAIL } from '../amocrm/authorize.ts'
import { oauthProblem } from '../amocrm/oauth-problem.ts'
import { isPortalPath } from '../bitrix24/dialect.ts'
import { htmlReply } from '../http/exchange.ts'
import type { Call, Reply } from '../http/exchange.ts'
import { frontPage } from '../http/html-pages.ts'

/** What the vendor says where the status alone would leave a client in the dark. */
const DETAILS: Readonly<Record<number, string>> = {
  400: 'Request validation failed',
  401: UNAUTHORIZED_DETAIL,
  402: 'The account is not paid',
  403: 'Invalid scope',
  422: 'The request was understood and cannot be done',
}

/**
 * How amoCRM usually answers with this status: a problem body where its API speaks, a page where its front servers do
 * (429 and everything from 500 on). Undefined where a status comes without a body, and for calls of the other dialect.
 * @source https://www.amocrm.ru/developers/content/crm_platform/error-codes
 */
export function usualReply(status: number, call: Call): Reply | undefined {
  if (isPortalPath(call.path) || status < 400 || status === 405) return undefined
  if (status === 429 || status >= 500) return htmlReply(status, frontPage(status))
  if (status === 401 && call.path.startsWith('/oauth2/')) return oauthProblem('client-refused')
  if (status === 404) return cannot(call)
  const detail = DETAILS[status]
  return detail === undefined ? undefined : problem(status, detail)
}

/** A fault of the vendor's own in the guise of bad input: without complaints about fields, and gone with the next try. */
export function systemError(): Reply {
  return problem(400, 'Системная ошибка, повторите запрос')
}
