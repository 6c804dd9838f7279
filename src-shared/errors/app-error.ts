/** Everything that can fail across rooms. Switches over codes end in `assertNever`. */
export const errorCodes = [
  'offline',
  'timeout',
  'rate-limited',
  'remote/unavailable',
  'remote/invalid-response',
  'remote/rejected',
  'auth/expired',
  'auth/denied',
  'auth/blocked',
  'auth/unpaid',
  'input/invalid',
  'contract/invalid-message',
  'storage/failed',
  'state/refused',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** Facts for the reader of an error: never a secret, never personal data. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>

/** A failure as data, the only form in which one crosses a process boundary. */
export interface WireError {
  readonly code: ErrorCode
  readonly message: string
  readonly details: ErrorDetails
}

interface AppErrorOptions {
  readonly details?: ErrorDetails
  readonly cause?: unknown
}

/**
 * A failure that somebody above can act on by its code. The message is for logs; users read a sentence of
 * their own language, chosen by code and `details.reason`.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.details = options.details ?? {}
  }
}

/** Strips stack and cause. An error that is not ours becomes `storage/failed` with its bare message. */
export function toWireError(error: unknown): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message, details: error.details }
  const message = error instanceof Error ? error.message : 'unknown failure'
  return { code: 'storage/failed', message, details: {} }
}

/** The other direction, for the side that receives a failure. */
export function toAppError(error: WireError): AppError {
  return new AppError(error.code, error.message, { details: error.details })
}
