import { AppError } from '#shared/errors/app-error.ts'
import { assertNever } from '#shared/errors/invariant.ts'
import type { WireError } from '#shared/errors/app-error.ts'
import type { MessageKey } from '#renderer/locales/en.ts'
import type { Text } from './use-text.ts'

type Failure = Pick<WireError, 'code' | 'details'>

const inputWords: Readonly<Record<string, MessageKey>> = {
  'address/empty': 'error.addressEmpty',
  'address/malformed': 'error.addressMalformed',
  'address/not-a-crm-host': 'error.addressNotCrm',
  'address/insecure': 'error.addressInsecure',
  'token/empty': 'error.tokenEmpty',
  'token/malformed': 'error.tokenMalformed',
}

const offlineWords: Readonly<Record<string, MessageKey>> = {
  refused: 'error.offlineRefused',
  'not-found': 'error.offlineNotFound',
  'no-dns': 'error.offlineNotFound',
  certificate: 'error.certificate',
}

const refusedWords: Readonly<Record<string, MessageKey>> = {
  disconnected: 'error.disconnected',
  'pending-edits': 'error.pendingEdits',
  'not-undoable': 'error.notUndoable',
  'changed-since': 'error.changedSince',
  'contact-missing': 'error.contactMissing',
}

const storageWords: Readonly<Record<string, MessageKey>> = {
  quota: 'error.quota',
  blocked: 'error.otherWindow',
  outdated: 'error.newerData',
  'newer-version': 'error.newerData',
  closed: 'error.databaseClosed',
}

/** Anything but the data of a CRM: a portal in between, or some other site behind a mistyped address. */
const pageReasons: readonly string[] = ['captive-portal', 'web-page', 'redirect', 'not-http']

const detail = (failure: Failure, name: string): string => String(failure.details[name] ?? '')

/** A failure as a sentence that says what to do. */
export function errorKey(failure: Failure): MessageKey {
  const { code } = failure
  const reason = detail(failure, 'reason')
  switch (code) {
    case 'input/invalid':
      return inputWords[`${detail(failure, 'field')}/${reason}`] ?? 'error.input'
    case 'offline':
      return offlineWords[reason] ?? 'error.offline'
    case 'state/refused':
      return refusedWords[reason] ?? 'error.refused'
    case 'remote/unavailable':
      return reason === 'captive-portal' ? 'error.captivePortal' : 'error.unavailable'
    case 'timeout':
      return 'error.timeout'
    case 'rate-limited':
      return 'error.rateLimited'
    case 'remote/invalid-response':
      return 'error.invalidResponse'
    case 'remote/rejected':
      return 'error.rejected'
    case 'auth/expired':
      return 'error.authExpired'
    case 'auth/denied':
      return reason === 'another-account' ? 'error.otherAccount' : 'error.authDenied'
    case 'auth/blocked':
      return 'error.authBlocked'
    case 'auth/unpaid':
      return 'error.authUnpaid'
    case 'contract/invalid-message':
      return 'error.contract'
    case 'storage/failed':
      return storageWords[reason] ?? 'error.storage'
    default:
      return assertNever(code)
  }
}

/** What a caught value says to the user; a failure that is none of ours is told as one of saving. */
export const errorText = (error: unknown, text: Text): string =>
  text.t(error instanceof AppError ? errorKey(error) : 'error.storage')

/** As `errorText`, for an account that was once connected: its address is right, so the answer is to blame. */
export const syncErrorText = (error: WireError, text: Text): string =>
  text.t(error.code === 'remote/invalid-response' ? 'error.syncInvalidResponse' : errorKey(error))

/** As `errorText`, at sign-in: there the address may be the fault of what otherwise only a network would do. */
export function signInErrorText(error: unknown, text: Text): string {
  return error instanceof AppError && isPage(error) ? text.t('error.webPage') : errorText(error, text)
}

const isPage = (error: AppError) => error.code === 'remote/unavailable' && pageReasons.includes(detail(error, 'reason'))

/** Beside which field of the sign-in form an error belongs. */
export function errorField(error: unknown): 'address' | 'token' | null {
  if (!(error instanceof AppError)) return null
  switch (error.code) {
    case 'input/invalid':
      return error.details['field'] === 'token' ? 'token' : 'address'
    case 'auth/expired':
    case 'auth/denied':
      return 'token'
    case 'offline':
    case 'remote/invalid-response':
      return 'address'
    case 'remote/unavailable':
      return isPage(error) ? 'address' : null
    default:
      return null
  }
}
