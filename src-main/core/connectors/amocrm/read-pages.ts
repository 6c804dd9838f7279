import type * as v from 'valibot'
import type { Query } from '#core/http/query-string.ts'
import { PAGE_SIZE, type AmocrmContext } from './context.ts'
import { listWire, type ListWire } from './wire.ts'

/** A list of the vendor's: where it is, what it calls its rows, and what they look like. */
export interface ListSource<Row> {
  readonly path: string
  readonly key: string
  readonly row: v.GenericSchema<unknown, Row>
  /** Goes with every request for it. */
  readonly query?: Query
}

/** One page; an answer without content is an empty one. @param page from 1 */
export async function readPage<Row>(
  { http }: AmocrmContext,
  { path, key, row, query: always }: ListSource<Row>,
  query: Query,
  page: number,
  signal: AbortSignal,
): Promise<ListWire<Row>> {
  const found = await http.getJson(path, {
    query: { limit: PAGE_SIZE, ...always, ...query, page },
    schema: listWire(key, row),
    signal,
  })
  return found ?? { rows: [], hasNext: false }
}

/**
 * All pages. Ends at the last one, at an empty one, and at one that repeats the page before: some lists ignore `page` and
 * would go on for ever.
 */
export async function* readPages<Row>(
  context: AmocrmContext,
  source: ListSource<Row>,
  query: Query,
  signal: AbortSignal,
): AsyncGenerator<readonly Row[]> {
  let before = ''
  for (let page = 1; ; page++) {
    const { rows, hasNext } = await readPage(context, source, query, page, signal)
    const content = JSON.stringify(rows)
    if (rows.length === 0 || content === before) return
    yield rows
    if (!hasNext) return
    before = content
  }
}

/** All rows of a small list. */
export async function readAll<Row>(
  context: AmocrmContext,
  source: ListSource<Row>,
  query: Query,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const all: Row[] = []
  for await (const rows of readPages(context, source, query, signal)) all.push(...rows)
  return all
}
