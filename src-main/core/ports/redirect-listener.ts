/** What a browser asks for when it is led back to this device. */
export interface RedirectCall {
  readonly method: string
  /** As the browser names this device, with the port. */
  readonly host: string
  /** Path and query, as sent. */
  readonly target: string
}

/** A plain page, to be read and closed. */
export interface RedirectPage {
  readonly status: number
  readonly language: 'en' | 'ru'
  readonly title: string
  readonly text: string
}

/** Listens for a browser that a CRM leads back, on this device alone. */
export interface RedirectListener {
  /**
   * From when it resolves until it is closed.
   * @param answer never throws
   * @throws {AppError} `state/refused` with reason `port-busy` or `port-unusable`
   */
  listen(port: number, answer: (call: RedirectCall) => RedirectPage): Promise<{ close(): Promise<void> }>
}
