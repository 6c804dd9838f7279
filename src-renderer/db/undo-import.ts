import type { MutationId } from '#shared/domain/ids.ts'
import { recordIdsOf, type Mutation } from '#shared/domain/mutation.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { isDisconnected } from './cancel-mutation.ts'
import { dropCreates } from './drop-targets.ts'
import { markStanding, markUndone } from './mark-undone.ts'
import { moveMutations } from './move-mutation.ts'
import { readMutations } from './pending-mutations.ts'
import { announceRecords } from './rows-channel.ts'
import { write, type StoreContext } from './store-context.ts'

/** Asked of main together. The whole outbox is looked through for each slice: not too few. */
const SLICE = 500

/**
 * Takes back those contacts of an import that have not left. The wish is durable for all of them before main is asked about the
 * first: killed in between, `reconcile` asks again for what is left.
 * @param seq the line of the history about it
 * @returns how many were taken back
 * @throws {AppError} as `cancelMutation`
 */
export async function undoImport(
  context: StoreContext,
  main: Caller<Commands>,
  { mutationIds, seq }: { readonly mutationIds: readonly MutationId[]; readonly seq: number },
): Promise<number> {
  const { db, now } = context
  await write(db, [db.outbox, db.history], async () => {
    for (const state of ['saving', 'pending'] as const) await moveMutations(db, mutationIds, state, 'cancelling')
    await markUndone(db, [{ seq }], now())
  })
  let count = 0
  try {
    for (let from = 0; from < mutationIds.length; from += SLICE) {
      count += await cancelSlice(context, main, mutationIds.slice(from, from + SLICE))
    }
  } catch (error) {
    // Cut off, the wish stands and is carried out later.
    if (!isDisconnected(error)) await moveMutations(db, mutationIds, 'cancelling', 'pending')
    throw error
  }
  // What the CRM has it keeps: nothing was undone.
  if (count === 0) await write(db, [db.history], () => markStanding(db, [{ seq }]))
  return count
}

async function cancelSlice(context: StoreContext, main: Caller<Commands>, ids: readonly MutationId[]): Promise<number> {
  const { db, rows } = context
  const { cancelled, kept } = await main.call('outbox/cancel-all', { mutationIds: [...ids] })
  // Main has nothing of it, and forgets only what has left the outbox here: it was never handed over.
  const known = new Set([...cancelled, ...kept])
  const unheard = ids.filter((id) => !known.has(id))
  const gone: readonly Mutation[] = await readMutations(db, new Set([...cancelled, ...unheard]))
  const companies = await dropCreates(db, gone, [], () => moveMutations(db, ids, 'cancelling', 'pending'))
  rows.announce({ kind: 'companies', ids: [...companies] })
  announceRecords(
    rows,
    gone.flatMap(({ change }) => recordIdsOf(change)),
  )
  // A contact that is not to be made leaves its deals.
  rows.announce({ kind: 'every-deal' })
  return gone.length
}
