import { AppError } from '#shared/errors/app-error.ts'

/** In the details of a `rate-limited` failure: the CRM holds back one kind of request, and all others may go. */
export const heldAlone = { scope: 'kind' } as const

/** For how long one kind of request is held back, milliseconds; `null` for any other failure. Nothing was carried out. */
export function restOf(error: unknown): number | null {
  if (!(error instanceof AppError) || error.code !== 'rate-limited') return null
  const { scope, reached, retryAfterMs } = error.details
  return scope === heldAlone.scope && reached === false && typeof retryAfterMs === 'number' ? retryAfterMs : null
}
