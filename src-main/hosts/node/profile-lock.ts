import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '#shared/errors/app-error.ts'
import { storageFailed } from './durable-file.ts'

export interface ProfileLock {
  release(): void
}

/** Keeps them reachable: a database that is collected as garbage closes, and its lock with it. */
const held = new Set<DatabaseSync>()

/** SQLite's own number for "another process holds it". */
const SQLITE_BUSY = 5

/**
 * Makes this process the only one that works in a profile, until it ends in whatever way: the lock is an open
 * transaction, and the OS drops it with the process. A pid file would outlive a SIGKILL.
 * @throws {AppError} `state/refused` (`reason: 'profile-in-use'`), `storage/failed`
 */
export function lockProfile(directory: string): ProfileLock {
  try {
    const database = new DatabaseSync(join(directory, 'lock.sqlite'), { timeout: 0 })
    try {
      database.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      database.close()
      throw error
    }
    held.add(database)
    return {
      release() {
        held.delete(database)
        database.close()
      },
    }
  } catch (error) {
    if (!isBusy(error)) throw storageFailed('the profile cannot be locked', error, { document: 'lock' })
    throw new AppError('state/refused', 'another Kartoteka is running with this profile', {
      details: { reason: 'profile-in-use' },
      cause: error,
    })
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
