import type { DatabaseSync } from 'node:sqlite'
import type { AccountId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { QueueFigures } from '#shared/ipc/diagnostics.ts'

/** The journal in numbers: no word of what is in it. All methods throw {AppError} `storage/failed`. */
export interface JournalFigures {
  queue(accountId: AccountId): QueueFigures
  /** What has been merged into the file itself. */
  sizeBytes(): number
}

const COUNTS = `
  SELECT t.kind, COUNT(*) AS count FROM targets t JOIN mutations m ON m.seq = t.seq
  WHERE m.account_id = ? GROUP BY t.kind`

/** Of an edit that cannot be read nobody knows the hour. */
const OLDEST = `
  SELECT COUNT(*) AS edits, MIN(CASE WHEN json_valid(m.body) THEN json_extract(m.body, '$.at') END) AS oldest
  FROM mutations m
  WHERE m.account_id = ?1 AND EXISTS (SELECT 1 FROM targets t WHERE t.seq = m.seq AND t.kind NOT IN ('settled', 'staying'))`

const SIZE = 'SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()'

/**
 * Counts over the journal's own database, at each call anew.
 * @param complete makes targets that are still to be made: they count
 */
export function createJournalFigures(database: DatabaseSync, complete: () => void): JournalFigures {
  function ask<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw new AppError('storage/failed', 'the journal cannot be counted', { cause: error })
    }
  }

  return {
    queue: (accountId) =>
      ask(() => {
        complete()
        const rows = database.prepare(COUNTS).all(accountId)
        const count = (kind: string) => Number(rows.find((row) => row['kind'] === kind)?.['count'] ?? 0)
        const oldest = database.prepare(OLDEST).get(accountId)
        return {
          edits: Number(oldest?.['edits'] ?? 0),
          pending: count('pending'),
          sending: count('sending'),
          ambiguous: count('ambiguous'),
          setAside: count('set-aside'),
          settled: count('settled'),
          oldestAt: typeof oldest?.['oldest'] === 'number' ? oldest['oldest'] : null,
        }
      }),
    sizeBytes: () => ask(() => Number(database.prepare(SIZE).get()?.['bytes'] ?? 0)),
  }
}
