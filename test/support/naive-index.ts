import type { AccountId, CompanyId, ContactId, UserId } from '#shared/domain/ids.ts'
import type { ContactFilters, ContactQuery, ContactSort, FacetEntry, Facets } from '#renderer/search/contact-query.ts'
import { foldText } from '#renderer/search/fold-text.ts'
import type { IndexEntry } from '#renderer/search/index-entry.ts'
import { toSearchTerms, type PhoneTerm, type SearchTerm } from '#renderer/search/search-terms.ts'

/**
 * What the contact index has to answer, told without any thought of speed: a walk over all contacts, text by text. The
 * words of a query are taken apart by the index's own code; what they mean is told here once more.
 */
export class NaiveIndex {
  readonly entries = new Map<ContactId, IndexEntry>()
  readonly companies = new Map<CompanyId, string>()
  users: ReadonlyMap<UserId, string> = new Map()
  readonly #collator: Intl.Collator

  constructor(language: string) {
    this.#collator = new Intl.Collator(language, { sensitivity: 'accent', numeric: true })
  }

  putCompanies(names: ReadonlyMap<CompanyId, string | null>): void {
    for (const [id, name] of names) {
      if (name === null) this.companies.delete(id)
      else this.companies.set(id, name)
    }
  }

  find({ text, filters, sort }: ContactQuery): readonly ContactId[] {
    const terms = toSearchTerms(text)
    const matching = [...this.entries.values()]
      .filter((entry) => passes(entry, filters) && terms.every((term) => this.#matchesTerm(entry, term)))
      .sort((a, b) => this.#compare(a, b, sort))
    const beginnings = terms.flatMap(({ words }) => words.map((word) => ` ${word.text}`))
    const isBest = ({ foldedName }: IndexEntry) =>
      beginnings.length > 0 && beginnings.every((one) => foldedName.includes(one))
    return [...matching.filter(isBest), ...matching.filter((entry) => !isBest(entry))].map(({ id }) => id)
  }

  facets(accountId: AccountId | undefined): Facets {
    const entries = [...this.entries.values()].filter((one) => accountId === undefined || one.accountId === accountId)
    const users = entries.flatMap(({ responsibleId }) => (responsibleId === null ? [] : [responsibleId]))
    return {
      tags: this.#count(entries.flatMap(({ tags }) => tags), (tag) => tag), // prettier-ignore
      companies: this.#count(entries.flatMap(({ companyIds }) => companyIds), (id) => this.companies.get(id) ?? ''), // prettier-ignore
      responsibles: this.#count(users, (id) => this.users.get(id) ?? ''),
    }
  }

  findCompanies(accountId: AccountId, text: string, limit: number): readonly CompanyId[] {
    const wanted = foldText(text)
    return [...this.companies]
      .map(([id, name]) => ({ id, name, at: foldText(name).indexOf(wanted) }))
      .filter(({ id, name, at }) => id.startsWith(`${accountId}.`) && at !== -1 && name !== '')
      .sort((a, b) => Math.sign(a.at) - Math.sign(b.at) || this.#byText(a.name, b.name) || compareIds(a, b))
      .slice(0, limit)
      .map(({ id }) => id)
  }

  #matchesTerm(entry: IndexEntry, { words, phone }: SearchTerm): boolean {
    if (phone !== null && hasPhone(entry, phone)) return true
    const companies = entry.companyIds.map((id) => foldText(this.companies.get(id) ?? ''))
    const searched = [entry.foldedName, entry.foldedRest, ...entry.tags.map(foldText), ...companies]
    return words.every(
      (word) => searched.some((one) => one.includes(word.text)) || (word.phone !== null && hasPhone(entry, word.phone)),
    )
  }

  #compare(a: IndexEntry, b: IndexEntry, { by, direction }: ContactSort): number {
    const sign = direction === 'asc' ? 1 : -1
    const [left, right] = [this.#textOf(a, by), this.#textOf(b, by)]
    // What has no value comes last in both directions, and is then in the ascending order.
    if (by !== 'updated' && (left === '' || right === '')) {
      if (left !== right) return left === '' ? 1 : -1
      return this.#byText(a.name, b.name) || compareIds(a, b)
    }
    const first = by === 'updated' ? a.updatedAt - b.updatedAt : this.#byText(left, right)
    return sign * (first || this.#byText(a.name, b.name) || compareIds(a, b))
  }

  #textOf({ name, companyIds, responsibleId }: IndexEntry, by: ContactSort['by']): string {
    if (by === 'company') return companyIds.map((id) => this.companies.get(id) ?? '').filter(Boolean).join(', ') // prettier-ignore
    if (by === 'responsible') return responsibleId === null ? '' : (this.users.get(responsibleId) ?? '')
    return by === 'name' ? name : ''
  }

  #byText(a: string, b: string): number {
    if (a === '' || b === '') return Number(a === '') - Number(b === '')
    return this.#collator.compare(a, b)
  }

  #count<Id extends string>(ids: readonly Id[], nameOf: (id: Id) => string): readonly FacetEntry<Id>[] {
    return [...new Set(ids)]
      .map((id) => ({ id, name: nameOf(id), count: ids.filter((one) => one === id).length }))
      .filter(({ name }) => name !== '')
      .sort((a, b) => b.count - a.count || this.#collator.compare(a.name, b.name) || compareIds(a, b))
  }
}

const compareIds = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : Number(a.id > b.id)) // prettier-ignore

function passes(entry: IndexEntry, filters: ContactFilters): boolean {
  const {
    tags = [],
    companyId,
    responsibleId,
    responsibleIds,
    accountId,
    pendingOnly,
    updatedFrom,
    updatedTo,
  } = filters
  return (
    (pendingOnly !== true || entry.isPending) &&
    (accountId === undefined || entry.accountId === accountId) &&
    (responsibleId === undefined || entry.responsibleId === responsibleId) &&
    (responsibleIds === undefined || responsibleIds.some((id) => id === entry.responsibleId)) &&
    (companyId === undefined || entry.companyIds.includes(companyId)) &&
    (updatedFrom === undefined || entry.updatedAt >= updatedFrom) &&
    (updatedTo === undefined || entry.updatedAt < updatedTo) &&
    tags.every((tag) => entry.tags.includes(tag))
  )
}

const hasPhone = ({ phones }: IndexEntry, { digits, start }: PhoneTerm): boolean =>
  phones.split('\n').some((one) => one.includes(digits) || (start !== null && one.startsWith(start)))
