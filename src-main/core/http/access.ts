/** How to enter one account. The token is a secret, and is sent to its own origin alone. */
export interface Credentials {
  /** Scheme, host and port, without a path. */
  readonly origin: string
  readonly token: string
  /** The CRM's id of the account, where it was told at sign-in and is nowhere else. */
  readonly remoteAccountId?: string | undefined
}

/**
 * Where an HTTP client gets its token from, request by request: tokens expire, are replaced, and accounts move. Failures
 * mean that the request has not been sent.
 */
export interface Access {
  /**
   * For the next request. May take as long as getting a new token takes.
   * @param now by the server's clock, milliseconds, as far as it is known
   * @throws {AppError} `auth/expired` when only the user can help; else what kept us from a token
   */
  authorize(now: number, signal: AbortSignal): Promise<Credentials>
  /**
   * The server has answered 401 to `token`.
   * @returns whether `authorize` has another one by now
   * @throws {AppError} as `authorize`
   */
  refused(token: string, signal: AbortSignal): Promise<boolean>
}

/** One token that nothing can replace. */
export const fixedAccess = (credentials: Credentials): Access => ({
  authorize: async () => Promise.resolve(credentials),
  refused: async () => Promise.resolve(false),
})
