/** An integration as the CRM's settings show it. The secret proves that a request comes from it. */
export interface Integration {
  readonly clientId: string
  readonly clientSecret: string
  /** Exactly as in the settings: it is compared letter by letter, on each refresh again. Empty where the CRM never asks. */
  readonly redirectUri: string
  /** Where tokens are given out, when that is not the account's own host. */
  readonly authOrigin?: string | undefined
}

/** What an integration holds of one account. The refresh token is good once: each refresh brings a new pair. */
export interface OAuthGrant extends Integration {
  /** Of the account, checked. Accounts move; then a refresh brings the new one. */
  readonly origin: string
  readonly accessToken: string
  readonly refreshToken: string
  /** End of the access token by the server's clock, milliseconds. */
  readonly expiresAt: number
  /** The CRM's id of the account, where it is told here and nowhere else. */
  readonly remoteAccountId?: string | undefined
}

/** A code that the CRM gave to somebody who let the integration in. It is good once, and not for long. */
export interface CodeExchange extends Integration {
  readonly origin: string
  readonly code: string
}
