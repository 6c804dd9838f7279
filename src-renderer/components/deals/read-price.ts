/** What somebody has typed as a price: a whole number, perhaps in groups; nothing is 0. `null` where it is none. */
export function readPrice(typed: string): number | null {
  const digits = typed.replaceAll(/[\s\u00a0\u202f'’]/gu, '')
  if (digits === '') return 0
  const price = /^\d{1,15}$/u.test(digits) ? Number(digits) : Number.NaN
  return Number.isSafeInteger(price) ? price : null
}
