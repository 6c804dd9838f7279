/** In dates with slashes, or other short ones: which of the first two numbers is the day. */
export type DayOrder = 'day-first' | 'month-first'

const months: readonly (readonly string[])[] = [
  ['янв', 'jan'],
  ['фев', 'feb'],
  ['мар', 'mar'],
  ['апр', 'apr'],
  ['май', 'мая', 'may'],
  ['июн', 'jun'],
  ['июл', 'jul'],
  ['авг', 'aug'],
  ['сен', 'sep'],
  ['окт', 'oct'],
  ['ноя', 'nov'],
  ['дек', 'dec'],
]
const SLASHED = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/u
const CLOCK = /[ T,]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?$/u

/**
 * How a column writes its dates with slashes: one date that can be read in one way alone tells for all of them.
 * @param otherwise when none does
 */
export function dayOrderOf(cells: readonly string[], otherwise: DayOrder): DayOrder {
  for (const cell of cells) {
    const [, first = '', second = ''] = SLASHED.exec(cell.trim().replace(CLOCK, '')) ?? []
    if (Number(first) > 12) return 'day-first'
    if (Number(second) > 12) return 'month-first'
  }
  return otherwise
}

/** A day as `2026-11-21`, from the ways in which people and programs write it; `null` for anything else. */
export function readDay(typed: string, order: DayOrder): string | null {
  const text = typed.trim().toLowerCase()
  const iso = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/u.exec(text)
  if (iso !== null) return toDay(iso[1], iso[2], iso[3])
  const dotted = /^(\d{1,2})[.-](\d{1,2})[.-](\d{4})(?:\s*г\.?)?$/u.exec(text)
  if (dotted !== null) return toDay(dotted[3], dotted[2], dotted[1])
  const slashed = SLASHED.exec(text)
  if (slashed !== null) {
    const [, first, second, year] = slashed
    return order === 'day-first' ? toDay(year, second, first) : toDay(year, first, second)
  }
  const spelled = /^(\d{1,2})(?:st|nd|rd|th)?\.?\s+(\p{L}+)\.?,?\s+(\d{4})(?:\s*(?:г\.?|года))?$/u.exec(text)
  if (spelled !== null) return toDay(spelled[3], monthOf(spelled[2]), spelled[1])
  const american = /^(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/u.exec(text)
  return american === null ? null : toDay(american[3], monthOf(american[1]), american[2])
}

/** The same with a time of day, as `2026-11-21T09:30`; without one midnight is meant. */
export function readMoment(typed: string, order: DayOrder): string | null {
  const text = typed.trim()
  const clock = CLOCK.exec(text)
  const day = readDay(clock === null ? text : text.slice(0, clock.index), order)
  const [hours, minutes] = [Number(clock?.[1] ?? 0), Number(clock?.[2] ?? 0)]
  if (day === null || hours > 23 || minutes > 59) return null
  return `${day}T${two(hours)}:${two(minutes)}`
}

const two = (value: number): string => String(value).padStart(2, '0')

function monthOf(word = ''): string {
  return String(months.findIndex((stems) => stems.some((stem) => word.startsWith(stem))) + 1)
}

/** A thirty-first of April is no day. */
function toDay(year = '', month = '', day = ''): string | null {
  const text = `${year}-${two(Number(month))}-${two(Number(day))}`
  const at = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text) ? text : null
}
