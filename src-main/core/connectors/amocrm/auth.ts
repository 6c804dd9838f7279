import { providerFacts } from '#shared/domain/providers.ts'
import { AppError } from '#shared/errors/app-error.ts'

/** Where a bare account name lives, as on the vendor's own sign-in page. */
const defaultDomain = 'amocrm.ru'
/** Hosts of the vendor's own pages: they look like accounts and are none. */
const reservedNames: readonly string[] = ['www', 'api', 'static', 'developers']

const accountName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const loopbackHosts: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']
const MAX_ADDRESS_LENGTH = 2_048

type SecretField = 'token' | 'clientSecret' | 'code'

/**
 * The origin of an account, from what a person types or pastes: `example`, `example.amocrm.ru`, or any address copied
 * from the browser. Plain `http` is for the demo CRM on this device alone, and then with its port.
 * @throws {AppError} `input/invalid` with details `field: 'address'` and `reason`:
 *   `malformed`, `insecure` or `not-a-crm-host`
 */
export function parseAccountAddress(input: string): string {
  const url = parseUrl(input.trim())
  if (url.username !== '' || url.password !== '') throw badAddress('malformed')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw badAddress('malformed')
  if (isLoopbackHost(url.hostname)) return parseLoopback(url)

  const host = isAccountName(url.hostname) ? `${url.hostname}.${defaultDomain}` : url.hostname
  if (!isVendorHost(host) || url.port !== '') throw badAddress('not-a-crm-host')
  if (url.protocol === 'http:') throw badAddress('insecure')
  return `https://${host}`
}

/**
 * The token itself, from what was pasted: without surrounding blanks and quotes, without `Bearer`.
 * @throws {AppError} `input/invalid` with details `field: 'token'` and `reason`: `empty` or `malformed`
 */
export function parseAccessToken(input: string): string {
  return parseSecret('token', unquote(input).replace(/^bearer(?:\s+|$)/i, ''))
}

/**
 * A token, a code or a key, without surrounding blanks and quotes.
 * @throws {AppError} `input/invalid` with details `field` and `reason`: `empty` or `malformed`
 */
export function parseSecret(field: SecretField, input: string): string {
  const secret = unquote(input)
  if (secret === '') throw badInput(field, 'empty')
  // Only what a header may carry: a line break in it would be a second header.
  if (!/^[\x21-\x7e]+$/.test(secret)) throw badInput(field, 'malformed')
  return secret
}

const unquote = (text: string): string =>
  text
    .trim()
    .replace(/^["'«](.*)["'»]$/s, '$1')
    .trim()

/** This device itself, where the demo CRM runs. */
export const isLoopbackHost = (host: string): boolean => loopbackHosts.includes(host)

function parseUrl(text: string): URL {
  if (text === '' || text.length > MAX_ADDRESS_LENGTH || /\s/.test(text)) throw badAddress('malformed')
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${schemeFor(text)}://${text}`)
  if (url === null || url.hostname === '') throw badAddress('malformed')
  return url
}

/** Nobody types a scheme. */
function schemeFor(text: string): string {
  return loopbackHosts.some((host) => text === host || text.startsWith(`${host}:`) || text.startsWith(`${host}/`))
    ? 'http'
    : 'https'
}

function parseLoopback(url: URL): string {
  if (url.protocol !== 'http:') throw badAddress('not-a-crm-host')
  if (url.port === '') throw badAddress('malformed')
  return url.origin
}

const isAccountName = (host: string): boolean => accountName.test(host) && !reservedNames.includes(host)

/** The token is sent nowhere else. */
function isVendorHost(host: string): boolean {
  return providerFacts.amocrm.domains.some((domain) => {
    const name = host.endsWith(`.${domain}`) ? host.slice(0, -domain.length - 1) : ''
    return isAccountName(name)
  })
}

const badAddress = (reason: 'malformed' | 'insecure' | 'not-a-crm-host') => badInput('address', reason)

/** Of what was typed to sign in. The input itself stays out: it may be a token pasted into the wrong box. */
export const badInput = (field: SecretField | 'address' | 'clientId' | 'redirectUri', reason: string): AppError =>
  new AppError('input/invalid', `${field}: ${reason}`, { details: { field, reason } })
