import type { RemoteId } from '#shared/domain/ids.ts'
import type { RemoteNeighbour } from '#shared/domain/neighbour.ts'
import type { RemoteNeighbourChange } from '../neighbour-port.ts'
import type { KnownIds } from '../pull-page.ts'
import type { Command } from './api.ts'
import { toRemoteId } from './contact-context.ts'
import type { Bitrix24Context } from './context.ts'
import { parseResult } from './parse-result.ts'
import { findGone } from './read-by-ids.ts'
import { ADDRESSES, OF_REQUISITE, toAddresses, type Addresses } from './requisite-addresses.ts'
import { AddressWire } from './requisite-wire.ts'
import { answerOf, readAll } from './run-commands.ts'
import { PAGE_SIZE } from './walk-ids.ts'
import { listOfRows } from './wire.ts'

type Sweep = (known: KnownIds, signal: AbortSignal) => Promise<readonly RemoteNeighbourChange[]>

/**
 * What is gone, and what has another address than at the last look: no date tells of either. What was there at the first look
 * after a start is told again, for nobody remembers how it was.
 */
export function createRequisiteSweep(
  context: Bitrix24Context,
  method: string,
  read: (ids: readonly RemoteId[], signal: AbortSignal) => Promise<ReadonlyMap<RemoteId, RemoteNeighbour>>,
): Sweep {
  let seen = new Map<string, string>()
  return async (known, signal) => {
    const gone = await findGone(context, method, known, signal)
    const now = new Map([...(await readAllAddresses(context, signal))].map(([id, own]) => [id, JSON.stringify(own)]))
    const changed = [...new Set([...seen.keys(), ...now.keys()])].filter((id) => seen.get(id) !== now.get(id))
    const found = await read(changed.map(toRemoteId), signal)
    seen = now
    return [
      ...[...found.values()].map((neighbour) => ({ kind: 'upsert', neighbour }) as const),
      ...gone.map((remoteId) => ({ kind: 'delete', remoteId }) as const),
    ]
  }
}

/** Pages of one request; a list of addresses has no ids to walk by. */
const PAGES = 20

async function readAllAddresses(context: Bitrix24Context, signal: AbortSignal): Promise<Addresses> {
  const rows: AddressWire[] = []
  // Most portals have no more than the first page.
  for (let [first, count, hasMore] = [0, 1, true]; hasMore; [first, count] = [first + count, PAGES]) {
    const from = first
    const commands = Array.from({ length: count }, (_, page) => toPage((from + page) * PAGE_SIZE))
    const outcomes = await readAll(context, commands, signal)
    const pages = outcomes.map((outcome) =>
      parseResult(listOfRows(AddressWire), answerOf(outcome, ADDRESSES).result, ADDRESSES),
    )
    const last = pages.findIndex(({ length }) => length < PAGE_SIZE)
    rows.push(...pages.slice(0, last === -1 ? pages.length : last + 1).flat())
    hasMore = last === -1
  }
  return toAddresses(rows)
}

const toPage = (start: number): Command => ({
  name: `s${start}`,
  method: ADDRESSES,
  params: {
    filter: { ENTITY_TYPE_ID: OF_REQUISITE },
    order: { ENTITY_ID: 'ASC', TYPE_ID: 'ASC' },
    start,
  },
})
