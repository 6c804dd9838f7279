import type { SortColumn } from './contact-query.ts'
import type { CompanyDirectory } from './company-directory.ts'
import type { ContactColumns } from './contact-columns.ts'
import type { NameCollation } from './name-collation.ts'
import { RankOrder, sortByRank } from './rank-order.ts'
import { sortByTime } from './sort-by-time.ts'
import type { UserDirectory } from './user-directory.ts'

type Compare = (a: number, b: number) => number
type Ranked = Exclude<SortColumn, 'name' | 'updated'>

/** What the order of contacts depends on. */
export interface OrderSources {
  readonly columns: ContactColumns
  readonly companies: CompanyDirectory
  readonly users: UserDirectory
  readonly collation: NameCollation
}

/** Rows in an order, all those with a value first. Never changed afterwards. */
export interface OrderedRows {
  readonly rows: Uint32Array
  readonly valued: number
  /** By row, its place among them. To be asked before the index changes. */
  readPlaces(): Uint32Array
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

  #build(column: Ranked | 'updated', byName: Uint32Array): Uint32Array {
    const { columns, companies, users } = this.#sources
    if (column === 'updated') return sortByTime(byName, columns.updatedAt.values)
    const { rankOf, ranks } = column === 'company' ? companies.rankGroups() : users.rank()
    const values = column === 'company' ? columns.companyGroups.values : columns.users.values
    return sortByRank(byName, (row) => rankOf[values[row] as number] as number, ranks)
  }

  #compareBy(column: Ranked | 'updated'): Compare {
    const { columns, companies, users, collation } = this.#sources
    const { companyGroups, updatedAt } = columns
    const first: Record<typeof column, Compare> = {
      updated: (a, b) => updatedAt.at(a) - updatedAt.at(b),
      company: (a, b) => companies.compareGroups(companyGroups.at(a), companyGroups.at(b)),
      responsible: (a, b) => collation.compare(users.nameOf(columns.users.at(a)), users.nameOf(columns.users.at(b))),
    }
    return (a, b) => first[column](a, b) || this.#compareByName(a, b)
  }

  #withValued(order: RankOrder, column: SortColumn): OrderedRows {
    const rows = order.read()
    const readPlaces = () => order.readPlaces()
    if (column === 'updated') return { rows, valued: rows.length, readPlaces }
    let [low, high] = [0, rows.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#hasValue(rows[middle] as number, column)) low = middle + 1
      else high = middle
    }
    return { rows, valued: low, readPlaces }
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
