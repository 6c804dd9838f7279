import type { RemoteId } from '#shared/domain/ids.ts'
import { MAX_COMMANDS, type Command, type CommandOutcome, type Params } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { parseResult } from './parse-result.ts'
import { answerOf, notRun, readAll } from './run-commands.ts'
import { listOfRows, RowWire } from './wire.ts'

/** Of lists, always. */
export const PAGE_SIZE = 50

/** A list that is walked by id. */
export interface Listing {
  readonly method: string
  readonly filter: Params
  /** Without names all that there is. */
  readonly select: readonly string[] | undefined
  /** At most this many pages in a request, where each row costs a command of its own: edits wait until all are read. */
  readonly mostPages?: number
  /** A second list that tells more of the same records, whose ids are as this filter says. */
  readonly beside?: (filter: Params) => Omit<Command, 'name'>
}

/** What one request has brought. */
export interface Stretch {
  /** In the order of their ids. */
  readonly rows: readonly RowWire[]
  /** Answers of the list beside; `null` where it was refused. */
  readonly beside: readonly unknown[]
  readonly hasMore: boolean
  /** Answers of the commands that went ahead, in their order. */
  readonly ahead: readonly (CommandOutcome | undefined)[]
}

/**
 * One request: as many pages as it holds, each from where the one before has ended, by references that the server follows.
 * Nothing is counted, so a page costs the vendor the same wherever it is; what is deleted or comes meanwhile moves no page.
 * @param after the id after which to begin
 * @param ahead commands to carry out first
 */
export async function readStretch(
  { api }: Bitrix24Context,
  listing: Listing,
  after: string,
  signal: AbortSignal,
  ahead: readonly Command[] = [],
): Promise<Stretch> {
  const perPage = listing.beside === undefined ? 1 : 2
  const pages = Math.min(listing.mostPages ?? MAX_COMMANDS, Math.floor((MAX_COMMANDS - ahead.length) / perPage))
  const commands = Array.from({ length: pages }, (_, page) => commandsOf(listing, page, after)).flat()
  const outcome = await api.batch([...ahead, ...commands], { halt: false }, signal)

  const rows: RowWire[] = []
  const beside: unknown[] = []
  let hasMore = true
  for (let page = 0; page < pages && hasMore; page++) {
    const own = outcome.get(`p${page}`)
    // Its time has run out: what came before is worth having.
    if (page > 0 && own?.kind !== 'answered' && own?.kind !== 'refused') break
    const found = parseResult(listOfRows(RowWire), answerOf(own, listing.method).result, listing.method)
    rows.push(...found)
    if (listing.beside !== undefined) beside.push(toldBeside(outcome.get(`b${page}`)))
    hasMore = found.length === PAGE_SIZE
  }
  if (rows.length === 0 && hasMore) throw notRun(listing.method)
  return { rows, beside, hasMore, ahead: ahead.map(({ name }) => outcome.get(name)) }
}

function commandsOf({ method, filter, select, beside }: Listing, page: number, after: string): readonly Command[] {
  // Where a page is not full the next one refers to nothing, which is refused, or takes it for "from the beginning".
  const from = page === 0 ? after : `$result[p${page - 1}][${PAGE_SIZE - 1}][ID]`
  const params = { filter: { ...filter, '>ID': from }, order: { ID: 'ASC' }, select, start: -1 }
  const own: Command = { name: `p${page}`, method, params }
  return beside === undefined ? [own] : [own, { name: `b${page}`, ...beside({ '>id': from }) }]
}

/** What the list beside has answered; `null` where it was refused. */
export const toldBeside = (outcome: CommandOutcome | undefined): unknown =>
  outcome?.kind === 'answered' ? outcome.answer.result : null

/** What the list beside says of rows that came without it: in one request what one request has brought. */
export async function askBeside(
  context: Bitrix24Context,
  { beside }: Listing,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  if (beside === undefined) return []
  const commands = toPages(ids).map((part, at): Command => ({ name: `b${at}`, ...beside({ '@id': part }) }))
  return (await readAll(context, commands, signal)).map(toldBeside)
}

/** Ids in as many parts as it takes pages, each once. */
export function toPages(ids: readonly RemoteId[]): readonly (readonly RemoteId[])[] {
  const unique = [...new Set(ids)]
  const count = Math.ceil(unique.length / PAGE_SIZE)
  return Array.from({ length: count }, (_, at) => unique.slice(at * PAGE_SIZE, (at + 1) * PAGE_SIZE))
}
