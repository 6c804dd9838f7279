import type { AccountId, ContactId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import type { HistoryEvent } from './history-event.ts'

/** Entries kept for each account. */
export const HISTORY_KEPT = 1_000
/** Trimmed in slices: a bulk edit that meets a thousand changes must not delete a thousand times. */
const HISTORY_SLICE = 200

export interface NewHistory {
  readonly accountId: AccountId
  readonly contactId: ContactId
  readonly at: number
  readonly subject: string
  readonly event: HistoryEvent
}

/**
 * Writes down what was decided or merged, and lets the oldest go when there are too many. Within the caller's
 * transaction: what happened and the line about it are both there, or neither.
 * @returns the keys of the new rows
 */
export async function recordHistory(db: CacheDb, events: readonly NewHistory[]): Promise<readonly number[]> {
  const seqs: number[] = []
  for (const event of events) seqs.push(await db.history.add(event))
  for (const accountId of new Set(events.map((event) => event.accountId))) await trim(db, accountId)
  return seqs
}

async function trim(db: CacheDb, accountId: AccountId): Promise<void> {
  const count = await db.history.where({ accountId }).count()
  if (count < HISTORY_KEPT + HISTORY_SLICE) return
  // Rows of one account come out of the index in the order of their keys: the oldest first.
  const oldest = await db.history
    .where({ accountId })
    .limit(count - HISTORY_KEPT)
    .primaryKeys()
  await db.history.bulkDelete(oldest)
}
