import type { Table, Transaction } from 'dexie'
import type { CacheDb } from './cache-db.ts'
import type { RowsChannel } from './rows-channel.ts'
import { toStorageFailure } from './storage-failure.ts'

/** What every transaction of the cache needs. */
export interface StoreContext {
  readonly db: CacheDb
  readonly rows: Pick<RowsChannel, 'announce'>
  /** Milliseconds since the epoch, by this device. */
  readonly now: () => number
  /** Lower-case UUID. */
  readonly uuid: () => string
}

/**
 * Runs `body` in one durable transaction: all of it or nothing.
 * @throws {AppError} `storage/failed`, or what `body` throws as one
 */
export async function write<T>(
  db: CacheDb,
  tables: readonly Table[],
  body: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  try {
    return await db.transaction('rw', [...tables], body)
  } catch (error) {
    throw toStorageFailure(error)
  }
}
