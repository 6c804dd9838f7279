const DAY_MS = 24 * 60 * 60 * 1000

/**
 * The day that a stored midnight means, as midnight in UTC. A CRM stores a day as midnight in its own time zone, which we
 * are not told; within twelve hours of Greenwich the nearest midnight in UTC is that day everywhere.
 */
export const nearestDay = (at: number): number => Math.round(at / DAY_MS) * DAY_MS

/** As `<input type="date">` writes it. */
export const toDayText = (at: number): string => new Date(nearestDay(at)).toISOString().slice(0, 10)

/**
 * The moment to store for a chosen day: midnight in the zone of the value that it replaces, so that the CRM shows the
 * same day to everybody; without one, midnight here. `null` for what is not a day.
 */
export function fromDayText(text: string, replaced: number | null): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null
  const at =
    replaced === null ? new Date(`${text}T00:00`).getTime() : Date.parse(text) + replaced - nearestDay(replaced)
  return Number.isFinite(at) ? at : null
}

/** As `<input type="datetime-local">` writes it, in the time of this device. */
export function toMomentText(at: number): string {
  const localAt = at - new Date(at).getTimezoneOffset() * 60_000
  return new Date(localAt).toISOString().slice(0, 16)
}

/** The other direction; `null` for what is not a moment. */
export function fromMomentText(text: string): number | null {
  const at = text === '' ? Number.NaN : new Date(text).getTime()
  return Number.isFinite(at) ? at : null
}
