import type { MutationId, RecordId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { Caller, Commands } from '#shared/ipc/contract.ts'
import { isDisconnected, withdraw } from './cancel-mutation.ts'
import type { CacheDb } from './cache-db.ts'
import { refreshViews } from './drop-targets.ts'
import type { TargetRow } from './rows.ts'
import { announceRecords } from './rows-channel.ts'
import { spreadOver } from './spread.ts'
import { write, type StoreContext } from './store-context.ts'

/** One mutation for one record. */
export interface TargetKey {
  readonly mutationId: MutationId
  readonly recordId: RecordId
}

/**
 * Marks targets as given up: from here on they show nowhere, and main will be asked to let them go. Within the caller's
 * transaction.
 */
export async function markGivenUp(db: CacheDb, keys: readonly TargetKey[], at: number): Promise<void> {
  await spreadOver(
    db,
    keys.map(({ recordId }) => recordId),
  )
  const found = await db.targets.bulkGet(keys.map(({ mutationId, recordId }) => [mutationId, recordId]))
  const open = found.filter((row) => row !== undefined).filter(({ givenUp }) => givenUp === undefined)
  await db.targets.bulkPut(
    open.map(({ problem, ...row }) => ({ ...row, givenUp: problem === undefined ? { at } : { at, problem } })),
  )
  await refreshViews(db, [...new Set(open.map(({ recordId }) => recordId))])
}

/** The wish is withdrawn: what was set aside is set aside again. Within the caller's transaction. */
export async function unmarkGivenUp(db: CacheDb, keys: readonly TargetKey[]): Promise<void> {
  const found = await db.targets.bulkGet(keys.map(({ mutationId, recordId }) => [mutationId, recordId]))
  const marked = found.filter((row) => row?.givenUp !== undefined).filter((row) => row !== undefined)
  await db.targets.bulkPut(marked.map(toOpen))
  await refreshViews(db, [...new Set(marked.map(({ recordId }) => recordId))])
}

function toOpen({ givenUp, ...row }: TargetRow): TargetRow {
  return givenUp?.problem === undefined ? row : { ...row, problem: givenUp.problem }
}

/**
 * The part that can be repeated: asks main to let one mutation go for some of its records, then takes it back here. What
 * has left for the CRM meanwhile shows again.
 * @throws {AppError} `state/refused` with reason `disconnected`: the wish stands; any other code: all is as it was
 */
export async function finishGiveUp(
  context: StoreContext,
  main: Caller<Commands>,
  mutation: Mutation,
  recordIds: readonly RecordId[],
): Promise<void> {
  const { db, rows } = context
  const keys = recordIds.map((recordId) => ({ mutationId: mutation.id, recordId }))
  const show = async () => {
    await write(db, [db.targets, db.contacts, db.neighbours, db.companies, db.outbox], async () =>
      unmarkGivenUp(db, keys),
    )
    announceRecords(rows, recordIds)
  }
  const asked = { mutationId: mutation.id, recordIds: [...recordIds] }
  const reply = await main.call('outbox/cancel', asked).catch(async (error: unknown) => {
    if (!isDisconnected(error)) await show()
    throw error
  })
  // Main has nothing of it for these records, and nobody has told us what became of it: it was never handed over.
  const isForeign = reply.cancelled.length === 0 && reply.kept.length === 0
  await withdraw(context, mutation, isForeign ? recordIds : reply.cancelled)
  await show()
}

/** What main may not have heard of, by mutation. */
export async function readGivenUp(db: CacheDb): Promise<ReadonlyMap<MutationId, readonly RecordId[]>> {
  const marked = await db.targets.orderBy('givenUp.at').toArray()
  const groups = Map.groupBy(marked, ({ mutationId }) => mutationId)
  return new Map([...groups].map(([id, targets]) => [id, targets.map(({ recordId }) => recordId)]))
}
