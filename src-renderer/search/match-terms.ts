import { addAll, addMarked, createBits, keepCommon, type Bits } from './bitmap.ts'
import { encodeText } from './byte-text.ts'
import type { CompanyDirectory } from './company-directory.ts'
import type { ContactColumns } from './contact-columns.ts'
import type { PhoneTerm, SearchTerm, SearchWord } from './search-terms.ts'
import type { TagGroups } from './tag-groups.ts'
import type { WordIndex } from './word-index.ts'

/** Where words are looked for. */
export interface WordSources {
  readonly columns: ContactColumns
  readonly words: WordIndex
  readonly tags: TagGroups
  readonly companies: CompanyDirectory
}

/** Rows that match all terms, and those of them where every word begins a word of the name. */
export interface MatchedRows {
  readonly rows: Bits
  readonly best: Bits
}

/** @param terms at least one */
export function matchTerms(sources: WordSources, terms: readonly SearchTerm[]): MatchedRows {
  const best: Bits[] = []
  const rows = allOf(
    terms.map(({ words, phone }) => {
      const matched = words.map((word) => matchWord(sources, word))
      best.push(...matched.map(({ beginning }) => beginning))
      const found = allOf(matched.map((one) => one.rows))
      if (phone !== null) addPhones(sources, phone, found)
      return found
    }),
  )
  const beginning = allOf(best)
  keepCommon(beginning, rows)
  return { rows, best: beginning }
}

/** Changes the first of them. */
function allOf(sets: readonly Bits[]): Bits {
  const [first = createBits(0), ...others] = sets
  for (const other of others) keepCommon(first, other)
  return first
}

function matchWord(sources: WordSources, { text, phone }: SearchWord): { rows: Bits; beginning: Bits } {
  const { columns, words, tags, companies } = sources
  const [rows, beginning] = [createBits(columns.size), createBits(columns.size)]
  // A copy: the next text that is encoded takes its place.
  const bytes = encodeText(text).slice()
  words.names.addContainingAndBeginning(bytes, rows, beginning)
  words.rest.addContaining(bytes, rows)
  const marked = [
    [columns.tagGroups, tags.markContaining(text)],
    [columns.companyGroups, companies.markContaining(bytes)],
  ] as const
  for (const [{ values }, marks] of marked) if (marks !== null) addMarked(rows, values, marks, columns.size)
  if (phone !== null) addPhones(sources, phone, rows)
  return { rows, beginning }
}

function addPhones({ words, columns }: WordSources, { digits, start }: PhoneTerm, rows: Bits): void {
  const found = createBits(columns.size)
  words.phones.addContaining(encodeText(digits).slice(), found)
  if (start !== null) words.phones.addContaining(encodeText(`\n${start}`).slice(), found)
  addAll(rows, found)
}
