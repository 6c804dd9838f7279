import { AppError } from '#shared/errors/app-error.ts'
import type { AskedReason } from '#shared/domain/noticing.ts'
import type { Cursor } from '../pull-page.ts'
import type { ContactContext } from './contact-context.ts'
import type { ToldState } from './event-feed.ts'
import { recordEvents } from './events.ts'
import type { ChangesPosition } from './position.ts'
import { pullTold, type ToldKind, type ToldPage } from './pull-told.ts'

/** What is left to ask lists for. */
export interface AfterTold {
  /** Since when all is told, server seconds; `null` where nothing is. */
  readonly toldSince: number | null
  /** Lists say the same, and more: they are asked now and then. */
  readonly isListDue: boolean
}

/** A position, how it came to us, and whether ids can be compared. */
export interface From {
  readonly cursor: Cursor
  readonly position: ChangesPosition
  readonly canSweep: boolean
}

/**
 * Lists are compared with what was told: of what we have done ourselves nothing is told, nor of what the portal then did of itself;
 * bindings vanish. After a write of ours at once, else this often.
 */
const LIST_EVERY_MS = 15 * 60_000

/** Yields what the portal tells of one kind, where it does. */
export async function* pullToldFirst<Item>(
  context: ContactContext,
  kind: ToldKind<Item> | undefined,
  { cursor, position, canSweep }: From,
  signal: AbortSignal,
): AsyncGenerator<ToldPage<Item>, AfterTold> {
  const { feed, api } = context
  if (feed === null || kind === undefined) return nothingTold
  const state = await feed.open(signal)
  if (state.kind === 'asked' || !recordEvents(kind.entity).every((name) => state.names.has(name))) return nothingTold
  const memory = feed.memoryOf(kind.entity)
  const { listed } = memory
  const isStale =
    listed === null ||
    listed.cursor !== cursor ||
    listed.writes !== api.writeCount ||
    Math.abs(context.clock.now() - listed.at) >= LIST_EVERY_MS
  const toldSince = toldSinceOf(state, position)
  try {
    const wish = { queue: state.queue, names: state.names, triesFailed: isStale }
    const isTooLong = yield* pullTold(context, kind, memory, wish, signal)
    feed.noteBacklog(kind.entity, isTooLong)
    const isSweepDue = canSweep && toldSince > position.sweptAt
    return { toldSince, isListDue: isStale || memory.listed === null || isSweepDue }
  } catch (error) {
    const reason = refusedFor(error)
    if (reason === null) throw error
    await feed.refused(reason, signal)
    return nothingTold
  }
}

const nothingTold: AfterTold = { toldSince: null, isListDue: true }

function toldSinceOf({ since, brokenUntil }: ToldState, position: ChangesPosition): number {
  const begun = position.toldSince ?? since
  return brokenUntil === null ? begun : Math.max(begun, brokenUntil)
}

/** Whether the queue itself was refused, or makes no sense: all else is as with lists. */
function refusedFor(error: unknown): AskedReason | null {
  if (!(error instanceof AppError) || !/^event\./.test(String(error.details['method']))) return null
  if (error.code === 'auth/denied') return error.details['reason'] === 'rights' ? 'rights' : 'refused'
  return error.code === 'remote/invalid-response' || error.code === 'remote/rejected' ? 'refused' : null
}

/** Remembers how far a pull of one kind has come. @param writes when lists were begun to be asked, `null` where they were not */
export function notePulled(
  { feed, clock }: ContactContext,
  kind: ToldKind<unknown> | undefined,
  cursor: Cursor,
  writes: number | null,
): void {
  if (feed === null || kind === undefined) return
  const memory = feed.memoryOf(kind.entity)
  if (writes !== null) memory.listed = { cursor, writes, at: clock.now() }
  else if (memory.listed !== null) memory.listed = { ...memory.listed, cursor }
}
