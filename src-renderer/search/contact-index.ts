import type { AccountId, CompanyId, ContactId, UserId } from '#shared/domain/ids.ts'
import { NOT_HERE, type TagCensus } from '../db/tag-census.ts'
import { applyFilters } from './apply-filters.ts'
import { createBits, keepCommon } from './bitmap.ts'
import { CompanyDirectory } from './company-directory.ts'
import type { CompanyNames, CompanyQuery } from './company-query.ts'
import { ContactColumns, type RowLinks } from './contact-columns.ts'
import { ContactOrders } from './contact-order.ts'
import type { ContactQuery, ContactResult, FacetEntry, Facets } from './contact-query.ts'
import { countCompanies, countFacets } from './count-facets.ts'
import { FoundRows } from './found-rows.ts'
import type { IndexEntry } from './index-entry.ts'
import type { CompanyReaches } from './company-reach.ts'
import { listCompanies, type CompanyResult } from './list-companies.ts'
import { matchTerms, type MatchedRows } from './match-terms.ts'
import { NameCollation } from './name-collation.ts'
import { toSearchTerms, type SearchTerm } from './search-terms.ts'
import { TagGroups } from './tag-groups.ts'
import { UserDirectory } from './user-directory.ts'
import { WordIndex } from './word-index.ts'

/** Everything that an index is made of. */
export interface IndexParts {
  readonly collation: NameCollation
  readonly columns: ContactColumns
  readonly words: WordIndex
  readonly tags: TagGroups
  readonly companies: CompanyDirectory
  readonly users: UserDirectory
  readonly orders: ContactOrders
}

/**
 * All contacts of all accounts in memory, ready to be searched, filtered and sorted. It answers from what it was given
 * so far. Everything is kept in columns of numbers: a question is answered by sets of rows, one bit for each.
 */
export class ContactIndex {
  readonly #parts: IndexParts
  #size: number

  /** @param language of the interface: names sort as its readers expect */
  constructor(language: string, parts = noParts(language), size = 0) {
    this.#parts = parts
    this.#size = size
  }

  get size(): number {
    return this.#size
  }

  /** Rows that are kept for nothing. Once they outnumber the contacts, building the index anew is worth it. */
  get wasted(): number {
    return this.#parts.columns.size - this.#size
  }

  put(entry: IndexEntry): void {
    const { columns, words, orders } = this.#parts
    const links = this.#link(entry)
    const old = columns.ids.find(entry.id)
    if (old !== -1 && columns.hasTexts(old, entry)) {
      this.#setListed(old, true)
      this.#change(old, entry, links)
      return
    }
    if (old !== -1) this.#setListed(old, false)
    const row = columns.add(entry, links)
    words.add(row, entry)
    orders.add(row)
    this.#size++
  }

  remove(id: ContactId): void {
    const row = this.#parts.columns.ids.find(id)
    if (row !== -1) this.#setListed(row, false)
  }

  /** Gives contacts other tags and marks them pending; those that are not in are left out. */
  changeTags(ids: readonly ContactId[], change: (tags: readonly string[]) => readonly string[]): void {
    const { columns, tags } = this.#parts
    const changed = new Map<number, number>()
    for (const id of ids) {
      const row = columns.ids.find(id)
      if (row === -1) continue
      const group = columns.tagGroups.at(row)
      const next = changed.get(group) ?? tags.groupOf(change(tags.namesOf(group)))
      changed.set(group, next)
      columns.tagGroups.set(row, next)
      columns.pending.set(row, true)
    }
  }

  /** Puts contacts in the care of somebody else, and marks them pending; as `changeTags`. */
  changeOwner(ids: readonly ContactId[], owner: UserId | null): void {
    const { columns, users, orders } = this.#parts
    const user = users.numberOf(owner)
    for (const id of ids) {
      const row = columns.ids.find(id)
      if (row === -1) continue
      columns.users.set(row, user)
      columns.pending.set(row, true)
      orders.move(row, 'responsible')
    }
  }

  /** Gives contacts other companies, and marks them pending; as `changeTags`. */
  changeCompanies(ids: readonly ContactId[], change: (ids: readonly CompanyId[]) => readonly CompanyId[]): void {
    const { columns, companies, orders } = this.#parts
    const changed = new Map<number, number>()
    for (const id of ids) {
      const row = columns.ids.find(id)
      if (row === -1) continue
      const group = columns.companyGroups.at(row)
      const next = changed.get(group) ?? companies.groupOf(change(companies.idsOf(group)))
      changed.set(group, next)
      columns.companyGroups.set(row, next)
      columns.pending.set(row, true)
      orders.move(row, 'company')
    }
  }

