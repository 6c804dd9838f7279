import { valuesOf, type StoredContact } from './demo-control.ts'

/** What of the contacts of a CRM would tell of somebody: names and their parts, phones, e-mails, companies, tags. */
export function personalDataOf(contacts: readonly StoredContact[]): readonly string[] {
  const words = contacts.flatMap((contact) => [
    contact.name,
    contact.first_name,
    contact.last_name,
    contact.company?.name ?? '',
    ...contact.tags,
    ...valuesOf(contact, 'PHONE').map(String),
    ...valuesOf(contact, 'PHONE').map((phone) => String(phone).replaceAll(/\D/g, '')),
    ...valuesOf(contact, 'EMAIL').map(String),
  ])
  // Shorter ones are part of any text.
  return [...new Set(words)].filter((word) => word.length >= 5)
}

/** Those of `words` that stand in `text`, whole, in any case. */
export function findLeaks(text: string, words: readonly string[]): readonly string[] {
  const lower = text.toLowerCase()
  return words.filter((word) => {
    const at = lower.indexOf(word.toLowerCase())
    if (at === -1) return false
    const around = [lower[at - 1], lower[at + word.length]]
    return !around.some((char) => char !== undefined && /[\p{L}\p{N}_]/u.test(char))
  })
}

/** Ids of contacts that stand in `text` as a number of their own. */
export function findIdLeaks(text: string, contacts: readonly StoredContact[]): readonly number[] {
  const numbers = new Set(text.match(/\d+/g))
  return contacts.map(({ id }) => id).filter((id) => numbers.has(String(id)))
}
