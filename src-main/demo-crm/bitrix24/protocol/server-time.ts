import type { Portal } from '../portal.ts'

/** Whole seconds: the vendor's clock has no finer ones in its data. */
export function nowSeconds(portal: Portal): number {
  return Math.floor(portal.clock() / 1000)
}

/** A moment as PHP's `c` format writes it, with the offset of the server, whatever zone the caller lives in. */
export function isoTime(portal: Portal, seconds: number): string {
  const offset = portal.switches().serverOffsetMinutes
  const local = new Date((seconds + offset * 60) * 1000).toISOString().slice(0, 19)
  return `${local}${offsetText(offset)}`
}

/** A day, as the vendor writes it: a moment at the start of that day in UTC, told with the server's offset. */
export function isoDay(portal: Portal, day: string): string {
  const offset = portal.switches().serverOffsetMinutes
  if (portal.switches().dateForm === 'midnight') return `${day}T00:00:00${offsetText(offset)}`
  return isoTime(portal, Date.parse(`${day}T00:00:00Z`) / 1000)
}

/**
 * A moment that a client wrote: ISO 8601, `YYYY-MM-DD[ HH:MM:SS]`, or `DD.MM.YYYY[ HH:MM:SS]`. Without an offset it is the
 * server's own time. Undefined when it is none of these.
 */
export function parseMoment(portal: Portal, text: string): number | undefined {
  const plain = text.trim().replace(/^(\d{2})\.(\d{2})\.(\d{4})/, '$3-$2-$1')
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i.exec(plain)
  if (parts === null) return undefined
  const [, day = '', minutes = '00:00', seconds = ':00', zone] = parts
  const ms = Date.parse(`${day}T${minutes}${seconds}${zone ?? offsetText(portal.switches().serverOffsetMinutes)}`)
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000)
}

/** The calendar day that a client wrote, `YYYY-MM-DD`; what it wrote after the day does not count. */
export function parseDay(text: string): string | undefined {
  const plain = text.trim().replace(/^(\d{2})\.(\d{2})\.(\d{4})/, '$3-$2-$1')
  const day = /^\d{4}-\d{2}-\d{2}/.exec(plain)?.[0]
  return day === undefined || Number.isNaN(Date.parse(day)) ? undefined : day
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  const digits = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'))
  return `${minutes < 0 ? '-' : '+'}${digits.join(':')}`
}