  /** Which of the contacts are in, and what tags they have. */
  countTags(ids: readonly ContactId[]): TagCensus {
    const { columns, tags } = this.#parts
    const numbers = new Map<number, number>()
    const listOf = new Uint32Array(ids.length).fill(NOT_HERE)
    for (const [at, id] of ids.entries()) {
      const row = columns.ids.find(id)
      if (row === -1 || !columns.listed.has(row)) continue
      const group = columns.tagGroups.at(row)
      const number = numbers.get(group) ?? numbers.size
      numbers.set(group, number)
      listOf[at] = number
    }
    return { lists: [...numbers.keys()].map((group) => tags.namesOf(group)), listOf }
  }

  /** Contacts that show a changed name follow. */
  putCompanies(names: CompanyNames['names'], gone: CompanyNames['gone'] = new Set()): void {
    const { companies, orders } = this.#parts
    let isChanged = false
    for (const [id, name] of names) if (companies.put(id, name, gone.has(id))) isChanged = true
    if (isChanged) orders.forget('company')
  }

  /** All users of all accounts. */
  putUsers(names: ReadonlyMap<UserId, string>): void {
    const { users, orders } = this.#parts
    if (users.replaceNames(names)) orders.forget('responsible')
  }

  /** Sorts in what was put since the last time. The next question need not do it then. */
  settle(): void {
    this.#parts.companies.sortGroups()
    this.#parts.orders.settle()
  }

  /** Every word has to match somewhere. With text, contacts whose name begins so come first; then the sort decides. */
  find({ text, filters, sort }: ContactQuery): ContactResult {
    const { columns, orders } = this.#parts
    const matched = this.#match(toSearchTerms(text))
    applyFilters(this.#parts, filters, matched.rows)
    keepCommon(matched.best, matched.rows)
    return new FoundRows(columns.ids, matched, orders.readFor(matched.rows, sort.by), sort.direction)
  }

  /**
   * @param accountId counts this account alone
   * @param companies at most so many, the most frequent first
   */
  facets(accountId: AccountId | undefined, companies = Infinity): Facets {
    return countFacets(this.#parts, accountId, companies)
  }

  /** Companies whose name contains the text, counted as `facets` counts them. */
  facetCompanies(accountId: AccountId | undefined, text: string, limit: number): readonly FacetEntry<CompanyId>[] {
    return countCompanies(this.#parts, accountId, text, limit)
  }

  /** Companies with how many contacts they have here. @param reaches what they are found by beside their names */
  listCompanies(query: CompanyQuery, reaches?: CompanyReaches): CompanyResult {
    return listCompanies(this.#parts, query, reaches)
  }

  /** Companies of an account whose name contains the text, those that begin with it first. */
  findCompanies(accountId: AccountId, text: string, limit: number): readonly CompanyId[] {
    return this.#parts.companies.search(accountId, text, limit)
  }

  /** Bytes, for measuring. */
  sizes(): Readonly<Record<string, number>> {
    const { columns, words, companies } = this.#parts
    return { columns: columns.sizeBytes, ...words.sizes(), companies: companies.sizeBytes }
  }

  /** For saving it. What it gives changes with the index. */
  get parts(): IndexParts {
    return this.#parts
  }

  #match(terms: readonly SearchTerm[]): MatchedRows {
    const { columns } = this.#parts
    const listed = columns.listed.read()
    if (terms.length === 0) return { rows: listed, best: createBits(columns.size) }
    const matched = matchTerms(this.#parts, terms)
    keepCommon(matched.rows, listed)
    return matched
  }

  #link({ tags, companyIds, responsibleId }: IndexEntry): RowLinks {
    const parts = this.#parts
    return {
      tagGroup: parts.tags.groupOf(tags),
      companyGroup: parts.companies.groupOf(companyIds),
      user: parts.users.numberOf(responsibleId),
    }
  }

  #change(row: number, entry: IndexEntry, { tagGroup, companyGroup, user }: RowLinks): void {
    const { columns, orders } = this.#parts
    columns.tagGroups.set(row, tagGroup)
    columns.pending.set(row, entry.isPending)
    if (columns.companyGroups.at(row) !== companyGroup) orders.move(row, 'company')
    columns.companyGroups.set(row, companyGroup)
    if (columns.users.at(row) !== user) orders.move(row, 'responsible')
    columns.users.set(row, user)
    if (columns.updatedAt.at(row) !== entry.updatedAt) orders.move(row, 'updated')
    columns.updatedAt.set(row, entry.updatedAt)
  }

  #setListed(row: number, isListed: boolean): void {
    const { listed } = this.#parts.columns
    if (listed.has(row) === isListed) return
    listed.set(row, isListed)
    this.#size += isListed ? 1 : -1
  }
}

function noParts(language: string): IndexParts {
  const collation = new NameCollation(language)
  const columns = new ContactColumns()
  const companies = new CompanyDirectory(collation)
  const users = new UserDirectory(collation)
  const orders = new ContactOrders({ collation, columns, companies, users })
  return { collation, columns, companies, users, orders, words: new WordIndex(), tags: new TagGroups() }
}
