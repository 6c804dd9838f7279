import { AppError } from '#shared/errors/app-error.ts'

/** The vendor's no to a code or a refresh token. Its texts differ between brands: `hint` is what does not. */
export interface GrantRefusal {
  readonly kind: 'refused'
  readonly status: 400 | 401 | 404
  readonly hint: string | null
}

type FieldFault = readonly [field: string, reason: string]

const byHint: Readonly<Record<string, FieldFault>> = {
  'Check the `client_id` parameter': ['clientId', 'unknown'],
  'Check the `client_secret` parameter': ['clientSecret', 'wrong'],
  'Redirect URI is not associated with client': ['redirectUri', 'mismatch'],
  'Authorization code has been revoked': ['code', 'used'],
  'Authorization code has expired': ['code', 'expired'],
  'Cannot decrypt the authorization code': ['code', 'malformed'],
  'Invalid account': ['address', 'another-account'],
}

/** Which of the typed values was wrong. */
export function toCodeFailure({ status, hint }: GrantRefusal): AppError {
  if (status === 404) {
    const details = { path: '', status, reached: true }
    return new AppError('remote/invalid-response', 'no sign-in at this address', { details })
  }
  const known = hint !== null && Object.hasOwn(byHint, hint) ? byHint[hint] : undefined
  const [field, reason] = known ?? (status === 401 ? ['clientSecret', 'wrong'] : ['code', 'refused'])
  return new AppError('input/invalid', `${field}: ${reason}`, { details: { field, reason, status } })
}

const tokenHints: readonly string[] = ['Token has been revoked', 'Token has expired', 'Invalid refresh token']

/** Whether only the user can go on from here, or another try may. */
export function toRefreshFailure({ status, hint }: GrantRefusal): AppError {
  if (hint !== null && tokenHints.includes(hint)) return ended('grant-revoked', status)
  if (status === 401 || (hint !== null && Object.hasOwn(byHint, hint))) return ended('integration-refused', status)
  const details = { status, reason: 'refresh-refused', path: '' }
  return new AppError('remote/invalid-response', `a refresh refused with ${status}`, { details })
}

const ended = (reason: 'grant-revoked' | 'integration-refused', status: number) =>
  new AppError('auth/expired', `the refresh token is refused: ${reason}`, { details: { reason, status } })
