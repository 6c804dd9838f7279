import type { ContactId, MutationId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { dropTargets } from './drop-targets.ts'
import { moveMutation } from './move-mutation.ts'
import { parseMutation } from './parse-mutation.ts'
import { write, type StoreContext } from './store-context.ts'

export interface Cancelled {
  readonly cancelled: readonly ContactId[]
  /** Have left for the CRM already and go on. */
  readonly kept: readonly ContactId[]
}

/**
 * Takes back what has not left yet. The wish is durable before main is asked: killed in between, `reconcile` asks
 * again. Cancelling a create takes the contact away with all the edits of it, in main as here.
 * @throws {AppError} `state/refused` with reason `disconnected`: the wish stands and is carried out later; any other
 * code: nothing was cancelled
 */
export async function cancelMutation(
  context: StoreContext,
  main: Caller<Commands>,
  mutationId: MutationId,
): Promise<Cancelled> {
  const { db } = context
  const row = await db.outbox.where({ id: mutationId }).first()
  const mutation = row === undefined ? null : parseMutation(row)
  if (mutation === null) return { cancelled: [], kept: [] }

  await write(db, [db.outbox], async () => {
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
  const { db, rows } = context
  const setBack = () => moveMutation(db, mutation.id, 'cancelling', 'pending')
  const reply = await main.call('outbox/cancel', { mutationId: mutation.id }).catch(async (error: unknown) => {
    if (!isDisconnected(error)) await setBack()
    throw error
  })

  const companies = await dropTargets(db, mutation, reply.cancelled)
  await setBack()
  rows.announce({ kind: 'companies', ids: [...companies] })
  rows.announce({ kind: 'contacts', ids: reply.cancelled })
  return reply
}

/** Whether the line was cut: main may have heard or not. */
export const isDisconnected = (error: unknown): boolean =>
  error instanceof AppError && error.details['reason'] === 'disconnected'
