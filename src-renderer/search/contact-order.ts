import { countBits, rowsOf, type Bits } from './bitmap.ts'
import type { SortColumn } from './contact-query.ts'
import type { CompanyDirectory } from './company-directory.ts'
import type { ContactColumns } from './contact-columns.ts'
import type { NameCollation } from './name-collation.ts'
import { RankOrder, sortByRank } from './rank-order.ts'
import { sortByTime } from './sort-by-time.ts'
import type { UserDirectory } from './user-directory.ts'

type Compare = (a: number, b: number) => number
type Ranked = Exclude<SortColumn, 'name' | 'updated'>

/** So many rows are put in order by themselves in a few milliseconds; all of them take tens, or hundreds. */
const FEW = 16_384
/** Of fewer rows than these times as many, the whole order is no more work. */
const SHARE = 8

/** What the order of contacts depends on. */
export interface OrderSources {
  readonly columns: ContactColumns
  readonly companies: CompanyDirectory
  readonly users: UserDirectory
  readonly collation: NameCollation
}

/** Rows in an order, all of them or some, those with a value first. Never changed afterwards. */
export interface OrderedRows {
  readonly rows: Uint32Array
  readonly valued: number
  /** By row, its place among all of them; `null` where they are some. To be asked before the index changes. */
  readonly readPlaces: (() => Uint32Array) | null
}

/**
 * Rows in every order that was asked for: by the column, then by name, then by id. The order by name is kept from the
 * beginning, as the others are made of it: rows that share a value are put together as they come in it.
 */
export class ContactOrders {
  readonly #sources: OrderSources
  readonly #byName: RankOrder
  readonly #others = new Map<SortColumn, RankOrder>()
  readonly #compareByName: Compare

  /** @param sorted rows by name, as they were saved */
  constructor(sources: OrderSources, sorted?: Uint32Array) {
    const { columns, collation } = sources
    this.#sources = sources
    this.#compareByName = (a, b) => collation.compareIn(columns.names, a, b) || compareIds(columns, a, b)
    this.#byName = new RankOrder(this.#compareByName, sorted)
  }

  add(row: number): void {
    this.#byName.add(row)
    for (const order of this.#others.values()) order.add(row)
  }

  /** The row has another value in the column. */
  move(row: number, column: SortColumn): void {
    this.#others.get(column)?.move(row)
  }

  /** The names that a column shows have changed. */
  forget(column: Ranked): void {
    this.#others.delete(column)
  }

  /** Puts in what came since the last time. Cheap when it is asked often. */
  settle(): void {
    this.#byName.read()
  }

  /** Ascending. */
  read(column: SortColumn): OrderedRows {
    if (column === 'name') return this.#withValued(this.#byName, column)
    let order = this.#others.get(column)
    if (order === undefined) {
      order = new RankOrder(this.#compareBy(column), this.#build(column, this.#byName.read()))
      this.#others.set(column, order)
    }
    return this.#withValued(order, column)
  }

  /** The same for these rows: alone, if they are few and the order of all would have to be made or mended for them. */
  readFor(rows: Bits, column: SortColumn): OrderedRows {
    if (column === 'name' || this.#others.get(column)?.isSettled === true) return this.read(column)
    const [count, all] = [countBits(rows), this.#byName.read().length]
    if (count > FEW || count * SHARE > all) return this.read(column)
    const [compare, places] = [this.#compareValues(column), this.#byName.readPlaces()]
    const placeOf = (row: number) => places[row] as number
    const sorted = rowsOf(rows).sort((a, b) => compare(a, b) || placeOf(a) - placeOf(b))
    return { rows: sorted, valued: this.#countValued(sorted, column), readPlaces: null }
  }

  #build(column: Ranked | 'updated', byName: Uint32Array): Uint32Array {
    const { columns, companies, users } = this.#sources
    if (column === 'updated') return sortByTime(byName, columns.updatedAt.values)
    const { rankOf, ranks } = column === 'company' ? companies.rankGroups() : users.rank()
    const values = column === 'company' ? columns.companyGroups.values : columns.users.values
    return sortByRank(byName, (row) => rankOf[values[row] as number] as number, ranks)
  }

  #compareBy(column: Ranked | 'updated'): Compare {
    const compare = this.#compareValues(column)
    return (a, b) => compare(a, b) || this.#compareByName(a, b)
  }

  #compareValues(column: Ranked | 'updated'): Compare {
    const { columns, companies, users, collation } = this.#sources
    const { companyGroups, updatedAt } = columns
    const first: Record<typeof column, Compare> = {
      updated: (a, b) => updatedAt.at(a) - updatedAt.at(b),
      company: (a, b) => companies.compareGroups(companyGroups.at(a), companyGroups.at(b)),
      responsible: (a, b) => collation.compare(users.nameOf(columns.users.at(a)), users.nameOf(columns.users.at(b))),
    }
    return first[column]
  }

  #withValued(order: RankOrder, column: SortColumn): OrderedRows {
    const rows = order.read()
    return { rows, valued: this.#countValued(rows, column), readPlaces: () => order.readPlaces() }
  }

  /** @param rows in the order of the column */
  #countValued(rows: Uint32Array, column: SortColumn): number {
    if (column === 'updated') return rows.length
    let [low, high] = [0, rows.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#hasValue(rows[middle] as number, column)) low = middle + 1
      else high = middle
    }
    return low
  }

  #hasValue(row: number, column: Ranked | 'name'): boolean {
    const { columns, companies, users } = this.#sources
    if (column === 'name') return columns.names.endOf(row) > columns.names.startOf(row)
    if (column === 'company') return companies.textOf(columns.companyGroups.at(row)) !== ''
    return users.nameOf(columns.users.at(row)) !== ''
  }
}

/** Several rows may have had one id. */
function compareIds({ ids }: ContactColumns, a: number, b: number): number {
  const [first, second] = [ids.at(a), ids.at(b)]
  return first < second ? -1 : first > second ? 1 : a - b
}
