import { AppError } from '#shared/errors/app-error.ts'
import { providerFacts } from '#shared/domain/providers.ts'
import { toWebhookToken } from './webhook.ts'

type SignInField = 'address' | 'token' | 'clientId' | 'clientSecret' | 'redirectUri' | 'code'

/** Of what was typed to sign in. The input itself stays out: it is a secret. */
export const badInput = (field: SignInField, reason: string): AppError =>
  new AppError('input/invalid', `${field}: ${reason}`, { details: { field, reason } })

const portalName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
/** Hosts of the vendor's own pages: they look like portals and are none. */
const reservedNames: readonly string[] = ['www', 'api', 'auth', 'training', 'helpdesk', 'dev', 'oauth', 'apidocs']
const loopbackHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']
const MAX_ADDRESS_LENGTH = 2_048

/** This device itself, where the demo CRM runs. */
export const isLoopbackHost = (host: string): boolean => loopbackHosts.includes(host)

/** A portal in the vendor's cloud. */
export const isCloudHost = (host: string): boolean =>
  providerFacts.bitrix24.domains.some((domain) => {
    const name = host.endsWith(`.${domain}`) ? host.slice(0, -domain.length - 1) : ''
    return portalName.test(name) && !reservedNames.includes(name)
  })

interface PortalPlace {
  readonly origin: string
  /** Of the vendor's cloud, or of this device. */
  readonly isKnownHost: boolean
}

/**
 * A webhook, from its address pasted whole: `https://portal/rest/1/secret/`, with or without a method behind it.
 * @param trustsHost the user has said that a host outside the vendor's cloud is their own portal
 * @throws {AppError} `input/invalid` with details `field: 'token'` and `reason`: `empty`, `malformed`, `insecure`, or
 *   `own-server` where the user has to say so first
 */
export function parseWebhook(input: string, trustsHost: boolean): { readonly origin: string; readonly token: string } {
  const text = input.trim().replace(/^["'«](.*)["'»]$/s, '$1')
  if (text === '') throw badInput('token', 'empty')
  const url = parseUrl('token', text)
  const [, userId, secret] = /^\/rest\/(\d+)\/([\w-]+)(?:\/[\w.-]*)?$/.exec(url.pathname) ?? []
  if (userId === undefined || secret === undefined) throw badInput('token', 'malformed')
  const { origin, isKnownHost } = toPlace('token', url)
  if (!isKnownHost && !trustsHost) throw badInput('token', 'own-server')
  return { origin, token: toWebhookToken({ userId, secret }) }
}

/**
 * The origin of a portal in the cloud, from what a person types or pastes: `example.bitrix24.com`, or any address copied from
 * the browser.
 * @throws {AppError} `input/invalid` with details `field: 'address'` and `reason`: `malformed`, `insecure` or `not-a-crm-host`
 */
export function parsePortalAddress(input: string): string {
  const text = input.trim()
  const { origin, isKnownHost } = toPlace('address', parseUrl('address', text))
  // An application's secret and its users' codes are the vendor's to judge: no other host gets them.
  if (!isKnownHost) throw badInput('address', 'not-a-crm-host')
  return origin
}

function parseUrl(field: SignInField, text: string): URL {
  if (text === '' || text.length > MAX_ADDRESS_LENGTH || /\s/.test(text)) throw badInput(field, 'malformed')
  const isLocal = loopbackHosts.some((host) => text.startsWith(host))
  const isWhole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
  const url = URL.parse(isWhole ? text : `${isLocal ? 'http' : 'https'}://${text}`)
  if (url === null || url.hostname === '' || url.username !== '' || url.password !== '')
    throw badInput(field, 'malformed')
  return url
}

function toPlace(field: SignInField, url: URL): PortalPlace {
  const { protocol, hostname, port, origin } = url
  if (protocol !== 'https:' && protocol !== 'http:') throw badInput(field, 'malformed')
  if (isLoopbackHost(hostname)) {
    if (protocol !== 'http:' || port === '') throw badInput(field, 'malformed')
    return { origin, isKnownHost: true }
  }
  if (protocol === 'http:') throw badInput(field, 'insecure')
  return { origin, isKnownHost: port === '' && isCloudHost(hostname) }
}
