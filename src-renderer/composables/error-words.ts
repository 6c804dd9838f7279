import { AppError } from '#shared/errors/app-error.ts'
import { signInFields, type Provider, type SignInField, type SignInWay } from '#shared/domain/providers.ts'
import { assertNever } from '#shared/errors/invariant.ts'
import type { WireError } from '#shared/errors/app-error.ts'
import type { MessageKey } from '#renderer/locales/en.ts'
import { hasWordsFor, reasonText } from './reason-words.ts'
import type { Text } from './use-text.ts'

type Failure = Pick<WireError, 'code' | 'details'>

const inputWords: Readonly<Record<string, MessageKey>> = {
  'address/empty': 'error.addressEmpty',
  'address/malformed': 'error.addressMalformed',
  'address/insecure': 'error.addressInsecure',
  'token/insecure': 'error.addressInsecure',
  'token/own-server': 'error.ownServer',
  'address/another-account': 'error.codeOfOtherAccount',
  'clientId/empty': 'error.clientIdEmpty',
  'clientId/unknown': 'error.clientIdUnknown',
  'clientId/another-integration': 'error.codeOfOtherIntegration',
  'clientSecret/empty': 'error.clientSecretEmpty',
  'clientSecret/malformed': 'error.clientSecretWrong',
  'clientSecret/wrong': 'error.clientSecretWrong',
  'redirectUri/empty': 'error.redirectUriEmpty',
  'redirectUri/malformed': 'error.redirectUriMalformed',
  'redirectUri/not-local': 'error.redirectNotLocal',
  'redirectUri/port-busy': 'error.redirectPortBusy',
  'redirectUri/port-unusable': 'error.redirectPortBusy',
  'redirectUri/mismatch': 'error.redirectUriMismatch',
  'code/empty': 'error.codeEmpty',
  'code/malformed': 'error.codeMalformed',
  'code/refused': 'error.codeMalformed',
  'code/used': 'error.codeUsed',
  'code/denied': 'error.codeDenied',
}

const expiredWords: Readonly<Record<string, MessageKey>> = {
  'grant-revoked': 'error.grantRevoked',
  'integration-refused': 'error.integrationRefused',
  'no-token': 'error.noToken',
  'webhook-revoked': 'error.accessGone',
  'user-left': 'error.userLeft',
  'application-removed': 'error.applicationRemoved',
  'portal-deleted': 'error.accountDeleted',
}

const deniedWords: Readonly<Record<string, MessageKey>> = {
  'another-account': 'error.otherAccount',
  scope: 'error.scopeMissing',
  confirmation: 'error.confirmationNeeded',
  application: 'error.applicationDenied',
  ...{ rights: 'error.rightsMissing', intranet: 'error.rightsMissing' },
}

/** What each CRM calls what opens it: such words belong to one of them. */
const ownWords = {
  'address/not-a-crm-host': 'addressNotCrm',
  'token/empty': 'tokenEmpty',
  'token/malformed': 'tokenMalformed',
  'clientId/malformed': 'clientIdMalformed',
  'code/expired': 'codeExpired',
} as const satisfies Readonly<Record<string, string>>

const isOwn = (key: string): key is keyof typeof ownWords => Object.hasOwn(ownWords, key)

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
  'field-in-use': 'error.fieldInUse',
  'technical-field': 'error.technicalField',
  'no-such-field': 'error.noSuchField',
  'no-such-section': 'error.noSuchSection',
  'creates-in-doubt': 'error.createsInDoubt',
  'already-sent': 'error.alreadySent',
  'already-bound': 'error.alreadyBound',
  'read-only': 'error.readOnly',
  'no-company-add': 'rights.noCompanyAdd',
  busy: 'error.busy',
  'not-in-crm': 'error.notInCrm',
}

const rejectedWords: Readonly<Record<string, MessageKey>> = {
  'made-otherwise': 'error.madeOtherwise',
  'currency-not-kept': 'error.currencyNotKept',
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
      return reason === 'consent' ? 'error.consentTimeout' : 'error.timeout'
    case 'rate-limited':
      return 'error.rateLimited'
    case 'remote/invalid-response':
      return 'error.invalidResponse'
    case 'remote/rejected':
      return rejectedWords[reason] ?? 'error.rejected'
    case 'auth/expired':
      return expiredWords[reason] ?? 'error.authExpired'
    case 'auth/denied':
      return deniedWords[reason] ?? 'error.authDenied'
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
export function errorText(error: unknown, text: Text): string {
  if (!(error instanceof AppError)) return text.t('error.storage')
  const [key, reason] = [errorKey(error), detail(error, 'reason')]
  const isTold = key === 'error.rejected' && (error.message !== '' || hasWordsFor(reason))
  return isTold ? text.t('error.rejectedWith', { reason: reasonText(reason, error.message, text) }) : text.t(key)
}

/** As `errorText`, for an account that was once connected: its address was right, and so was its token. */
export function syncErrorText(error: WireError, text: Text): string {
  const key = errorKey(error)
  if (key === 'error.authExpired') return text.t('error.tokenEnded')
  return text.t(error.code === 'remote/invalid-response' ? 'error.syncInvalidResponse' : key)
}

/** As `errorText`, at sign-in: there the address may be the fault of what otherwise only a network would do. */
export function signInErrorText(error: unknown, text: Text, provider: Provider): string {
  if (!(error instanceof AppError)) return errorText(error, text)
  const key = `${detail(error, 'field')}/${detail(error, 'reason')}`
  if (error.code === 'input/invalid' && isOwn(key)) return text.t(`crm.${provider}.${ownWords[key]}`)
  if (errorKey(error) === 'error.authExpired' || errorKey(error) === 'error.accessGone')
    return text.t(`crm.${provider}.authExpired`)
  return isPage(error) ? text.t('error.webPage') : errorText(error, text)
}

/** The user has to say first that a server is their own. */
export const asksTrust = (error: unknown): boolean =>
  error instanceof AppError && error.code === 'input/invalid' && error.details['reason'] === 'own-server'

const isPage = (error: AppError) => error.code === 'remote/unavailable' && pageReasons.includes(detail(error, 'reason'))

/** The user has left it, or begun anew: nobody waits for words. */
export const isGivenUp = (error: unknown): boolean =>
  error instanceof AppError && ['consent-cancelled', 'consent-replaced'].includes(String(error.details['reason']))

/** Beside which field of the sign-in form an error belongs. */
export function errorField(error: unknown, way: SignInWay): SignInField | null {
  if (!(error instanceof AppError)) return null
  switch (error.code) {
    case 'input/invalid':
      return signInFields.find((name) => name === error.details['field']) ?? null
    case 'auth/expired':
    case 'auth/denied':
      return way === 'browser' ? null : way
    case 'offline':
    case 'remote/invalid-response':
      return 'address'
    case 'remote/unavailable':
      return isPage(error) ? 'address' : null
    default:
      return null
  }
}
