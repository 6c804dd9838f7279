import { createBits } from './bitmap.ts'
import { CompanyDirectory } from './company-directory.ts'
import { ContactColumns } from './contact-columns.ts'
import { ContactIndex, type IndexParts } from './contact-index.ts'
import { ContactOrders } from './contact-order.ts'
import type { ContactQuery, ContactResult } from './contact-query.ts'
import { FoundRows } from './found-rows.ts'
import { IdTable } from './id-table.ts'
import { readPart, type SnapshotContents, type SnapshotStamp } from './index-snapshot.ts'
import { NameCollation } from './name-collation.ts'
import { RankOrder } from './rank-order.ts'
import { TagGroups } from './tag-groups.ts'
import { UserDirectory } from './user-directory.ts'
import { WordIndex } from './word-index.ts'

type Base = Omit<IndexParts, 'words'>

/**
 * An index that comes back part by part, in the order of `snapshotPartNames`, and answers from what is there: the plain
 * list at once, then filters, orders and names; e-mails and phones last. Numbers are used where they lie, not copied.
 */
export class IndexRestore {
  readonly #stamp: SnapshotStamp
  #contents: Partial<SnapshotContents> = {}
  /** All but the words, which come last. */
  #base: Base | null = null
  #index: ContactIndex | null = null

  constructor(stamp: SnapshotStamp) {
    this.#stamp = stamp
  }

  /** @returns `false` for a part that does not belong here: the index has to be built anew */
  add(stored: unknown): boolean {
    const read = readPart(stored, this.#stamp)
    if (read === null) return false
    this.#contents = { ...this.#contents, ...read }
    this.#index = this.#build()
    return true
  }

  /** Contacts in the snapshot. */
  get size(): number {
    return this.#contents.list?.size ?? 0
  }

  /** `null` while the parts that the answer needs are missing. Words of parts still missing are found nowhere, and where that leaves nothing there is no answer yet. */
  find(query: ContactQuery): ContactResult | null {
    const found = this.#index?.find(query) ?? this.#findPlain(query)
    // Nobody is told that there is nothing before everything was looked at.
    return found?.total === 0 && this.finish() === null ? null : found
  }

  /** The whole index, to go on with; `null` while parts are missing. */
  finish(): ContactIndex | null {
    const { names, rest, phones } = this.#contents
    return names === undefined || rest === undefined || phones === undefined ? null : this.#index
  }

  #findPlain({ text, filters, sort }: ContactQuery): ContactResult | null {
    const { list } = this.#contents
    const isFiltered = Object.values(filters).some((value) => value !== undefined)
    if (list === undefined || isFiltered || text.trim() !== '' || sort.by !== 'name') return null
    const { rows, byName, valued } = list
    // The walk takes the set over; the list stays as it was read.
    const matched = { rows: rows.listed.slice(), best: createBits(byName.length) }
    const order = new RankOrder((a, b) => a - b, byName)
    const ordered = { rows: byName, valued, readPlaces: () => order.readPlaces() }
    return new FoundRows(new IdTable(rows.ids), matched, ordered, sort.direction)
  }

  #build(): ContactIndex | null {
    const { list, names, rest, phones } = this.#contents
    this.#base ??= this.#buildBase()
    if (list === undefined || this.#base === null) return null
    const words = new WordIndex({ names, rest, phones })
    return new ContactIndex(this.#stamp.language, { ...this.#base, words }, list.size)
  }

  #buildBase(): Base | null {
    const { list, columns: links, directory } = this.#contents
    if (list === undefined || links === undefined || directory === undefined) return null
    const collation = new NameCollation(this.#stamp.language)
    const columns = new ContactColumns(list.rows, links)
    const companies = new CompanyDirectory(collation, directory.companies)
    const users = new UserDirectory(collation, directory.users)
    const orders = new ContactOrders({ collation, columns, companies, users }, list.byName)
    return { collation, columns, companies, users, orders, tags: new TagGroups(directory.tags) }
  }
}
