import type { RemoteId } from '#shared/domain/ids.ts'
import type { AddressLines, RequisiteFields } from '#shared/domain/requisite.ts'
import type { Command } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { parseResult } from './parse-result.ts'
import { toPages } from './walk-ids.ts'
import { addressLines } from './requisite-form.ts'
import { AddressWire } from './requisite-wire.ts'
import { answerOf, readAll } from './run-commands.ts'
import { textOf } from './scalars.ts'
import { PAGE_SIZE } from './walk-ids.ts'
import { listOfRows } from './wire.ts'

/** What an address hangs on. */
export const OF_REQUISITE = 8
export const ADDRESSES = 'crm.address.list'

/** Addresses of requisites, by whose they are; those that have none are absent. One may be there without any line. */
export type Addresses = ReadonlyMap<string, RequisiteFields['addresses']>

/**
 * A page of requisites rarely has more than a page of addresses: where it has, what is left is asked for in another round.
 * @source https://apidocs.bitrix24.com/api-reference/crm/requisites/addresses/crm-address-list.html
 */
export async function readAddresses(
  context: Bitrix24Context,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<Addresses> {
  const found: AddressWire[] = []
  let open = toPages(ids).map((part) => ({ part, start: 0 }))
  while (open.length > 0) {
    const commands = open.map(({ part, start }, at): Command => ({ name: `a${at}`, ...pageOf(part, start) }))
    const outcomes = await readAll(context, commands, signal)
    const pages = outcomes.map((outcome) =>
      parseResult(listOfRows(AddressWire), answerOf(outcome, ADDRESSES).result, ADDRESSES),
    )
    found.push(...pages.flat())
    open = open
      .filter((_, at) => pages[at]?.length === PAGE_SIZE)
      .map(({ part, start }) => ({ part, start: start + PAGE_SIZE }))
  }
  return toAddresses(found)
}

const pageOf = (ids: readonly RemoteId[], start: number): Omit<Command, 'name'> => ({
  method: ADDRESSES,
  params: {
    filter: { ENTITY_TYPE_ID: OF_REQUISITE, '@ENTITY_ID': ids },
    order: { ENTITY_ID: 'ASC', TYPE_ID: 'ASC' },
    start,
  },
})

/** Rows by whose they are. */
export function toAddresses(rows: readonly AddressWire[]): Addresses {
  const byOwner = Map.groupBy(rows, ({ ENTITY_ID }) => ENTITY_ID)
  return new Map(
    [...byOwner].map(([owner, own]) => [
      owner,
      Object.fromEntries(own.map((row) => [row.TYPE_ID, toLines(row)] as const)),
    ]),
  )
}

const toLines = (row: AddressWire): AddressLines =>
  Object.fromEntries(addressLines.map((line) => [line, textOf(row[line])] as const).filter(([, text]) => text !== ''))
