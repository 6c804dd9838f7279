import type { MutationId } from '#shared/domain/ids.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { isDisconnected } from './cancel-mutation.ts'
import type { TargetRow } from './rows.ts'
import { write, type StoreContext } from './store-context.ts'

/**
 * Puts what was set aside back into the queue. The reasons go before main is asked, because main may set the edit
 * aside again before its answer is here; killed in between, `reconcile` asks again.
 * @throws {AppError} `state/refused` with reason `disconnected`: the wish stands; any other code: all is as it was
 */
export async function retryMutation(
  context: StoreContext,
  main: Caller<Commands>,
  mutationId: MutationId,
): Promise<void> {
  const { db, rows } = context
  const failed = await clearProblems(context, mutationId)
  if (failed.length === 0) return
  rows.announce({ kind: 'contacts', ids: failed.map(({ contactId }) => contactId) })

  try {
    await finishRetry(context, main, mutationId)
  } catch (error) {
    if (isDisconnected(error)) throw error
    await write(db, [db.outbox, db.targets], async () => {
      await db.outbox.where({ id: mutationId, state: 'retrying' }).modify({ state: 'pending' })
      await db.targets.bulkPut([...failed])
    })
    rows.announce({ kind: 'contacts', ids: failed.map(({ contactId }) => contactId) })
    throw error
  }
}

/** The part that can be repeated. */
export async function finishRetry({ db }: StoreContext, main: Caller<Commands>, mutationId: MutationId): Promise<void> {
  await main.call('outbox/retry', { mutationId })
  await db.outbox.where({ id: mutationId, state: 'retrying' }).modify({ state: 'pending' })
}

async function clearProblems({ db }: StoreContext, mutationId: MutationId): Promise<readonly TargetRow[]> {
  return write(db, [db.outbox, db.targets], async () => {
    const failed = await db.targets.where({ mutationId }).filter(({ problem }) => problem !== undefined).toArray() // prettier-ignore
    if (failed.length === 0) return []
    await db.targets.bulkPut(
      failed.map(({ mutationId, contactId, accountId }) => ({ mutationId, contactId, accountId })),
    )
    await db.outbox.where({ id: mutationId }).modify({ state: 'retrying' })
    return failed
  })
}
