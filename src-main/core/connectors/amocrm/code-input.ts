import type { CodeExchange, Integration } from '../credentials.ts'
import type { CodeInput, KeptSecret } from '../sign-in-dialect.ts'
import { badInput, parseAccountAddress, parseSecret } from './auth.ts'

const MAX_CODE_LENGTH = 8_192
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Everything that the exchange of a code needs, checked as far as can be without asking.
 * @param keptSecret the key that stands for an empty one, if there is one for this integration and origin
 * @throws {AppError} `input/invalid` with details `field` and `reason`
 */
export function parseCodeInput(input: CodeInput, keptSecret: KeptSecret): CodeExchange {
  const { code, referer, clientId: namedClient } = parseCode(input.code)
  const origin = input.address.trim() === '' && referer !== null ? referer : parseAccountAddress(input.address)
  // The code is good for one account alone.
  if (referer !== null && referer !== origin) throw badInput('address', 'another-account')
  const integration = parseIntegration(input, origin, keptSecret)
  if (namedClient !== null && namedClient !== integration.clientId) throw badInput('clientId', 'another-integration')
  return { origin, ...integration, code }
}

/**
 * An integration, as copied from its settings.
 * @param keptSecret the key that stands for an empty one, if there is one for this integration and origin
 * @throws {AppError} `input/invalid` with details `field` and `reason`
 */
export function parseIntegration(
  input: Pick<CodeInput, 'clientId' | 'clientSecret' | 'redirectUri'>,
  origin: string,
  keptSecret: KeptSecret,
): Integration {
  const clientId = parseClientId(input.clientId)
  const kept = input.clientSecret.trim() === '' ? keptSecret(clientId, origin) : null
  return {
    clientId,
    clientSecret: kept ?? parseSecret('clientSecret', input.clientSecret),
    redirectUri: parseRedirectUri(input.redirectUri),
  }
}

/** @throws {AppError} `input/invalid` at `clientId` */
export function parseClientId(input: string): string {
  const clientId = input.trim()
  if (clientId === '') throw badInput('clientId', 'empty')
  if (!uuid.test(clientId)) throw badInput('clientId', 'malformed')
  return clientId.toLowerCase()
}

/** Kept letter by letter: the vendor compares it so. @throws {AppError} `input/invalid` at `redirectUri` */
export function parseRedirectUri(input: string): string {
  const address = input.trim()
  if (address === '') throw badInput('redirectUri', 'empty')
  const url = URL.parse(address)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw badInput('redirectUri', 'malformed')
  return address
}

interface ParsedCode {
  readonly code: string
  /** Origin of the account that let the integration in, where the pasted text tells. */
  readonly referer: string | null
  readonly clientId: string | null
}

function parseCode(input: string): ParsedCode {
  const text = input.trim()
  const url = /^https?:\/\//i.test(text) && text.length <= MAX_CODE_LENGTH ? URL.parse(text) : null
  if (url === null) return { code: parseSecret('code', text), referer: null, clientId: null }
  if (url.searchParams.has('error')) throw badInput('code', 'denied')
  const referer = url.searchParams.get('referer')
  return {
    code: parseSecret('code', url.searchParams.get('code') ?? ''),
    // Anybody can write an address: only hosts of the vendor get the code and the secret.
    referer: referer === null || referer === '' ? null : parseAccountAddress(referer),
    clientId: url.searchParams.get('client_id')?.toLowerCase() ?? null,
  }
}
