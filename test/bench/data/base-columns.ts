import type { BenchContact, ContactSource } from './bench-contact.ts'
import { foldWords } from './search-text.ts'

/** Order of the list: folded name, then id. Drivers are not asked for the collation of a language. */
export function compareNames(a: { key: string; id: number }, b: { key: string; id: number }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : a.id - b.id
}

export const nameKey = ({ name }: Pick<BenchContact, 'name'>): string => foldWords(name)

/** Ids of the whole base in the order of the list. */
export function idsByName(source: ContactSource, contacts: number): readonly number[] {
  const keys = Array.from({ length: contacts }, (_, at) => {
    const contact = source(at)
    return { key: nameKey(contact), id: contact.id }
  })
  return keys.sort(compareNames).map(({ id }) => id)
}
