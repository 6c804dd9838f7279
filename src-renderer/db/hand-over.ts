import type { MutationId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { isDisconnected } from './cancel-mutation.ts'
import type { CacheDb } from './cache-db.ts'
import { moveMutation } from './move-mutation.ts'
import { parseMutation } from './parse-mutation.ts'
import { restingState } from './staying.ts'

const turns = new WeakMap<CacheDb, Promise<unknown>>()

/**
 * One after the other: main's journal takes edits in the order in which it hears of them, and the later of two edits of
 * one field is what the user means.
 * @param after belongs to the same turn, but nobody waits for it: it comes before whoever is next
 */
export async function inTurn<T>(db: CacheDb, work: () => Promise<T>, after?: (result: T) => Promise<void>): Promise<T> {
  const turn = (turns.get(db) ?? Promise.resolve()).then(work)
  turns.set(
    db,
    turn.then(after).catch(() => undefined),
  )
  return turn
}

/**
 * Hands over what was accepted here before `id` and main may not have heard of: a line that was cut leaves that. Within
 * the caller's turn.
 * @throws {AppError} `state/refused` with reason `disconnected`
 */
export async function handOverEarlier(db: CacheDb, main: Caller<Commands>, id: MutationId): Promise<void> {
  // By key: the edit itself may hold 100,000 ids.
  const saving = await db.outbox.where({ state: 'saving' }).primaryKeys()
  const [own = 0] = await db.outbox.where({ id }).primaryKeys()
  const earlier = await db.outbox.bulkGet(saving.filter((seq) => seq < own).sort((a, b) => a - b))
  for (const row of earlier) {
    const mutation = row === undefined ? null : parseMutation(row)
    if (mutation !== null) await handOver(db, main, mutation)
  }
}

/**
 * Hands one edit over, if it is still in the outbox: it may have been taken back, or confirmed, while others went. One
 * that main refuses stays `saving` in plain sight and is offered again; the others go on. Within the caller's turn.
 * @throws {AppError} `state/refused` with reason `disconnected`
 */
export async function handOver(db: CacheDb, main: Caller<Commands>, mutation: Mutation): Promise<void> {
  if ((await db.outbox.where({ id: mutation.id }).count()) === 0) return
  try {
    await main.call('outbox/accept', { mutation })
  } catch (error) {
    if (isDisconnected(error)) throw error
    return
  }
  await moveMutation(db, mutation.id, 'saving', restingState(mutation))
}
