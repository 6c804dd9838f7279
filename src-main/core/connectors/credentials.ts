/** How to reach and enter one account. The token is a secret: it lives in main and in the secret store alone. */
export interface Credentials {
  /** Scheme, host and port, without a path. */
  readonly origin: string
  readonly token: string
}
