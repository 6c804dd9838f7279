import * as v from 'valibot'
import { AppError } from '#shared/errors/app-error.ts'

/** What a method has answered, in the shape that we know. @throws {AppError} `remote/invalid-response` for any other */
export function parseResult<Schema extends v.GenericSchema>(
  schema: Schema,
  result: unknown,
  method: string,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, result)
  if (parsed.success) return parsed.output
  const path = v.getDotPath(parsed.issues[0]) ?? ''
  throw new AppError(
    'remote/invalid-response',
    `unexpected answer to ${method} at ${path === '' ? 'its root' : path}`,
    {
      details: { path, method, reached: true },
    },
  )
}
