import { AppError } from '#shared/errors/app-error.ts'

/** Failures before anything was sent, by the system's code, as a word that the interface can explain. */
const beforeSending: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'not-found',
  EAI_AGAIN: 'no-dns',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
}

const tlsCode =
  /CERT|^ERR_TLS|^ERR_SSL|^EPROTO$|UNABLE_TO_(?:GET|VERIFY)|SELF_SIGNED|^HOSTNAME_MISMATCH|^INVALID_(?:CA|PURPOSE)/

/**
 * Translates a failure of the network, once and for all. `details.reached` says whether the server may have carried the
 * request out; where we cannot know, it may have.
 * @param error  what the HTTP library threw
 * @param isOpen whether the connection had come about: before that nothing can have been sent
 */
export function toTransportFailure(error: unknown, isOpen: boolean): AppError {
  const chain = chainOf(error)
  const systemCode = chain.map(({ code }) => code).findLast((code) => code !== undefined) ?? 'UNKNOWN'
  const fail = (code: 'offline' | 'remote/unavailable', reason: string, reached: boolean) =>
    new AppError(code, `${reason} (${systemCode})`, { details: { reason, systemCode, reached } })

  const early = beforeSending[systemCode]
  if (early !== undefined) return fail('offline', early, false)
  if (tlsCode.test(systemCode)) return fail('offline', 'certificate', false)
  if (!isOpen) return fail('offline', 'unreachable', false)
  if (chain.some(({ message }) => message.includes('maxContentLength'))) {
    return fail('remote/unavailable', 'too-large', true)
  }
  if (systemCode === 'ERR_BAD_RESPONSE' || chain.some(({ message }) => message.includes('aborted'))) {
    return fail('remote/unavailable', 'truncated', true)
  }
  if (systemCode.startsWith('HPE_')) return fail('remote/unavailable', 'not-http', true)
  return fail('offline', 'cut', true)
}

interface Link {
  readonly code: string | undefined
  readonly message: string
}

/** Outermost first. Connecting to a name with several addresses fails with an `AggregateError` of each. */
function chainOf(error: unknown): readonly Link[] {
  if (!(error instanceof Error)) return []
  const { code, message } = error as Error & { code?: unknown }
  const link: Link = {
    code: typeof code === 'string' ? code : undefined,
    message,
  }
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause
  return [link, ...chainOf(inner)]
}
