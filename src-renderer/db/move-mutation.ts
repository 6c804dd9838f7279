import type { MutationId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import type { MutationState } from './rows.ts'

/**
 * Moves a mutation from one state to another. One that has left the outbox, or is in another state by now, is left as
 * it is: what came meanwhile is newer.
 */
export async function moveMutation(db: CacheDb, id: MutationId, from: MutationState, to: MutationState): Promise<void> {
  await db.outbox
    .where('id')
    .equals(id)
    .and(({ state }) => state === from)
    .modify({ state: to })
}
