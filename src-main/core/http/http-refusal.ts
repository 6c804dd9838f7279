import { AppError, type ErrorDetails } from '#shared/errors/app-error.ts'

/**
 * The server understood the request and refused it (any 4xx that is not about sign-in or rate). What it says is for the
 * connector to read: `body` is parsed JSON, or `null` where none came. Nothing was carried out.
 */
export class HttpRefusal extends AppError {
  readonly status: number
  readonly #body: unknown

  constructor(status: number, body: unknown, message: string, details: ErrorDetails) {
    super('remote/rejected', message, { details: { ...details, status, reached: false } })
    this.status = status
    this.#body = body
  }

  /** Behind a getter of a private field, because it quotes what was sent: no logger or serializer comes upon it. */
  get body(): unknown {
    return this.#body
  }
}
