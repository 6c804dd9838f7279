import * as v from 'valibot'
import type { Call } from '../http/exchange.ts'
import { ControlError } from './control-error.ts'

/**
 * The JSON of a control call; no body is an empty object.
 * @throws {ControlError} naming the field
 */
export function readControlBody<S extends v.GenericSchema>(schema: S, call: Call): v.InferOutput<S> {
  let value: unknown
  try {
    value = call.body.trim() === '' ? {} : (JSON.parse(call.body) as unknown)
  } catch {
    throw new ControlError('The body is not JSON.')
  }
  const parsed = v.safeParse(schema, value)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw new ControlError(`${v.getDotPath(issue) ?? 'body'}: ${issue.message}`)
}
