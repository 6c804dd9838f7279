import type { Call, Reply } from '../http/exchange.ts'
import { problem } from './answers.ts'

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
