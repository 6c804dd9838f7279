const DAY_MS = 24 * 60 * 60 * 1000

/**
 * A calendar day is kept as midnight in UTC, wherever its CRM has its midnights: connectors see to that. What an earlier
 * release has kept may be midnight of another zone; within twelve hours of Greenwich the nearest one in UTC is that day.
 * @param at milliseconds
 */
export const nearestDay = (at: number): number => Math.round(at / DAY_MS) * DAY_MS

/** A day as `YYYY-MM-DD`. */
export const toDayText = (at: number): string => new Date(nearestDay(at)).toISOString().slice(0, 10)

/** The day that is written so; `null` for what is not a day. */
export function fromDayText(text: string): number | null {
  const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return Number.isFinite(at) && toDayText(at) === text ? at : null
}
