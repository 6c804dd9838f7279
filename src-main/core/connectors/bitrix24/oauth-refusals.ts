import { AppError } from '#shared/errors/app-error.ts'
import type { Refusal } from './api.ts'

type FieldFault = readonly [field: string, reason: string]

const faults: Readonly<Record<string, FieldFault>> = {
  WRONG_CLIENT: ['clientId', 'unknown'],
  INVALID_CLIENT: ['clientSecret', 'wrong'],
  // It lives for thirty seconds and is good once: which of the two it was the vendor does not say.
  INVALID_GRANT: ['code', 'expired'],
  EXPIRED_TOKEN: ['code', 'expired'],
  INVALID_REQUEST: ['code', 'refused'],
}

/** What concerns the application or the portal, and no typed value. */
function commonFailure({ code, status }: Refusal): AppError | null {
  const fail = (to: 'auth/denied' | 'auth/unpaid', reason: string) =>
    new AppError(to, `no tokens: ${reason}`, { details: { reason, status } })
  switch (code) {
    case 'PAYMENT_REQUIRED':
      return fail('auth/unpaid', 'plan')
    case 'INSUFFICIENT_SCOPE':
    case 'INVALID_SCOPE':
      return fail('auth/denied', 'scope')
    default:
      return null
  }
}

/** Which of the typed values was wrong. */
export function toCodeFailure(refusal: Refusal): AppError {
  const { code, status } = refusal
  const common = commonFailure(refusal)
  if (common !== null) return common
  if (code === 'NOT_INSTALLED' || code === 'ERROR_OAUTH') {
    const details = { reason: 'application', status }
    return new AppError('auth/denied', 'the application is not installed', { details })
  }
  const [field, reason] = faults[code] ?? ['code', 'refused']
  return new AppError('input/invalid', `${field}: ${reason}`, { details: { field, reason, status } })
}

const integrationCodes = new Set(['WRONG_CLIENT', 'INVALID_CLIENT', 'APPLICATION_NOT_FOUND'])
const grantCodes = new Set(['INVALID_GRANT', 'EXPIRED_TOKEN', 'INVALID_TOKEN', 'AUTHORIZATION_ERROR'])
const removedCodes = new Set(['NOT_INSTALLED', 'ERROR_OAUTH', 'PORTAL_DELETED'])

/** Whether only the user can go on from here, or another try may. */
export function toRefreshFailure(refusal: Refusal): AppError {
  const { code, status } = refusal
  const ended = (reason: string) =>
    new AppError('auth/expired', `the refresh token is refused: ${reason}`, { details: { reason, status } })
  if (grantCodes.has(code)) return ended('grant-revoked')
  if (integrationCodes.has(code)) return ended('integration-refused')
  if (removedCodes.has(code)) return ended('application-removed')
  const common = commonFailure(refusal)
  if (common !== null) return common
  const details = { status, reason: 'refresh-refused', path: '' }
  return new AppError('remote/invalid-response', 'a refresh that was refused', { details })
}
