/** What a click on a phone opens: whatever the computer calls with. `null` where there is nothing to dial. */
export function callAddress(phone: string): string | null {
  const dialled = phone.replace(/[^\d+*#]/gu, '')
  return /\d{3}/u.test(dialled) ? `tel:${dialled.replaceAll('#', '%23')}` : null
}

/** What a click on an e-mail opens: a letter to it. `null` for what is no address. */
export function letterAddress(email: string): string | null {
  const typed = email.trim()
  if (!/^[^\s@<>?&,;:"]+@[^\s@<>?&,;:"]+$/u.test(typed)) return null
  const [name = '', domain = ''] = typed.split('@')
  return `mailto:${encodeURIComponent(name)}@${encodeURIComponent(domain)}`
}
