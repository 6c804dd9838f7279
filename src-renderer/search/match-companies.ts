import type { CompanyDirectory } from './company-directory.ts'
import { hasPhone, type CompanyReach, type CompanyReaches } from './company-reach.ts'
import { toSearchTerms, type SearchWord } from './search-terms.ts'

/**
 * Marks, by company, those that match each term of the text: as one number, or word by word, in the name or in what else they
 * are found by; `null` for no term.
 */
export function markFound(companies: CompanyDirectory, text: string, reaches: CompanyReaches): Uint8Array | null {
  const terms = toSearchTerms(text).map(({ words, phone }) => {
    const marks = keepCommon(words.map((word) => markWord(companies, word, reaches)))
    if (phone !== null) addReached(companies, marks, reaches, (reach) => hasPhone(reach, phone))
    return marks
  })
  return terms.length === 0 ? null : keepCommon(terms)
}

function markWord(companies: CompanyDirectory, { text, phone }: SearchWord, reaches: CompanyReaches): Uint8Array {
  const marks = companies.markNamed(text) ?? new Uint8Array(companies.size)
  const isFound = (reach: CompanyReach) => reach.words.includes(text) || (phone !== null && hasPhone(reach, phone))
  addReached(companies, marks, reaches, isFound)
  return marks
}

function addReached(
  companies: CompanyDirectory,
  marks: Uint8Array,
  reaches: CompanyReaches,
  isFound: (reach: CompanyReach) => boolean,
): void {
  for (const [id, reach] of reaches) {
    const company = isFound(reach) ? companies.find(id) : -1
    if (company !== -1) marks[company] = 1
  }
}

function keepCommon(all: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(), ...others] = all
  return Uint8Array.from(first, (mark, company) => (others.every((one) => one[company] === 1) ? mark : 0))
}
