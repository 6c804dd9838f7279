import * as v from 'valibot'
import { AppError } from '#shared/errors/app-error.ts'
import type { RawAnswer } from '../ports/network.ts'

/**
 * The body of a success, as its schema understands it; `null` for 204.
 * @throws {AppError} `remote/unavailable` when it is not JSON (cut off on the way), `remote/invalid-response` with
 *   `details.path` of the first fault when it is JSON of another shape. Neither quotes what came.
 */
export function readBody<S extends v.GenericSchema>(answer: RawAnswer, schema: S): v.InferOutput<S> | null {
  if (answer.status === 204) return null
  const result = v.safeParse(schema, parse(answer))
  if (result.success) return result.output
  const [issue] = result.issues
  const path = v.getDotPath(issue) ?? ''
  const details = { path, expected: issue.expected ?? issue.type, status: answer.status, reached: true }
  throw new AppError('remote/invalid-response', `unexpected answer at ${path === '' ? 'its root' : path}`, { details })
}

function parse({ text, status }: RawAnswer): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // No cause: a syntax error quotes the text.
    throw new AppError('remote/unavailable', 'an answer that is not JSON', {
      details: { reason: 'truncated', status, reached: true },
    })
  }
}
