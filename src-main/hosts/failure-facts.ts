import type { LogFields } from '#core/ports/logger.ts'
import { AppError } from '#shared/errors/app-error.ts'

/** As long as a token, a key or an id may be, and no word is. */
const secretLike = /[\w.~+/=-]{32,}/g
/** What a message quotes is what somebody has written. */
const quoted = /"[^"]*"|'[^']*'|`[^`]*`/g
const MAX_LENGTH = 300

/** What the log may know of a failure. Stacks stay out, and whatever could be a secret or somebody's data. */
export function toFailureFacts(error: unknown): LogFields {
  const code = error instanceof AppError ? error.code : 'unforeseen'
  const cause = error instanceof AppError ? error.cause : undefined
  return {
    code,
    ...(error instanceof AppError ? error.details : {}),
    message: redact(error),
    ...(cause === undefined || cause === null ? {} : { cause: redact(cause) }),
  }
}

function redact(error: unknown): string {
  if (!(error instanceof Error)) return 'not an error'
  // A parser's message repeats, unquoted, some of what it could not parse.
  if (error instanceof SyntaxError) return error.name
  return error.message.replace(quoted, '"…"').replace(secretLike, '…').slice(0, MAX_LENGTH)
}
