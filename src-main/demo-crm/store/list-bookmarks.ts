import { int } from './sql.ts'
import type { Sql, SqlParam } from './sql.ts'

/** Lists that are walked side by side. */
const MOST_LISTS = 8
/** Clients read a few pages ahead, and may go back as many. */
const MOST_PER_LIST = 16

type Bookmark = { readonly offset: number; readonly afterId: number }

/**
 * Where the pages of lists by id were left off: a database that is to skip 100,000 rows walks over all of them, each time.
 * Whatever is written makes all of it void, as it may move every row.
 */
export class ListBookmarks {
  readonly #sql: Sql
  readonly #lists = new Map<string, Bookmark[]>()
  #state = ''

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** The nearest place at or before the offset. `afterId: null` is the beginning of the list. */
  find(list: string, offset: number): { readonly afterId: number | null; readonly offset: number } {
    const state = this.#readState()
    if (state !== this.#state) this.#lists.clear()
    this.#state = state
    const before = (this.#lists.get(list) ?? []).filter((mark) => mark.offset <= offset)
    const nearest = before.toSorted((a, b) => b.offset - a.offset)[0]
    return nearest ?? { afterId: null, offset: 0 }
  }

  /** @param ids of what was read at the offset, right after `find` */
  keep(list: string, offset: number, ids: readonly number[]): void {
    // A page is asked for with one row more, which tells whether there is a next one: that begins with this row.
    const afterId = ids.at(-2)
    if (afterId === undefined) return
    const mark = { offset: offset + ids.length - 1, afterId }
    const others = (this.#lists.get(list) ?? []).filter((one) => one.offset !== mark.offset)
    this.#lists.delete(list)
    this.#lists.set(list, [...others, mark].slice(-MOST_PER_LIST))
    const [oldest] = this.#lists.keys()
    if (this.#lists.size > MOST_LISTS && oldest !== undefined) this.#lists.delete(oldest)
  }

  /** Changes with every row that is written, by us or by another process. */
  #readState(): string {
    const own = int(this.#sql.get('SELECT total_changes() AS n') ?? {}, 'n')
    const others = int(this.#sql.get('PRAGMA data_version') ?? {}, 'data_version')
    return `${own} ${others}`
  }
}

/** What tells two lists apart. */
export const listKey = (entity: string, where: string, params: readonly SqlParam[]): string =>
  JSON.stringify([entity, where, params])
