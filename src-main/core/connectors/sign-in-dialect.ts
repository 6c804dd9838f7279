import type { Credentials } from '../http/access.ts'
import type { CodeExchange } from './credentials.ts'

export interface TokenInput {
  /** Empty where the token names it. */
  readonly address: string
  readonly token: string
  /** The user has said that a host outside the vendor's is their own server. */
  readonly trustsHost?: boolean | undefined
}

/** What a person copies out of the integration's settings. */
export interface CodeInput {
  /** May be left empty when `code` is a whole address that names the account. */
  readonly address: string
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUri: string
  /** The code, or the whole address to which the vendor has led the browser back. */
  readonly code: string
}

/** The same without the code, which the user's browser brings. */
export type ConsentInput = Omit<CodeInput, 'code'>

/** What leads to the vendor's page, wherever that leads back to. */
export type PageInput = Pick<CodeInput, 'address' | 'clientId' | 'redirectUri'>

/** The vendor's page that asks the user, and where on this device it leads back to. */
export interface ConsentPlace {
  /** @param state comes back with the answer, unless somebody else has made it up */
  pageFor(state: string): string
  readonly redirect: { readonly host: string; readonly port: number; readonly path: string }
  /**
   * @param landed the address to which the browser was led back
   * @param isAgain the account is known, and may have moved since its address was
   * @throws {AppError} `input/invalid` with `details.field`
   */
  toCodeInput(landed: URL, isAgain: boolean): CodeInput
}

/** The key of an integration that is known already, if it may be sent to this origin. */
export type KeptSecret = (clientId: string, origin: string) => string | null

/**
 * How one CRM is signed in to: what was typed, checked as far as can be without asking anybody. All throw {AppError}
 * `input/invalid` with details `field` and `reason`, never with what was typed.
 */
export interface SignInDialect {
  parseToken(input: TokenInput): Credentials
  /** @param keptSecret stands for a key that was left empty */
  parseCode(input: CodeInput, keptSecret: KeptSecret): CodeExchange
  /** As `parseCode`, before there is a code. */
  parseConsent(input: ConsentInput, keptSecret: KeptSecret): ConsentPlace
  /**
   * Address of the page that asks the user, for whoever brings the code back by hand: it may lead anywhere.
   * @param state nobody compares it: whoever pastes a code has seen where it comes from
   */
  consentPage(input: PageInput, state: string): string
}

/** Only this device can be listened on, and only at a port that the address names; `null` for anything else. */
export function localRedirectOf(redirectUri: string): ConsentPlace['redirect'] | null {
  const url = URL.parse(redirectUri)
  if (url === null) return null
  const { protocol, hostname, host, port, pathname } = url
  const isHere = protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1') && Number(port) >= 1024
  return isHere ? { host, port: Number(port), path: pathname } : null
}
