import { AppError } from '#shared/errors/app-error.ts'
import type { CacheDb } from './cache-db.ts'
import { toStorageFailure, type StorageReason } from './storage-failure.ts'

/** How long another window may hold back an upgrade before we say so. */
const BLOCKED_AFTER_MS = 3_000

/**
 * Opens the cache and watches over it.
 * @param onLost called when the database goes away under a running window: `outdated` when another window brings a
 * newer version, `closed` when the browser took it (site data cleared, disk trouble)
 * @throws {AppError} `storage/failed`; `details.reason` is `blocked` when another window holds an older version open, and
 * `outdated` when a later version of the app has used the cache
 */
export async function openCache(db: CacheDb, onLost: (error: AppError) => void): Promise<void> {
  const lost = (reason: StorageReason) =>
    onLost(new AppError('storage/failed', `the cache went away: ${reason}`, { details: { reason } }))
  db.on('versionchange', ({ newVersion }) => {
    // Whoever wants to upgrade or delete it must not wait for us.
    db.close()
    lost(newVersion === null ? 'closed' : 'outdated')
  })
  db.on('close', () => lost('closed'))
  let timer: ReturnType<typeof setTimeout> | undefined
  const blocked = new Promise<never>((_, reject) => {
    db.on('blocked', () => {
      const details = { reason: 'blocked' satisfies StorageReason }
      const error = new AppError('storage/failed', 'another window holds the cache', { details })
      timer = setTimeout(() => reject(error), BLOCKED_AFTER_MS)
    })
  })
  try {
    await Promise.race([db.open(), blocked])
    refuseNewer(db)
  } catch (error) {
    throw toStorageFailure(error)
  } finally {
    clearTimeout(timer)
  }
}

/** Dexie would open what a later version wrote; rows that we do not understand are not ours to change. */
function refuseNewer(db: CacheDb): void {
  // IndexedDB numbers versions in whole numbers, Dexie in tenths.
  if (Math.floor(db.backendDB().version / 10) <= db.verno) return
  db.close()
  const details = { reason: 'outdated' satisfies StorageReason }
  throw new AppError('storage/failed', 'a later version of the app has used this cache', { details })
}
