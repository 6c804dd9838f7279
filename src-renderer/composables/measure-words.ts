import type { Language } from '#renderer/locales/load-messages.ts'

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
const STEP = 1_000
const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

function withUnit(value: number, unit: string, language: Language): string {
  const maximumFractionDigits = value < 10 && unit !== 'byte' && unit !== 'millisecond' ? 1 : 0
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits } as const
  return new Intl.NumberFormat(language === 'ru' ? 'ru-RU' : 'en-US', options).format(value)
}

/** "512 byte", "1.4 kB", "23 MB". */
export function bytesText(bytes: number, language: Language): string {
  const power = Math.max(0, Math.min(byteUnits.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(STEP))))
  return withUnit(bytes / STEP ** power, byteUnits[power] ?? 'byte', language)
}

/** "87 ms", "4.2 sec", "12 min". */
export function durationText(ms: number, language: Language): string {
  if (ms < SECOND_MS) return withUnit(Math.round(ms), 'millisecond', language)
  if (ms < 2 * MINUTE_MS) return withUnit(ms / SECOND_MS, 'second', language)
  return withUnit(ms / MINUTE_MS, 'minute', language)
}

/** A guess, and no more exact than one: "20 seconds", "3 minutes", "2 hours". */
export function timeLeftText(ms: number, language: Language): string {
  if (ms < 50 * SECOND_MS) return inWords(Math.max(1, Math.round(ms / (10 * SECOND_MS))) * 10, 'second', language)
  if (ms < 90 * MINUTE_MS) return inWords(Math.max(1, Math.round(ms / MINUTE_MS)), 'minute', language)
  return inWords(Math.round(ms / HOUR_MS), 'hour', language)
}

const inWords = (value: number, unit: string, language: Language): string =>
  new Intl.NumberFormat(language === 'ru' ? 'ru-RU' : 'en-US', { style: 'unit', unit, unitDisplay: 'long' }).format(
    value,
  )
