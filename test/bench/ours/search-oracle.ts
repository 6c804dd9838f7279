import { foldPhone } from '#shared/domain/same-text.ts'
import { foldText } from '#renderer/search/fold-text.ts'
import { toSearchTerms, type SearchTerm } from '#renderer/search/search-terms.ts'
import type { BenchContact, ContactSource } from '../data/bench-contact.ts'
import { SCREEN, type Answer, type FilterQuestion } from '../data/questions.ts'

interface Known {
  readonly id: number
  /** As the list sorts by it: spaces that were typed by mistake do not count. */
  readonly name: string
  readonly foldedName: string
  /** Everything but phones that a word may stand in, a line each. */
  readonly texts: string
  readonly phones: readonly string[]
  readonly tags: readonly string[]
  readonly responsibleId: number
  readonly updatedAt: number
}

/** What the application has to answer: any word anywhere, names that begin with them first, then by name. */
export interface SearchOracle {
  search(text: string): Answer
  filter(question: FilterQuestion): Answer
}

const LONGEST_CUSTOM = 80

export function createSearchOracle(source: ContactSource, contacts: number, language: string): SearchOracle {
  const collator = new Intl.Collator(language, { sensitivity: 'accent', numeric: true })
  const byName = (a: Known, b: Known): number => {
    if (a.name === '' || b.name === '') return Number(a.name === '') - Number(b.name === '') || a.id - b.id
    return collator.compare(a.name, b.name) || a.id - b.id
  }
  const base = Array.from({ length: contacts }, (_, at) => toKnown(source(at))).sort(byName)

  return {
    search(text) {
      const terms = toSearchTerms(text)
      const found = base.filter((one) => terms.every((term) => matches(one, term)))
      const beginnings = terms.flatMap(({ words }) => words.map((word) => ` ${word.text}`))
      const isBest = ({ foldedName }: Known) => beginnings.every((one) => foldedName.includes(one))
      return toAnswer([...found.filter(isBest), ...found.filter((one) => !isBest(one))])
    },
    filter({ tag, responsibleId, updatedFrom, by, descending }) {
      const found = base.filter(
        (one) => one.responsibleId === responsibleId && one.updatedAt >= updatedFrom && one.tags.includes(tag),
      )
      const order = (a: Known, b: Known) => (by === 'updated' ? a.updatedAt - b.updatedAt : 0) || byName(a, b)
      const named = found.filter(({ name }) => name !== '' || by === 'updated').sort(order)
      // What has no name comes last in both directions.
      const nameless = found.filter(({ name }) => name === '' && by === 'name')
      return toAnswer([...(descending ? named.reverse() : named), ...nameless])
    },
  }
}

const toAnswer = (found: readonly Known[]): Answer => ({
  total: found.length,
  ids: found.slice(0, SCREEN).map(({ id }) => id),
})

function toKnown({ id, emails, phones, custom, tags, company, responsibleId, updatedAt, ...own }: BenchContact): Known {
  const name = own.name.trim().replaceAll(/\s+/gu, ' ')
  const short = Object.values(custom)
    .flat()
    .flatMap(({ value }) => (typeof value === 'string' && value.length <= LONGEST_CUSTOM ? [value] : []))
  return {
    ...{ id, name, tags, responsibleId, updatedAt },
    foldedName: ` ${foldText(name)}`,
    texts: [name, ...emails.map(({ value }) => value), ...short, ...tags, company].map(foldText).join('\n'),
    phones: phones.map(({ value }) => foldPhone(value)),
  }
}

function matches({ texts, phones }: Known, { words, phone }: SearchTerm): boolean {
  const has = ({ digits, start }: NonNullable<SearchTerm['phone']>) =>
    phones.some((one) => one.includes(digits) || (start !== null && one.startsWith(start)))
  if (phone !== null && has(phone)) return true
  return words.every((word) => texts.includes(word.text) || (word.phone !== null && has(word.phone)))
}
