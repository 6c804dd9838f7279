import type { ConsentInput, ConsentPlace, KeptSecret, PageInput } from '../sign-in-dialect.ts'
import { localRedirectOf } from '../sign-in-dialect.ts'
import { badInput, isLoopbackHost, parseAccountAddress } from './auth.ts'
import { parseClientId, parseIntegration, parseRedirectUri } from './code-input.ts'

/** Pages that ask for accounts of a domain; where the vendor names none, the first one does. */
const consentOrigins: Readonly<Record<string, string>> = { 'kommo.com': 'https://www.kommo.com' }
const usualConsentOrigin = 'https://www.amocrm.ru'

/**
 * Checked as far as can be without asking anybody. The vendor knows no PKCE: the key proves whose integration it is.
 * @throws {AppError} `input/invalid` with details `field` and `reason`; `redirectUri`/`not-local` when it leads elsewhere
 * @source https://www.amocrm.ru/developers/content/oauth/step-by-step
 */
export function parseConsentInput(input: ConsentInput, keptSecret: KeptSecret): ConsentPlace {
  const origin = parseAccountAddress(input.address)
  const { clientId, redirectUri } = parseIntegration(input, origin, keptSecret)
  const redirect = parseRedirect(redirectUri)
  return {
    redirect,
    pageFor: (state) => pageAt(origin, { clientId, redirectUri }, state),
    toCodeInput(landed, isAgain) {
      const referer = landed.searchParams.get('referer') ?? ''
      // Who answers is a host of the vendor's, or the demo CRM that was asked.
      if (referer !== '' && isLocal(parseAccountAddress(referer)) !== isLocal(origin))
        throw badInput('address', 'not-a-crm-host')
      return { ...input, address: isAgain && referer !== '' ? '' : input.address, code: landed.href }
    },
  }
}

/**
 * The vendor's page for an integration whose redirect leads elsewhere; without a redirect address where none was typed.
 * @throws {AppError} `input/invalid` with details `field` and `reason`
 */
export function consentPageOf({ address, clientId, redirectUri }: PageInput, state: string): string {
  const integration = {
    clientId: parseClientId(clientId),
    redirectUri: redirectUri.trim() === '' ? null : parseRedirectUri(redirectUri),
  }
  return pageAt(parseAccountAddress(address), integration, state)
}

function pageAt(
  origin: string,
  { clientId, redirectUri }: { readonly clientId: string; readonly redirectUri: string | null },
  state: string,
): string {
  const query = new URLSearchParams({
    ...{ client_id: clientId, state, mode: 'post_message' },
    // It stands in the integration's settings; to name it as well does no harm, and the demo CRM has none.
    ...(redirectUri === null ? {} : { redirect_uri: redirectUri }),
  })
  return `${consentOriginOf(origin)}/oauth?${query.toString()}`
}

const isLocal = (origin: string): boolean => isLoopbackHost(new URL(origin).hostname)

function consentOriginOf(origin: string): string {
  if (isLocal(origin)) return origin
  const domain = Object.keys(consentOrigins).find((name) => new URL(origin).hostname.endsWith(`.${name}`))
  return (domain === undefined ? undefined : consentOrigins[domain]) ?? usualConsentOrigin
}

/** Only this device can be listened on, and only at a port that the address names. */
function parseRedirect(redirectUri: string): ConsentPlace['redirect'] {
  const place = localRedirectOf(redirectUri)
  if (place === null) throw badInput('redirectUri', 'not-local')
  return place
}
