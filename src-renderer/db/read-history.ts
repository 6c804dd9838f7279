import type { AccountId, ContactId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import { parseHistoryEvent, type HistoryEvent } from './history-event.ts'

/** One line of the history. */
export interface HistoryEntry {
  readonly seq: number
  readonly accountId: AccountId
  readonly contactId: ContactId
  readonly at: number
  readonly subject: string
  readonly event: HistoryEvent
}

/** What was decided and merged, newest first. @param limit at most so many */
export async function readHistory(db: CacheDb, limit: number): Promise<readonly HistoryEntry[]> {
  const rows = await db.history.orderBy('seq').reverse().limit(limit).toArray()
  return rows.flatMap(({ event, ...row }) => {
    const parsed = parseHistoryEvent({ event })
    return parsed === null ? [] : [{ ...row, event: parsed }]
  })
}
