/**
 * What time it is at the server. Cursors live in server time, and so does the moment at which something was sent; the
 * device's clock may be years off.
 */
export interface ServerTime {
  /** Takes note of a `Date` header. @param now device time at its arrival */
  note(date: string | null, now: number): void
  /** Server time minus device time, milliseconds, as last heard; 0 before the first answer. */
  offsetMs(): number
  /** Remembers the `Date` of an answer that is surely the server's own: not of a page that stands in its way. */
  trust(date: string | null): void
  /** Milliseconds, whole seconds, as last trusted, word for word; `null` before that. The device's clock has no part in it. */
  heardAt(): number | null
}

export function createServerTime(): ServerTime {
  let offset = 0
  let heard: number | null = null
  return {
    note(date, now) {
      const at = toTime(date)
      if (Number.isFinite(at)) offset = at - now
    },
    offsetMs: () => offset,
    trust(date) {
      const at = toTime(date)
      if (Number.isFinite(at)) heard = at
    },
    heardAt: () => heard,
  }
}

const toTime = (date: string | null): number => (date === null ? Number.NaN : Date.parse(date))
