import * as v from 'valibot'
import { AppError } from '#shared/errors/app-error.ts'

/**
 * The result of a call, as its schema understands it.
 * @throws {AppError} `remote/invalid-response` with `details.path` of the first fault; it does not quote what came
 */
export function readResult<S extends v.GenericSchema>(method: string, schema: S, result: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, result)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  const path = v.getDotPath(issue) ?? ''
  throw new AppError(
    'remote/invalid-response',
    `unexpected result of ${method} at ${path === '' ? 'its root' : path}`,
    {
      details: { method, path, expected: issue.expected ?? issue.type, reached: true },
    },
  )
}
