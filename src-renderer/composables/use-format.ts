import type { Language } from '#renderer/locales/load-messages.ts'
import { nearestDay } from '#shared/domain/calendar-day.ts'
import { useText } from './use-text.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** Times as people write them in one language. */
export interface Format {
  /** Short and relative while it is fresh: "now", "5 min ago", "14:05", "3 Nov", "3 Nov 2024". */
  readonly ago: (at: number, now: number) => string
  /** The hour, with the day unless it is today. */
  readonly clock: (at: number, now: number) => string
  /** To the second, without the day. */
  readonly second: (at: number) => string
  /** To the minute. */
  readonly moment: (at: number) => string
  /** A calendar day, whatever time zone its midnight is of. */
  readonly day: (at: number) => string
}

const createFormatters = (language: Language) => {
  const intl = language === 'ru' ? 'ru-RU' : 'en-GB'
  return {
    relative: new Intl.RelativeTimeFormat(intl, { numeric: 'auto', style: 'short' }),
    time: new Intl.DateTimeFormat(intl, { hour: '2-digit', minute: '2-digit' }),
    second: new Intl.DateTimeFormat(intl, { timeStyle: 'medium' }),
    monthDay: new Intl.DateTimeFormat(intl, { day: 'numeric', month: 'short' }),
    date: new Intl.DateTimeFormat(intl, { day: 'numeric', month: 'short', year: 'numeric' }),
    moment: new Intl.DateTimeFormat(intl, { dateStyle: 'medium', timeStyle: 'short' }),
    day: new Intl.DateTimeFormat(intl, { dateStyle: 'medium', timeZone: 'UTC' }),
  }
}

const isSameDay = (a: number, b: number): boolean => new Date(a).toDateString() === new Date(b).toDateString()

export function createFormat(language: Language): Format {
  const { relative, time, second, monthDay, date, moment, day } = createFormatters(language)
  return {
    ago(at, now) {
      const passedMs = now - at
      if (Math.abs(passedMs) < MINUTE_MS) return relative.format(0, 'second')
      if (Math.abs(passedMs) < HOUR_MS) return relative.format(-Math.trunc(passedMs / MINUTE_MS), 'minute')
      if (isSameDay(at, now)) return time.format(at)
      if (isSameDay(at, now - DAY_MS)) return relative.format(-1, 'day')
      return new Date(at).getFullYear() === new Date(now).getFullYear() ? monthDay.format(at) : date.format(at)
    },
    clock: (at, now) => (isSameDay(at, now) ? time.format(at) : moment.format(at)),
    second: (at) => second.format(at),
    moment: (at) => moment.format(at),
    day: (at) => day.format(nearestDay(at)),
  }
}

const formats: Partial<Record<Language, Format>> = {}

/** Formatters are costly to make and cheap to use, so each language keeps its own. Follows a change of language. */
export function useFormat(): Format {
  const text = useText()
  const current = (): Format => (formats[text.language] ??= createFormat(text.language))
  return {
    ago: (at, now) => current().ago(at, now),
    clock: (at, now) => current().clock(at, now),
    second: (at) => current().second(at),
    moment: (at) => current().moment(at),
    day: (at) => current().day(at),
  }
}
