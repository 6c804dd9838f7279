import { htmlReply, isJsonList } from '../http/exchange.ts'
import type { Call, Reply } from '../http/exchange.ts'
import { GATEWAY_TIMEOUT_PAGE } from '../http/html-pages.ts'
import { invalidType, problem, tooMany, validationProblem } from './answers.ts'
import type { AmoContext } from './context.ts'
import { MAX_LIMIT } from './paging.ts'

export type JsonBody =
  { readonly isOk: true; readonly value: unknown } | { readonly isOk: false; readonly reply: Reply }

/** Reads the body as JSON, whatever the caller calls its type: many clients leave the header away. */
export function readJsonBody(call: Call): JsonBody {
  try {
    // A byte order mark is no JSON, but some Windows tools send it and the vendor's reader does not mind.
    return { isOk: true, value: JSON.parse(call.body.replace(/^\uFEFF/, '')) as unknown }
  } catch {
    return { isOk: false, reply: problem(400, 'Error when parsing JSON request body: Syntax error') }
  }
}

export type JsonItems =
  { readonly isOk: true; readonly items: readonly unknown[] } | { readonly isOk: false; readonly reply: Reply }

/**
 * Reads the body of a batch: a list of 1 to 250 items. Where the account is switched so, more than a number of them take
 * the vendor too long: 504.
 */
export function readJsonItems(context: AmoContext, call: Call): JsonItems {
  const body = readJsonBody(call)
  if (!body.isOk) return body
  if (!isJsonList(body.value)) return refused(invalidType('', 'array'))
  if (body.value.length === 0) return { isOk: false, reply: problem(400, 'Request body is empty') }
  const { gatewayTimeoutOver } = context.switches()
  if (gatewayTimeoutOver > 0 && body.value.length > gatewayTimeoutOver) {
    return { isOk: false, reply: htmlReply(504, GATEWAY_TIMEOUT_PAGE) }
  }
  return body.value.length > MAX_LIMIT ? refused(tooMany('', MAX_LIMIT)) : { isOk: true, items: body.value }
}

function refused(error: ReturnType<typeof invalidType>): JsonItems {
  return { isOk: false, reply: validationProblem([{ request_id: '0', errors: [error] }]) }
}
