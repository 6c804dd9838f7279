import type { ResolvedEntry } from './contact-index.ts'
import type { ContactFilters } from './contact-query.ts'
import type { PhoneTerm, SearchTerm, SearchWord } from './search-terms.ts'

/** `name`: every word begins a word of the name; `null`: it does not match. */
export type Rank = 'name' | 'other' | null

/** A test for entries, prepared once per query. */
export function toMatcher(terms: readonly SearchTerm[], filters: ContactFilters): (entry: ResolvedEntry) => Rank {
  const passes = toFilter(filters)
  if (terms.length === 0) return (entry) => (passes(entry) ? 'other' : null)
  const beginnings = terms.flatMap(({ words }) => words.map(({ text }) => ` ${text}`))
  return (entry) => {
    if (!passes(entry)) return null
    for (const term of terms) if (!matchesTerm(entry, term)) return null
    return beginnings.every((beginning) => entry.foldedName.includes(beginning)) ? 'name' : 'other'
  }
}

function toFilter({ tags = [], companyId, responsibleId, accountId, pendingOnly }: ContactFilters) {
  return (entry: ResolvedEntry): boolean =>
    (pendingOnly !== true || entry.isPending) &&
    (accountId === undefined || entry.accountId === accountId) &&
    (responsibleId === undefined || entry.responsibleId === responsibleId) &&
    (companyId === undefined || entry.companyIds.includes(companyId)) &&
    (tags.length === 0 || tags.every((tag) => entry.tags.includes(tag)))
}

function matchesTerm(entry: ResolvedEntry, { words, phone }: SearchTerm): boolean {
  if (phone !== null && matchesPhone(entry.phones, phone)) return true
  for (const word of words) if (!matchesWord(entry, word)) return false
  return true
}

function matchesWord({ searched, phones }: ResolvedEntry, { text, phone }: SearchWord): boolean {
  return searched.includes(text) || (phone !== null && matchesPhone(phones, phone))
}

function matchesPhone(phones: string, { digits, start }: PhoneTerm): boolean {
  return phones.includes(digits) || (start !== null && phones.includes(`\n${start}`))
}
