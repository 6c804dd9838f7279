import type { NeighbourFieldName } from '#shared/domain/field-edit.ts'
import type { RemoteId } from '#shared/domain/ids.ts'
import type { ItemResult } from '../contact-writes.ts'
import { sendInParts, toParts } from '../send-in-parts.ts'
import { restOf } from '../held-alone.ts'
import { MAX_COMMANDS, type BatchOutcome, type Command, type CommandOutcome, type Refusal } from './api.ts'
import type { Bitrix24Context } from './context.ts'
import { toFaults } from './rejections.ts'
import { notRun } from './run-commands.ts'

/** One command, and what it is to come to. */
export interface Write {
  readonly command: Omit<Command, 'name'>
  readonly toResult: (outcome: CommandOutcome & { readonly kind: 'answered' | 'refused' }) => ItemResult
}

/** A command that reads, after the writes of each request. */
export interface Afterwards {
  /** `null` where there is nothing to be read after these. */
  readonly toCommand: (writes: readonly Write[]) => Omit<Command, 'name'> | null
  readonly hear: (outcome: CommandOutcome | undefined) => void
}

/** Of what is harmless to send twice. */
export const MAY_REPEAT = { mayRepeat: true } as const

/**
 * Fifty in a request, each by itself: one that is refused holds up no other. Those whose method has used up its time have
 * done nothing, and say for how long it rests.
 * @param afterwards go along in each request, in their order: while the method of one of them rests, no write leaves
 * @param mayRepeat a write whose look has not come about counts as not sent; without it, what was done is done
 * @throws {AppError} as `Connector`; `rate-limited` where nothing at all has run and nobody says why
 */
export function sendWrites(
  { api }: Bitrix24Context,
  writes: readonly Write[],
  signal: AbortSignal,
  afterwards: readonly Afterwards[] = [],
  { mayRepeat = false }: { readonly mayRepeat?: boolean } = {},
): Promise<readonly ItemResult[]> {
  async function send(part: readonly Write[]): Promise<readonly ItemResult[]> {
    const commands = part.map(({ command }, at): Command => ({ name: `w${at}`, ...command }))
    const last = afterwards.flatMap(({ toCommand }, at): Command[] => {
      const command = toCommand(part)
      return command === null ? [] : [{ name: `l${at}`, ...command }]
    })
    const needed = last.map(({ name }) => name)
    const send = () => api.batch([...commands, ...last], { halt: false, needed }, signal)
    const outcomes = await unlessAllRest(commands, send)
    for (const [at, { hear }] of afterwards.entries()) hear(outcomes.get(`l${at}`))
    const unlooked = last.map(({ name }) => outcomes.get(name)).find((outcome) => outcome?.kind === 'not-run')
    const results = part.map(({ toResult }, at): ItemResult => {
      const outcome = outcomes.get(`w${at}`) ?? { kind: 'not-run' }
      if (outcome.kind === 'not-run') return toNotSent(outcome)
      const result = toResult(outcome)
      return mayRepeat && unlooked?.kind === 'not-run' && result.kind === 'applied' ? toNotSent(unlooked) : result
    })
    const isUntold = (result: ItemResult) => result.kind === 'not-sent' && result.restMs === undefined
    if (results.every(isUntold)) throw notRun(commands[0]?.method ?? '')
    return results
  }
  return sendInParts(toParts(writes, MAX_COMMANDS - afterwards.length), send, signal)
}

/** That all of them rest is an outcome of each: what follows may be for another method. */
async function unlessAllRest(commands: readonly Command[], send: () => Promise<BatchOutcome>): Promise<BatchOutcome> {
  try {
    return await send()
  } catch (error) {
    const restMs = restOf(error)
    if (restMs === null) throw error
    return new Map(commands.map(({ name }) => [name, { kind: 'not-run', restMs }]))
  }
}

const toNotSent = ({ restMs }: CommandOutcome & { readonly kind: 'not-run' }): ItemResult =>
  restMs === undefined ? { kind: 'not-sent' } : { kind: 'not-sent', restMs }

/** Which field a refusal is about, and which value of it, by its words; `null` where nobody can tell. */
export type PlaceOf = (message: string) => { readonly field: NeighbourFieldName | null; readonly part?: string }

/** A portal says in its own words what it does not want; which field that is about is known where only one was sent. */
export function toRejected(refusal: Refusal, place: NeighbourFieldName | null | PlaceOf): ItemResult {
  return toFaults(refusal, typeof place === 'function' ? place : () => ({ field: place }))
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
