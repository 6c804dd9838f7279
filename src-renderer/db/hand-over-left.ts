import type { MutationId, RecordId } from '#shared/domain/ids.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { finishAdoption } from './adopt-contact.ts'
import { finishCancel, isDisconnected } from './cancel-mutation.ts'
import { finishGiveUp, readGivenUp } from './give-up.ts'
import { handOver, inTurn } from './hand-over.ts'
import { parseMutation } from './parse-mutation.ts'
import { finishRetry } from './retry-mutation.ts'
import type { MutationRow } from './rows.ts'
import type { StoreContext } from './store-context.ts'

/**
 * Asks main for what another window has begun and could not end: its own line was cut, or it was closed. To be called now
 * and then by the window that keeps the cache; whatever has been in doubt since the last call is asked once more, in the
 * order in which the user acted. Asking twice is harmless, and main takes nothing in again that has left meanwhile.
 * @param seen what was in doubt at the last call
 * @returns what is in doubt now
 * @throws {AppError} `state/refused` with reason `disconnected`
 */
export async function handOverLeft(
  context: StoreContext,
  main: Caller<Commands>,
  seen: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const { db } = context
  const inDoubt = await db.outbox.where('state').anyOf(['saving', 'cancelling', 'retrying', 'adopting']).sortBy('seq')
  for (const row of inDoubt) if (seen.has(row.id)) await finish(context, main, row)
  const givenUp = await readGivenUp(db)
  for (const [id, recordIds] of givenUp) if (seen.has(givenUpKey(id))) await letGo(context, main, id, recordIds)
  return new Set([...inDoubt.map(({ id }) => id), ...[...givenUp.keys()].map(givenUpKey)])
}

const givenUpKey = (id: MutationId): string => `given up: ${id}`

async function finish(context: StoreContext, main: Caller<Commands>, row: MutationRow): Promise<void> {
  const mutation = parseMutation(row)
  if (mutation === null) return
  if (row.state === 'saving') return inTurn(context.db, () => handOver(context.db, main, mutation))
  if (row.state === 'adopting') {
    return tolerate(inTurn(context.db, () => finishAdoption(context, main, row.id)))
  }
  await tolerate(
    row.state === 'cancelling' ? finishCancel(context, main, mutation) : finishRetry(context, main, row.id),
  )
}

async function letGo(
  context: StoreContext,
  main: Caller<Commands>,
  id: MutationId,
  recordIds: readonly RecordId[],
): Promise<void> {
  const row = await context.db.outbox.where({ id }).first()
  const mutation = row === undefined ? null : parseMutation(row)
  if (mutation !== null) await tolerate(finishGiveUp(context, main, mutation, recordIds))
}

/** A wish that main refuses leaves the edit as it was, in plain sight. */
async function tolerate(wish: Promise<unknown>): Promise<void> {
  await wish.catch((error: unknown) => {
    if (isDisconnected(error)) throw error
  })
}
