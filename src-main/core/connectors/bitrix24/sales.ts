import type { RemoteId } from '#shared/domain/ids.ts'
import type { RemoteNeighbour } from '#shared/domain/neighbour.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { CreatedNeighbours, NeighbourPort, RemoteNeighbourChange } from '../neighbour-port.ts'
import type { Cursor, KnownIds } from '../pull-page.ts'
import type { Command, Params } from './api.ts'
import { ORIGINATOR, toRemoteId, type ContactContext } from './contact-context.ts'
import { toFieldId } from './families.ts'
import { formOf, type Form } from './field-catalog.ts'
import { parseResult } from './parse-result.ts'
import type { Collection } from './pull.ts'
import { pullAllowed } from './pull-allowed.ts'
import { createSales, updateSales } from './push-sales.ts'
import { compareIds, readRowsBeside, sweepIds } from './read-by-ids.ts'
import { listMembers, readMembers } from './sale-links.ts'
import { SaleWire } from './sale-wire.ts'
import { toSale, type SaleWords } from './sale-words.ts'
import { momentOf, toMomentText } from './scalars.ts'
import { readStretch, type Listing } from './walk-ids.ts'
import { toChanges } from './to-changes.ts'
import type { RowWire } from './wire.ts'

const listOf = ({ family }: SaleWords): string => `${family.method}.list`

/** All that can be done with one kind of sales. */
export function createSalePort(context: ContactContext, words: SaleWords): NeighbourPort {
  const collection = createCollection(context, words)
  return {
    async *pull(cursor, signal, known) {
      for await (const page of pullAllowed(
        context,
        { kind: words.kind, collection },
        toOwnCursor(cursor),
        signal,
        known,
      )) {
        yield { ...page, cursor: toCursor(page.cursor) }
      }
    },
    read: (ids, signal) => readSales(context, words, ids, signal),
    create: (items, signal) => createSales(context, words, items, signal),
    update: (items, signal) => updateSales(context, words, items, signal),
    findCreated: (since, signal) => findCreatedSales(context, words, since, signal),
  }
}

/**
 * What was pulled before fields of the form were read has none: whoever has a cursor of those days begins anew. An empty one
 * says that there was nothing to pull.
 */
const GENERATION = 'form:'
const toCursor = (own: Cursor): Cursor => `${GENERATION}${own}` as Cursor
const toOwnCursor = (cursor: Cursor | null): Cursor | null =>
  cursor?.startsWith(GENERATION) === true ? (cursor.slice(GENERATION.length) as Cursor) : null

function createCollection(context: ContactContext, words: SaleWords): Collection<RemoteNeighbourChange> {
  return {
    listing: {
      ...{ method: listOf(words), filter: {}, select: words.select },
      mostPages: words.mostPages,
      beside: (filter) => listMembers(words, filter),
    },
    async toItems({ rows, beside }, signal, isWalk) {
      const sales = await toSales(context, words, rows, beside, !isWalk, signal)
      return sales.map((neighbour) => ({ kind: 'upsert', neighbour }))
    },
    sweep: async (known: KnownIds, signal) =>
      sweepIds<RemoteNeighbourChange>(await compareIds(context, listOf(words), known, signal), {
        toGone: (remoteId) => ({ kind: 'delete', remoteId }),
        read: async (ids) => toChanges(ids, await readSales(context, words, ids, signal)),
      }),
    told: {
      entity: words.kind === 'deal' ? 'DEAL' : 'LEAD',
      read: async (ids, signal) => toChanges(ids, await readSales(context, words, ids, signal)),
    },
  }
}

/** Rows with what belongs to them. @param told answers of `listMembers` about the same; `isEach` as `readRows` */
async function toSales(
  context: ContactContext,
  words: SaleWords,
  rows: readonly RowWire[],
  told: readonly unknown[],
  isEach: boolean,
  signal: AbortSignal,
): Promise<readonly RemoteNeighbour[]> {
  if (rows.length === 0) return []
  const wires = rows.map((row) => parseResult(SaleWire, row, listOf(words)))
  const members = await readMembers(context, words, wires, told, signal)
  const products = await words.readRows(context, wires, isEach, signal)
  const none = { contactIds: [], main: null }
  const form = await formFor(context, words, rows, signal)
  return wires.map((wire) => {
    const parts = { ...(members.get(wire.ID) ?? none), rows: products.get(wire.ID) }
    return toSale(words, wire, parts, context.accountId, form)
  })
}

/** A field that has been made a moment ago comes with the rows at once. */
async function formFor(
  { catalog }: ContactContext,
  { family }: SaleWords,
  [row]: readonly RowWire[],
  signal: AbortSignal,
): Promise<Form> {
  const codes = Object.keys(row ?? {}).filter((name) => name.startsWith('UF_'))
  const told = await catalog.covering(
    codes.map((code) => toFieldId(family, code)),
    signal,
  )
  return formOf(told, family.owner)
}

async function readSales(
  context: ContactContext,
  words: SaleWords,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<RemoteId, RemoteNeighbour>> {
  const listing = { select: words.select, beside: (filter: Params) => listMembers(words, filter) }
  const { rows, told } = await readRowsBeside(context, words.family.method, listing, ids, signal)
  const sales = await toSales(context, words, rows, told, true, signal)
  return new Map(sales.map((sale) => [sale.remoteId, sale]))
}

const CLOCK: Command = { name: 'clock', method: 'server.time', params: {} }
/** The server knows whole seconds; the one in which `since` falls counts. */
const MARGIN_MS = 1_000

/** What was made since then and says that it comes from here. */
async function findCreatedSales(
  context: ContactContext,
  words: SaleWords,
  since: number,
  signal: AbortSignal,
): Promise<CreatedNeighbours> {
  const { offsetMinutes } = await context.catalog.current(signal)
  const from = toMomentText(since - MARGIN_MS, offsetMinutes)
  const listing: Listing = {
    ...{ method: listOf(words), filter: { '=ORIGINATOR_ID': ORIGINATOR, '>=DATE_CREATE': from } },
    select: words.select,
  }
  const created: RemoteNeighbour[] = []
  const keys = new Map<RemoteId, string>()
  let at: number | null = null
  for (let [after, hasMore] = ['0', true]; hasMore;) {
    const stretch = await readStretch(context, listing, after, signal, [CLOCK])
    const [told] = stretch.ahead
    // Of the first page: what came into being during the walk may not be in it.
    at ??= told?.kind === 'answered' ? momentOf(told.answer.result) : null
    created.push(...(await toSales(context, words, stretch.rows, [], false, signal)))
    for (const row of stretch.rows) {
      const { ID, ORIGINATOR_ID, ORIGIN_ID } = parseResult(SaleWire, row, listing.method)
      if (ORIGINATOR_ID === ORIGINATOR) keys.set(toRemoteId(ID), ORIGIN_ID)
    }
    after = stretch.rows.at(-1)?.ID ?? after
    hasMore = stretch.hasMore
  }
  const heard = at ?? context.api.heardAt()
  if (heard !== null) return { at: heard, created, keys }
  throw new AppError('remote/invalid-response', 'the answer does not say what time it is', {
    details: { path: 'time', reached: true },
  })
}
