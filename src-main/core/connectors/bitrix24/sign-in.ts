import type { CodeExchange, Integration } from '../credentials.ts'
import {
  localRedirectOf,
  type CodeInput,
  type ConsentInput,
  type KeptSecret,
  type SignInDialect,
} from '../sign-in-dialect.ts'
import { authOriginOf } from './auth-host.ts'
import { badInput, isLoopbackHost, parsePortalAddress, parseWebhook } from './portal-address.ts'

/** A webhook's address, or an application that the portal's users let in. */
export const bitrix24SignIn: SignInDialect = {
  parseToken: ({ token, trustsHost = false }) => parseWebhook(token, trustsHost),
  parseCode: parseCodeInput,
  parseConsent(input, keptSecret) {
    const origin = parsePortalAddress(input.address)
    const { clientId } = parseApplication(input, origin, keptSecret)
    const redirect = localRedirectOf(input.redirectUri.trim())
    if (input.redirectUri.trim() === '') throw badInput('redirectUri', 'empty')
    if (redirect === null) throw badInput('redirectUri', 'not-local')
    return {
      redirect,
      pageFor: (state) => pageAt(origin, clientId, state),
      toCodeInput(landed, isAgain) {
        const { portal } = parseLanded(landed)
        // Who answers is a portal of the vendor's, or the demo CRM that was asked.
        if (portal !== null && isLocal(portal) !== isLocal(origin)) throw badInput('address', 'not-a-crm-host')
        return { ...input, address: isAgain && portal !== null ? '' : input.address, code: landed.href }
      },
    }
  },
  consentPage: ({ address, clientId }, state) =>
    pageAt(parsePortalAddress(address), parseWord('clientId', clientId), state),
}

/** Where it leads back to stands in the card of the application alone. */
const pageAt = (origin: string, clientId: string, state: string): string =>
  `${origin}/oauth/authorize/?${new URLSearchParams({ client_id: clientId, state }).toString()}`

const MAX_CODE_LENGTH = 8_192

function parseCodeInput(input: CodeInput, keptSecret: KeptSecret): CodeExchange {
  const { code, portal, authHost } = parseCode(input.code)
  const origin = input.address.trim() === '' && portal !== null ? portal : parsePortalAddress(input.address)
  // The code is good for one portal alone.
  if (portal !== null && portal !== origin) throw badInput('address', 'another-account')
  const application = parseApplication(input, origin, keptSecret)
  return { origin, ...application, code, authOrigin: authOriginOf(authHost, origin) }
}

function parseApplication(
  { clientId, clientSecret, redirectUri }: ConsentInput,
  origin: string,
  keptSecret: KeptSecret,
): Integration {
  const id = parseWord('clientId', clientId)
  const kept = clientSecret.trim() === '' ? keptSecret(id, origin) : null
  return {
    clientId: id,
    clientSecret: kept ?? parseWord('clientSecret', clientSecret),
    redirectUri: redirectUri.trim(),
  }
}

function parseWord(field: 'clientId' | 'clientSecret' | 'code', input: string): string {
  const word = input.trim().replace(/^["'«](.*)["'»]$/s, '$1')
  if (word === '') throw badInput(field, 'empty')
  if (!/^[\w.-]+$/.test(word)) throw badInput(field, 'malformed')
  return word
}

interface Landed {
  readonly code: string
  /** Origin of the portal that let the application in, where the text tells. */
  readonly portal: string | null
  /** Of the vendor's server that gives out tokens. */
  readonly authHost: string | null
}

function parseCode(input: string): Landed {
  const text = input.trim()
  const url = /^https?:\/\//i.test(text) && text.length <= MAX_CODE_LENGTH ? URL.parse(text) : null
  return url === null ? { code: parseWord('code', text), portal: null, authHost: null } : parseLanded(url)
}

/** Anybody can write an address: only hosts of the vendor get the code and the secret. */
function parseLanded({ searchParams }: URL): Landed {
  const domain = searchParams.get('domain') ?? ''
  return {
    code: parseWord('code', searchParams.get('code') ?? ''),
    portal: domain === '' ? null : parsePortalAddress(domain),
    authHost: searchParams.get('server_domain'),
  }
}

function isLocal(origin: string): boolean {
  return isLoopbackHost(new URL(origin).hostname)
}
