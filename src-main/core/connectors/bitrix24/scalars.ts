/** PHP shows through: numbers come as texts, and null, false and an empty text all mean that nothing is there. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : ''
}

/** The values of a list, which may come as a map, alone, or as whatever means that there are none. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[]
  if (typeof value === 'object' && value !== null) return Object.values(value)
  return textOf(value) === '' && value !== true ? [] : [value]
}

/** The entries of a map; an empty one comes as a list. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

/** A yes, in any of the vendor's ways. */
export const isYes = (value: unknown): boolean => value === true || ['Y', 'y', '1', 'true'].includes(textOf(value))

/** Milliseconds, whole seconds; `null` for what is no moment. */
export function momentOf(value: unknown): number | null {
  const at = Date.parse(textOf(value))
  return Number.isFinite(at) ? Math.floor(at / 1000) * 1000 : null
}

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * A calendar day as midnight in UTC, which is how it goes to the window. Portals tell a day as midnight on the server, or as
 * midnight in UTC written with the server's offset.
 */
export function dayOf(value: unknown): number | null {
  const text = textOf(value)
  const [, day = '', rest = ''] = /^(\d{4}-\d\d-\d\d)(.*)$/.exec(text) ?? []
  const isWholeDay = rest === '' || /^[T ]00:00(?::00)?/.test(rest)
  const at = isWholeDay ? Date.parse(`${day}T00:00:00Z`) : Date.parse(text)
  return Number.isFinite(at) ? nearestDay(at) : null
}

/** `YYYY-MM-DD` of a day that was stored as midnight in whatever zone. */
export const toDayText = (at: number): string => new Date(nearestDay(at)).toISOString().slice(0, 10)

const nearestDay = (at: number): number => Math.round(at / DAY_MS) * DAY_MS

/** A moment as the portal writes it, with its own offset. */
export function toMomentText(at: number, offsetMinutes: number): string {
  const local = new Date(at + offsetMinutes * 60_000).toISOString().slice(0, 19)
  const size = Math.abs(offsetMinutes)
  const [hours, minutes] = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'))
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${hours ?? '00'}:${minutes ?? '00'}`
}

/** The offset in which a moment is written, in minutes; 0 where it says none. */
export function offsetOf(text: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)$/.exec(text) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0))
}
