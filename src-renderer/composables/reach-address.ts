/** What a click on a number opens; `null` for what is no number. Extensions and words stay behind. */
export function phoneAddress(typed: string): string | null {
  const [, plus = '', digits = ''] = /^(\+?)([\d\s().-]+)/u.exec(typed.trim()) ?? []
  const number = digits.replaceAll(/\D/gu, '')
  return number.length < 3 ? null : `tel:${plus}${number}`
}

/** The same for an e-mail address. */
export function mailAddress(typed: string): string | null {
  const address = typed.trim()
  return /^[^\s@<>?&]+@[^\s@<>?&]+\.[^\s@<>?&.]+$/u.test(address) ? `mailto:${address}` : null
}
