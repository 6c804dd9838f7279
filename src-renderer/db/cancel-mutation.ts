import type { MutationId, RecordId } from '#shared/domain/ids.ts'
import { recordIdsOf, type Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { dropTargets } from './drop-targets.ts'
import { markUndone, type UndoneLine } from './mark-undone.ts'
import { moveMutation } from './move-mutation.ts'
import { parseMutation } from './parse-mutation.ts'
import { announceRecords } from './rows-channel.ts'
import { restingState } from './staying.ts'
import { write, type StoreContext } from './store-context.ts'

export interface Cancelled {
  readonly cancelled: readonly RecordId[]
  /** Have left for the CRM already and go on. */
  readonly kept: readonly RecordId[]
}

/**
 * Takes back what has not left yet. The wish is durable before main is asked: killed in between, `reconcile` asks
 * again. Cancelling a create takes the contact away with all the edits of it, in main as here.
 * @param undone lines of the history that no longer stand with it
 * @throws {AppError} `state/refused` with reason `disconnected`: the wish stands and is carried out later; any other
 * code: nothing was cancelled
 */
export async function cancelMutation(
  context: StoreContext,
  main: Caller<Commands>,
  mutationId: MutationId,
  undone: readonly UndoneLine[] = [],
): Promise<Cancelled> {
  const { db, now } = context
  const row = await db.outbox.where({ id: mutationId }).first()
  const mutation = row === undefined ? null : parseMutation(row)
  if (mutation === null) return { cancelled: [], kept: [] }

  await write(db, [db.outbox, db.history], async () => {
    await markUndone(db, undone, now())
    await db.outbox.where({ id: mutationId }).modify({ state: 'cancelling' })
  })
  return finishCancel(context, main, mutation)
}

/** The part that can be repeated: asks main, then takes back here what main took back. */
export async function finishCancel(
  context: StoreContext,
  main: Caller<Commands>,
  mutation: Mutation,
): Promise<Cancelled> {
  const { db } = context
  const setBack = () => moveMutation(db, mutation.id, 'cancelling', restingState(mutation))
  const reply = await main.call('outbox/cancel', { mutationId: mutation.id }).catch(async (error: unknown) => {
    if (!isDisconnected(error)) await setBack()
    throw error
  })

  // Main has nothing of it, and forgets only what has left the outbox here: it was never handed over.
  const isForeign = reply.cancelled.length === 0 && reply.kept.length === 0
  const isUnheard = isForeign && (await db.outbox.where({ id: mutation.id }).count()) > 0
  const cancelled = isUnheard ? recordIdsOf(mutation.change) : reply.cancelled
  await withdraw(context, mutation, cancelled)
  await setBack()
  return { cancelled, kept: reply.kept }
}

/** Takes a mutation back for some of its records, here alone. */
export async function withdraw(
  { db, rows }: StoreContext,
  mutation: Mutation,
  recordIds: readonly RecordId[],
): Promise<void> {
  const companies = await dropTargets(db, mutation, recordIds)
  rows.announce({ kind: 'companies', ids: [...companies] })
  announceRecords(rows, recordIds)
  // A contact that is not to be made leaves its deals.
  if (mutation.change.kind === 'create') rows.announce({ kind: 'every-deal' })
}

/** Whether the line was cut: main may have heard or not. */
export const isDisconnected = (error: unknown): boolean =>
  error instanceof AppError && error.details['reason'] === 'disconnected'
