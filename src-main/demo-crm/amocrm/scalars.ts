import type { Switches } from './switches.ts'

/** A whole number, or its digits as text where the account is taken to be lenient. */
export function isIntLike(value: unknown, switches: Switches): value is number | string {
  if (typeof value === 'number') return Number.isSafeInteger(value)
  return switches.looseNumbers && typeof value === 'string' && /^-?\d{1,15}$/.test(value)
}

/** RFC 3339 with a zone, as the vendor's own library writes dates; or a date alone. */
const RFC_3339 = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/i

/** Unix seconds of a timestamp or an RFC 3339 string; undefined when it is neither. */
export function toUnixSeconds(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.trunc(value) : undefined
  if (typeof value !== 'string') return undefined
  if (/^-?\d{1,12}$/.test(value)) return Number(value)
  if (!RFC_3339.test(value)) return undefined
  // Without a zone JavaScript would take the zone of this machine; the vendor's answer must not depend on it.
  const iso = value.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2')
  const parsed = Date.parse(/T.*(Z|[+-]\d{2}:\d{2})$/i.test(iso) || !iso.includes('T') ? iso : `${iso}Z`)
  return Number.isNaN(parsed) ? undefined : Math.floor(parsed / 1000)
}
