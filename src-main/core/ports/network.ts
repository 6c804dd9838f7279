export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON text. */
  readonly body: string | null
  readonly deadlineMs: number
}

/** What came back, before anybody has judged it. */
export interface RawAnswer {
  readonly status: number
  readonly text: string
  readonly contentType: string
  readonly date: string | null
  readonly retryAfter: string | null
  readonly location: string | null
}

/** The way of one request to its server and back. */
export interface Line {
  /** @throws whatever the network fails with, for `toTransportFailure` to translate */
  send(request: RawRequest, signal: AbortSignal): Promise<RawAnswer>
  /** While `false`, not a byte of the request has left: whatever went wrong, the server has not carried it out. */
  isOpen(): boolean
}

/** The network as core sees it: sockets in the product, a CRM in the same process in `test/property`. */
export interface Network {
  /** A line for one request to `url`. */
  openLine(url: string): Line
}
