/** How far the server's clock is ahead of this device's. Cursors live in server time; the device's clock may be years off. */
export interface ServerTime {
  /** Takes note of a `Date` header. @param now device time at its arrival */
  note(date: string | null, now: number): void
  /** Server time minus device time, milliseconds, as last heard; 0 before the first answer. */
  offsetMs(): number
}

export function createServerTime(): ServerTime {
  let offset = 0
  return {
    note(date, now) {
      const at = date === null ? Number.NaN : Date.parse(date)
      if (Number.isFinite(at)) offset = at - now
    },
    offsetMs: () => offset,
  }
}
