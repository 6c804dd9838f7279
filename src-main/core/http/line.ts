import type { RawAnswer, RawRequest } from './raw-exchange.ts'

/** The way of one request to its server and back. */
export interface Line {
  /** @throws whatever the network fails with, for `toTransportFailure` to translate */
  send(request: RawRequest, signal: AbortSignal): Promise<RawAnswer>
  /** While `false`, not a byte of the request has left: whatever went wrong, the server has not carried it out. */
  isOpen(): boolean
}

const lines = new Map<string, () => Line>()

/**
 * Requests to `origin` take lines of another kind than sockets: the simulated network of `test/property` has a CRM in
 * the same process. The product itself never calls this.
 * @returns the way back to sockets
 */
export function replaceLine(origin: string, createLine: () => Line): () => void {
  lines.set(origin, createLine)
  return () => void lines.delete(origin)
}

/** `null` where nobody has replaced it. */
export const replacedLine = (url: string): Line | null =>
  lines.size === 0 ? null : (lines.get(new URL(url).origin)?.() ?? null)
