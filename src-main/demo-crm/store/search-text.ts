import type { StoredRecord } from './records.ts'

/** Shorter runs of digits are rather part of a name or a street than a phone. */
const MIN_PHONE_DIGITS = 4

/** Lower case and single spaces: what a user types and what was stored meet in this form. */
export function normalizeForSearch(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, ' ').trim()
}

/** Digits of something typed like a phone number, or undefined when it holds anything else. */
export function phoneDigits(text: string): string | undefined {
  if (!/^[\d\s()+.\-–—]+$/.test(text)) return undefined
  const digits = text.replaceAll(/\D/g, '')
  return digits.length >= MIN_PHONE_DIGITS ? digits : undefined
}

/**
 * One line per filled value, and one more with bare digits where a value looks like a phone: the vendor stores numbers as
 * typed, and finds them by their digits.
 */
export function buildSearchText(record: StoredRecord): string {
  const lines: string[] = [record.name]
  if (!record.name.includes(record.firstName)) lines.push(record.firstName)
  if (!record.name.includes(record.lastName)) lines.push(record.lastName)
  for (const values of Object.values(record.fields)) {
    for (const { value } of values) {
      if (typeof value === 'string') lines.push(value)
      else if (typeof value === 'object') {
        for (const part of Object.values(value)) if (typeof part === 'string') lines.push(part)
      }
    }
  }
  const digits = lines.map((line) => phoneDigits(line)).filter((line) => line !== undefined)
  return [...lines.map(normalizeForSearch), ...digits].join('\n')
}
