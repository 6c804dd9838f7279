import type { NeighbourFieldName } from '#shared/domain/field-edit.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { ItemResult } from '../connector.ts'
import { sendInParts, toParts } from '../send-in-parts.ts'
import { MAX_COMMANDS, type Command, type CommandOutcome, type Refusal } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { isAccessDenied } from './refusals.ts'
import { notRun } from './run-commands.ts'

/** One command, and what it is to come to. */
export interface Write {
  readonly command: Omit<Command, 'name'>
  readonly toResult: (outcome: CommandOutcome & { readonly kind: 'answered' | 'refused' }) => ItemResult
}

/** A command that reads, after the writes of each request. */
export interface Afterwards {
  readonly command: Omit<Command, 'name'>
  readonly hear: (outcome: CommandOutcome | undefined) => void
}

/**
 * Fifty in a request, each by itself: one that is refused holds up no other. Those whose method has used up its time have
 * done nothing and go again.
 * @param afterwards goes along in each request
 * @throws {AppError} as `Connector`; `rate-limited` where nothing at all has run
 */
export function sendWrites(
  { api }: Bitrix24Context,
  writes: readonly Write[],
  signal: AbortSignal,
  afterwards?: Afterwards,
): Promise<readonly ItemResult[]> {
  const last: readonly Command[] = afterwards === undefined ? [] : [{ name: 'last', ...afterwards.command }]
  async function send(part: readonly Write[]): Promise<readonly ItemResult[]> {
    const commands = part.map(({ command }, at): Command => ({ name: `w${at}`, ...command }))
    const outcomes = await api.batch([...commands, ...last], { halt: false }, signal)
    afterwards?.hear(outcomes.get('last'))
    const results = part.map(({ toResult }, at): ItemResult => {
      const outcome = outcomes.get(`w${at}`) ?? { kind: 'not-run' }
      return outcome.kind === 'not-run' ? { kind: 'not-sent' } : toResult(outcome)
    })
    if (results.every(({ kind }) => kind === 'not-sent')) throw notRun(commands[0]?.method ?? '')
    return results
  }
  return sendInParts(toParts(writes, MAX_COMMANDS - last.length), send, signal)
}

/** Which field a refusal is about, and which value of it, by its words; `null` where nobody can tell. */
export type PlaceOf = (message: string) => { readonly field: NeighbourFieldName | null; readonly part?: string }

/** A portal says in its own words what it does not want; which field that is about is known where only one was sent. */
export function toRejected(refusal: Refusal, place: NeighbourFieldName | null | PlaceOf): ItemResult {
  const { message, code } = refusal
  if (isAccessDenied(refusal)) return { kind: 'rejected', field: null, reason: 'forbidden', message }
  const where = typeof place === 'function' ? place(message) : { field: place }
  return { kind: 'rejected', ...where, reason: code.toLowerCase() || 'refused', message }
}

/** One command of an update. */
export const toWrite = (
  method: string,
  params: Readonly<Record<string, unknown>>,
  remoteId: RemoteId,
  place: NeighbourFieldName | null | PlaceOf,
): Write => ({
  command: { method, params },
  toResult: (outcome) =>
    outcome.kind === 'refused' ? toRejected(outcome.refusal, place) : { kind: 'applied', remoteId, updatedAt: null },
})
