/** Names compare without case, extra spaces, and the Russian ё. */
export const foldName = (text: string): string =>
  text.normalize('NFKC').toLowerCase().replaceAll('ё', 'е').replace(/\s+/gu, ' ').trim()

/** Digits alone, without a leading 7 or 8 of an eleven-digit Russian number: +7 and 8 are one number. */
export function foldPhone(text: string): string {
  const digits = text.replace(/\D/gu, '')
  return digits.length === 11 && /^[78]/.test(digits) ? digits.slice(1) : digits
}

/** Fewer digits are not a number that anybody is known by. */
const SHORTEST_NUMBER = 5

/** By what a number or an address is compared; empty for what tells nobody apart. */
export function reachKey(text: string): string {
  if (text.includes('@')) return /\S@\S/u.test(text) ? foldName(text) : ''
  const digits = foldPhone(text)
  return digits.length >= SHORTEST_NUMBER ? digits : ''
}
