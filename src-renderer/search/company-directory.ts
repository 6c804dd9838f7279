import * as v from 'valibot'
import type { AccountId, CompanyId } from '#shared/domain/ids.ts'
import { encodeText } from './byte-text.ts'
import { foldText } from './fold-text.ts'
import { GroupTable, NO_GROUP, SavedGroupsSchema } from './group-table.ts'
import { IdTable, SavedIdsSchema } from './id-table.ts'
import { insertBest } from './insert-best.ts'
import type { NameCollation } from './name-collation.ts'
import { Column, Uint32sSchema, Uint8sSchema } from './number-column.ts'
import { RankOrder } from './rank-order.ts'
import { SavedPoolSchema, TextPool } from './text-pool.ts'
import { SavedTableSchema, TextTable } from './text-table.ts'

/** Companies as they are stored. */
export const SavedCompaniesSchema = v.object({
  ids: SavedIdsSchema,
  names: SavedPoolSchema,
  nameOf: Uint32sSchema,
  gone: Uint8sSchema,
  folded: SavedTableSchema,
  foldedOf: Uint32sSchema,
  groups: SavedGroupsSchema,
  order: Uint32sSchema,
})
export type SavedCompanies = v.InferOutput<typeof SavedCompaniesSchema>

/** What stands for a company without a name, among numbers that are one too large. */
const NAMELESS = 0

/** Names of companies, and the groups of companies that contacts belong to. */
export class CompanyDirectory {
  readonly groups: GroupTable
  readonly #collation: NameCollation
  readonly #ids: IdTable<CompanyId>
  /** Names that were ever given. */
  readonly #names: TextPool
  readonly #nameOf: Column<Uint32Array>
  /** By company: 1 for one that has gone. */
  readonly #gone: Column<Uint8Array>
  readonly #folded: TextTable
  readonly #foldedOf: Column<Uint32Array>
  /** Groups by the names of their companies. */
  readonly #order: RankOrder
  /** Groups that are in the order. */
  #ordered: number

  constructor(collation: NameCollation, saved?: SavedCompanies) {
    this.#collation = collation
    this.groups = new GroupTable(saved?.groups)
    this.#ids = new IdTable(saved?.ids)
    this.#names = new TextPool(saved?.names)
    this.#nameOf = new Column(saved?.nameOf ?? new Uint32Array(0))
    this.#gone = new Column(saved?.gone ?? new Uint8Array(0))
    this.#folded = new TextTable(saved?.folded)
    this.#foldedOf = new Column(saved?.foldedOf ?? new Uint32Array(0))
    this.#order = new RankOrder((a, b) => this.compareGroups(a, b) || this.#compareIds(a, b) || a - b, saved?.order)
    this.#ordered = saved?.order.length ?? 0
  }

  get size(): number {
    return this.#ids.size
  }

  idOf(company: number): CompanyId {
    return this.#ids.at(company)
  }

  idsOf(group: number): readonly CompanyId[] {
    return this.groups.membersOf(group).map((company) => this.idOf(company))
  }

  /** -1 for one that was never named and belongs to nobody. */
  find(id: CompanyId): number {
    return this.#ids.find(id)
  }

  /** Empty for a company that has none. */
  nameOf(company: number): string {
    const name = this.#nameOf.at(company)
    return name === NAMELESS ? '' : this.#names.at(name - 1)
  }

