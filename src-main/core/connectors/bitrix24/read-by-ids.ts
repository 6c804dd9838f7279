import type { RemoteId } from '#shared/domain/ids.ts'
import type { KnownIds } from '../connector.ts'
import type { Command } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { parseResult } from './parse-result.ts'
import { readIds } from './pull.ts'
import { answerOf, readAll } from './run-commands.ts'
import { toPages } from './walk-ids.ts'
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

/**
 * Records of the device that the portal does not list any more: each is asked for by its id before it is believed. Those that
 * the device does not know yet come with the changes.
 */
export async function findGone(
  context: Bitrix24Context,
  method: string,
  known: KnownIds,
  signal: AbortSignal,
): Promise<readonly RemoteId[]> {
  const ids: RemoteId[] = []
  for await (const part of known()) ids.push(...part)
  const present = await readIds(context, { method }, signal)
  const missing = ids.filter((id) => !present.has(id))
  const rows = missing.length === 0 ? [] : await readRowsById(context, method, missing, ['ID'], signal)
  const there = new Set<string>(rows.map(({ ID }) => ID))
  return missing.filter((id) => !there.has(id))
}
