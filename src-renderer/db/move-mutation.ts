import type { MutationId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import type { MutationState } from './rows.ts'

/**
 * Moves a mutation from one state to another. One that has left the outbox, or is in another state by now, is left as
 * it is: what came meanwhile is newer.
 */
export const moveMutation = (db: CacheDb, id: MutationId, from: MutationState, to: MutationState): Promise<void> =>
  moveMutations(db, [id], from, to)

/** The same for many. */
export async function moveMutations(
  db: CacheDb,
  ids: readonly MutationId[],
  from: MutationState,
  to: MutationState,
): Promise<void> {
  await db.outbox
    .where('id')
    .anyOf([...ids])
    .and(({ state }) => state === from)
    .modify({ state: to })
}
