import type { ContactId, MutationId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { isDisconnected, withdraw } from './cancel-mutation.ts'
import type { CacheDb } from './cache-db.ts'
import { refreshViews } from './drop-targets.ts'
import type { TargetRow } from './rows.ts'
import { spreadOver } from './spread.ts'
import { write, type StoreContext } from './store-context.ts'

/** One mutation for one contact. */
export interface TargetKey {
  readonly mutationId: MutationId
  readonly contactId: ContactId
}

/**
 * Marks targets as given up: from here on they show nowhere, and main will be asked to let them go. Within the caller's
 * transaction.
 */
export async function markGivenUp(db: CacheDb, keys: readonly TargetKey[], at: number): Promise<void> {
  await spreadOver(
    db,
    keys.map(({ contactId }) => contactId),
  )
  const found = await db.targets.bulkGet(keys.map(({ mutationId, contactId }) => [mutationId, contactId]))
  const open = found.filter((row) => row !== undefined).filter(({ givenUp }) => givenUp === undefined)
  await db.targets.bulkPut(
    open.map(({ problem, ...row }) => ({ ...row, givenUp: problem === undefined ? { at } : { at, problem } })),
  )
  await refreshViews(db, [...new Set(open.map(({ contactId }) => contactId))])
}

/** The wish is withdrawn: what was set aside is set aside again. Within the caller's transaction. */
export async function unmarkGivenUp(db: CacheDb, keys: readonly TargetKey[]): Promise<void> {
  const found = await db.targets.bulkGet(keys.map(({ mutationId, contactId }) => [mutationId, contactId]))
  const marked = found.filter((row) => row?.givenUp !== undefined).filter((row) => row !== undefined)
  await db.targets.bulkPut(marked.map(toOpen))
  await refreshViews(db, [...new Set(marked.map(({ contactId }) => contactId))])
}

function toOpen({ givenUp, ...row }: TargetRow): TargetRow {
  return givenUp?.problem === undefined ? row : { ...row, problem: givenUp.problem }
}

/**
 * The part that can be repeated: asks main to let one mutation go for some of its contacts, then takes it back here. What
 * has left for the CRM meanwhile shows again.
 * @throws {AppError} `state/refused` with reason `disconnected`: the wish stands; any other code: all is as it was
 */
export async function finishGiveUp(
  context: StoreContext,
  main: Caller<Commands>,
  mutation: Mutation,
  contactIds: readonly ContactId[],
): Promise<void> {
  const { db, rows } = context
  const keys = contactIds.map((contactId) => ({ mutationId: mutation.id, contactId }))
  const show = async () => {
    await write(db, [db.targets, db.contacts, db.outbox], async () => unmarkGivenUp(db, keys))
    rows.announce({ kind: 'contacts', ids: [...contactIds] })
  }
  const asked = { mutationId: mutation.id, contactIds: [...contactIds] }
  const reply = await main.call('outbox/cancel', asked).catch(async (error: unknown) => {
    if (!isDisconnected(error)) await show()
    throw error
  })
  // Main has nothing of it for these contacts, and nobody has told us what became of it: it was never handed over.
  const isForeign = reply.cancelled.length === 0 && reply.kept.length === 0
  await withdraw(context, mutation, isForeign ? contactIds : reply.cancelled)
  await show()
}

/** What main may not have heard of, by mutation. */
export async function readGivenUp(db: CacheDb): Promise<ReadonlyMap<MutationId, readonly ContactId[]>> {
  const marked = await db.targets.orderBy('givenUp.at').toArray()
  const groups = Map.groupBy(marked, ({ mutationId }) => mutationId)
  return new Map([...groups].map(([id, targets]) => [id, targets.map(({ contactId }) => contactId)]))
}
