import type { RemoteId } from '#shared/domain/ids.ts'
import type { KnownIds } from '../pull-page.ts'
import type { Command } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { parseResult } from './parse-result.ts'
import { readIds, type Swept } from './pull.ts'
import { answerOf, readAll } from './run-commands.ts'
import { toldBeside, toPages, type Listing } from './walk-ids.ts'
import { listOfRows, RowWire } from './wire.ts'

/** One page of an old list, by id. */
export const listByIds = (
  method: string,
  ids: readonly RemoteId[],
  select: readonly string[] | undefined,
): Omit<Command, 'name'> => ({
  method,
  params: { filter: { '@ID': ids }, order: { ID: 'ASC' }, select, start: -1 },
})

/**
 * Rows with what the list beside says of them. One alone is asked for by its own method; where that refuses it, the list says
 * whether it is there.
 * @param family what the kind's methods begin with
 */
export async function readRowsBeside(
  context: Bitrix24Context,
  family: string,
  { select, beside }: Pick<Required<Listing>, 'select' | 'beside'>,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<{ readonly rows: readonly RowWire[]; readonly told: readonly unknown[] }> {
  const list = `${family}.list`
  const [only, ...others] = ids
  if (only !== undefined && others.length === 0) {
    const get: Command = { name: 'c0', method: `${family}.get`, params: { id: only } }
    const [own, other] = await readAll(context, [get, { name: 'b0', ...beside({ '@id': ids }) }], signal)
    if (own?.kind === 'answered') {
      const row = parseResult(RowWire, own.answer.result, get.method)
      return { rows: [row], told: [toldBeside(other)] }
    }
  }
  const commands = toPages(ids).flatMap((part, at): Command[] => [
    { name: `c${at}`, ...listByIds(list, part, select) },
    { name: `b${at}`, ...beside({ '@id': part }) },
  ])
  const outcomes = await readAll(context, commands, signal)
  const own = outcomes.filter((_, at) => at % 2 === 0)
  return {
    rows: own.flatMap((outcome) => parseResult(listOfRows(RowWire), answerOf(outcome, list).result, list)),
    told: outcomes.filter((_, at) => at % 2 === 1).map(toldBeside),
  }
}

/** Rows of an old list, by id; what is deleted, or out of reach, is absent. */
export async function readRowsById(
  context: Bitrix24Context,
  method: string,
  ids: readonly RemoteId[],
  select: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<readonly RowWire[]> {
  const commands = toPages(ids).map((part, at): Command => ({ name: `c${at}`, ...listByIds(method, part, select) }))
  const outcomes = await readAll(context, commands, signal)
  return outcomes.flatMap((outcome) => parseResult(listOfRows(RowWire), answerOf(outcome, method).result, method))
}

/** What a comparison of ids has come to. */
export interface Compared {
  /** Of the device, and not of the portal any more, or not for this user. */
  readonly gone: readonly RemoteId[]
  /** Of the portal, and not on the device. */
  readonly unseen: readonly RemoteId[]
}

/** Records of the device that the portal does not list any more: see `compareIds`. */
export const findGone = async (...asked: Parameters<typeof compareIds>): Promise<readonly RemoteId[]> =>
  (await compareIds(...asked)).gone

/**
 * What the device has beside what the portal lists: what is not listed is asked for by its id before it is believed to be gone. What
 * the device has not seen has come into this user's sight by wider rights, which change no date; or it is a moment old, and comes with
 * the changes as well.
 */
export async function compareIds(
  context: Bitrix24Context,
  method: string,
  known: KnownIds,
  signal: AbortSignal,
): Promise<Compared> {
  const ids: RemoteId[] = []
  for await (const part of known()) ids.push(...part)
  const present = await readIds(context, { method }, signal)
  const missing = ids.filter((id) => !present.has(id))
  const rows = missing.length === 0 ? [] : await readRowsById(context, method, missing, ['ID'], signal)
  const there = new Set<string>(rows.map(({ ID }) => ID))
  const here = new Set(ids)
  return {
    gone: missing.filter((id) => !there.has(id)),
    unseen: [...present].filter((id) => !here.has(id)),
  }
}

/** More than these are rather walked than asked for one by one: that is as many requests, and shows how far it is. */
const MOST_UNSEEN = 2_500

/** What a comparison tells of one kind. @param read those of these ids that are there */
export async function sweepIds<Item>(
  { gone, unseen }: Compared,
  {
    toGone,
    read,
  }: {
    readonly toGone: (id: RemoteId) => Item
    readonly read: (ids: readonly RemoteId[]) => Promise<readonly Item[]>
  },
): Promise<Swept<Item>> {
  const items = gone.map(toGone)
  if (unseen.length > MOST_UNSEEN) return { items, isAnew: true }
  return unseen.length === 0 ? { items } : { items: [...items, ...(await read(unseen))] }
}