  groupOf(ids: readonly CompanyId[]): number {
    if (ids.length === 0) return NO_GROUP
    const companies = ids.map((id) => this.#intern(id))
    // Each has a group of its own too: the order of groups is also that of companies.
    if (companies.length > 1) for (const company of companies) this.groups.intern([company])
    return this.groups.intern(companies)
  }

  /** @param name `null` for a company that is no more. @returns whether it changed */
  put(id: CompanyId, name: string | null, isGone: boolean): boolean {
    const named = name ?? ''
    if (isGone || this.#ids.find(id) !== -1) this.#gone.set(this.#intern(id), isGone ? 1 : 0)
    const known = this.#ids.find(id)
    if ((known === -1 ? '' : this.nameOf(known)) === named) return false
    const company = this.#intern(id)
    const folded = encodeText(foldText(named))
    this.#foldedOf.set(company, named === '' ? NAMELESS : this.#folded.intern(folded, 0, folded.length) + 1)
    this.#nameOf.set(company, named === '' ? NAMELESS : this.#names.add(named) + 1)
    for (const group of this.groups.groupsWith(company)) if (group < this.#ordered) this.#order.move(group)
    return true
  }

  isGone(company: number): boolean {
    return this.#gone.at(company) === 1
  }

  hasName(company: number): boolean {
    return this.#nameOf.at(company) !== NAMELESS
  }

  /** Marks, by company, those whose name contains the text; `null` for no text. */
  markNamed(text: string): Uint8Array | null {
    const word = encodeText(foldText(text)).slice()
    return word.length === 0 ? null : this.#markCompanies(this.#folded.findContaining(word))
  }

  accountNumberOf(accountId: AccountId): number {
    return this.#ids.accountNumberOf(accountId)
  }

  accountNumberAt(company: number): number {
    return this.#ids.accountNumbers[company] as number
  }

  /** All companies by name, those without one last; of one name, by id. */
  sortCompanies(): Uint32Array {
    for (let company = 0; company < this.size; company++) this.groups.intern([company])
    const sorted = new Uint32Array(this.size)
    let at = 0
    for (const group of this.sortGroups()) {
      const company = this.groups.onlyMemberOf(group)
      if (company !== -1) sorted[at++] = company
    }
    return sorted
  }

  /** Marks the groups with a company whose name has the word in it; `null` for none. */
  markContaining(word: Uint8Array): Uint8Array | null {
    const found = this.#folded.findContaining(word)
    return found.length === 0 ? null : this.groups.markGroups(this.#markCompanies(found))
  }

  /** What contacts of the group sort by. */
  textOf(group: number): string {
    const names = this.groups.membersOf(group).map((company) => this.nameOf(company))
    return names.filter((name) => name !== '').join(', ')
  }

  /** 0 for groups that sort alike. What has no name comes last. */
  compareGroups(a: number, b: number): number {
    if (a === b) return 0
    const [first, second] = [this.#onlyName(a), this.#onlyName(b)]
    if (first >= 0 && second >= 0) return this.#collation.compareIn(this.#names, first, second)
    return this.#collation.compare(this.textOf(a), this.textOf(b))
  }

  /** Groups by name; those that sort alike, by the id of their first company. Never changed afterwards. */
  sortGroups(): Uint32Array {
    while (this.#ordered < this.groups.size) this.#order.add(this.#ordered++)
    return this.#order.read()
  }

  /** By group: its place among all; the same for groups that sort alike. */
  rankGroups(): { readonly rankOf: Uint32Array; readonly ranks: number } {
    const sorted = this.sortGroups()
    const rankOf = new Uint32Array(this.groups.size)
    let rank = 0
    for (let at = 0; at < sorted.length; at++) {
      const group = sorted[at] as number
      if (at > 0 && this.compareGroups(sorted[at - 1] as number, group) !== 0) rank++
      rankOf[group] = rank
    }
    return { rankOf, ranks: rank + 1 }
  }

  /** Companies of an account whose name contains the text, those that begin with it first. */
  search(accountId: AccountId, text: string, limit: number): readonly CompanyId[] {
    const account = this.#ids.accountNumberOf(accountId)
    const word = encodeText(foldText(text)).slice()
    const marks = this.markNamed(text)
    const best: { readonly company: number; readonly isBeginning: boolean }[] = []
    const byName = (a: (typeof best)[number], b: (typeof best)[number]) =>
      Number(b.isBeginning) - Number(a.isBeginning) ||
      this.#collation.compareIn(this.#names, this.#nameOf.at(a.company) - 1, this.#nameOf.at(b.company) - 1) ||
      (this.idOf(a.company) < this.idOf(b.company) ? -1 : 1)
    for (let company = 0; company < this.size; company++) {
      if (this.#ids.accountNumbers[company] !== account || this.#nameOf.at(company) === NAMELESS) continue
      if (this.isGone(company)) continue
      if (marks !== null && marks[company] === 0) continue
      const isBeginning = this.#folded.startsWith(this.#foldedOf.at(company) - 1, word)
      insertBest(best, { company, isBeginning }, byName, limit)
    }
    return best.map(({ company }) => this.idOf(company))
  }

  save(): SavedCompanies {
    return {
      ids: this.#ids.save(),
      names: this.#names.save(),
      nameOf: this.#nameOf.save(),
      gone: this.#gone.save(),
      folded: this.#folded.save(),
      foldedOf: this.#foldedOf.save(),
      groups: this.groups.save(),
      order: this.sortGroups(),
    }
  }

  get sizeBytes(): number {
    const texts = this.#names.sizeBytes + this.#folded.sizeBytes + this.#nameOf.sizeBytes * 2 + this.#gone.sizeBytes
    return this.#ids.sizeBytes + texts + this.groups.sizeBytes
  }

  /** The name of a group of one named company; below 0 for any other group. */
  #onlyName(group: number): number {
    const company = this.groups.onlyMemberOf(group)
    return company === -1 ? -1 : this.#nameOf.at(company) - 1
  }

  #compareIds(a: number, b: number): number {
    const [first, second] = [this.groups.onlyMemberOf(a), this.groups.onlyMemberOf(b)]
    if (first === -1 || second === -1) return first - second
    return this.idOf(first) < this.idOf(second) ? -1 : 1
  }

  #intern(id: CompanyId): number {
    const known = this.#ids.find(id)
    if (known !== -1) return known
    this.#nameOf.push(NAMELESS)
    this.#gone.push(0)
    this.#foldedOf.push(NAMELESS)
    return this.#ids.add(id)
  }

  #markCompanies(folded: Uint32Array): Uint8Array {
    const texts = new Uint8Array(this.#folded.size + 1)
    for (const text of folded) texts[text + 1] = 1
    const companies = new Uint8Array(this.size)
    const foldedOf = this.#foldedOf.values
    for (let company = 0; company < companies.length; company++) {
      companies[company] = texts[foldedOf[company] as number] as number
    }
    return companies
  }
}
