import { nearestDay, toDayText } from '#shared/domain/calendar-day.ts'

/** The account keeps a day as a moment: midnight in its own time zone, an IANA name or an offset like `+03:00`. */

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const clocks = new Map<string, Intl.DateTimeFormat>()

/** @throws {RangeError} for what is no zone */
function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
  clocks.set(zone, clock)
  return clock
}

/** The first of them that means a zone here; `null` where none does. */
export function zoneAmong(told: readonly (string | null | undefined)[]): string | null {
  const isZone = (zone: string | null | undefined): zone is string => {
    if (zone === null || zone === undefined || zone === '') return false
    try {
      return clockOf(zone) !== undefined
    } catch {
      return false
    }
  }
  return told.find(isZone) ?? null
}

/** How far ahead of UTC the zone is at a moment, milliseconds; long ago that was no whole number of minutes. */
function offsetAt(zone: string, at: number): number {
  const name = clockOf(zone)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')
  const [, sign, ...parts] = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name?.value ?? '') ?? []
  const [hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0))
  return (sign === '-' ? -1 : 1) * ((hours * 60 + minutes) * 60 + seconds) * 1000
}

/**
 * The day that a stored moment means, as midnight in UTC. Midnight in UTC is what an integration stores that does not ask for
 * zones, and means that day. A midnight may be an hour early where summer time is reckoned otherwise than here.
 * @param zone `null` where the account does not tell: then the nearest midnight in UTC counts
 */
export function dayIn(zone: string | null, at: number): number {
  if (zone === null || at % DAY_MS === 0) return nearestDay(at)
  return Math.floor((at + offsetAt(zone, at) + HOUR_MS) / DAY_MS) * DAY_MS
}

/** The first moment of a day in the zone: midnight, or the end of the gap where clocks jump over midnight. */
export function beginOfDay(zone: string, day: number): number {
  const midnight = nearestDay(day)
  // Around a change of the clocks one of the two offsets holds at midnight, or both where it strikes twice.
  const begins = [midnight - DAY_MS, midnight + DAY_MS].map((near) => midnight - offsetAt(zone, near))
  const isThatDay = (at: number) => Math.floor((at + offsetAt(zone, at)) / DAY_MS) * DAY_MS === midnight
  const known = begins.filter(isThatDay)
  return Math.min(...(known.length > 0 ? known : begins))
}

/**
 * A day as it is written: RFC 3339, as the vendor's own client does it. It names the day in words and the moment alike, so that it
 * does not matter which of them the vendor reads.
 */
export function toDayOut(zone: string | null, day: number): string {
  if (zone === null) return `${toDayText(day)}T00:00:00+00:00`
  const at = beginOfDay(zone, day)
  const offsetMs = offsetAt(zone, at)
  const minutes = Math.trunc(Math.abs(offsetMs) / 60_000)
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'))
  const wall = new Date(at + offsetMs).toISOString().slice(0, 19)
  return `${wall}${offsetMs < 0 ? '-' : '+'}${hour ?? '00'}:${minute ?? '00'}`
}
