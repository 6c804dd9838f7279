import { AppError } from '#shared/errors/app-error.ts'
import type { CacheDb } from './cache-db.ts'
import { findInstalled } from './installed-version.ts'
import { toStorageFailure, type StorageReason } from './storage-failure.ts'

/** How long another window may hold back an upgrade before we say so. */
const BLOCKED_AFTER_MS = 3_000

/**
 * Opens the cache and watches over it.
 * @param onLost called when the database goes away under a running window: `outdated` when another window brings a
 * newer version, `closed` when the browser took it (site data cleared, disk trouble)
 * @param onBlocked called when another window holds an older version open; the upgrade goes on once that window is closed
 * @throws {AppError} `storage/failed`; `details.reason` is `outdated` when a later version of the app has used the cache:
 * it is left as it is
 */
export async function openCache(
  db: CacheDb,
  onLost: (error: AppError) => void,
  onBlocked: (error: AppError) => void = () => undefined,
): Promise<void> {
  if ((await findInstalled(db)) === 'newer') throw outdated()
  watchOver(db, onLost)
  let timer: ReturnType<typeof setTimeout> | undefined
  db.on('blocked', () => {
    const details = { reason: 'blocked' satisfies StorageReason }
    const error = new AppError('storage/failed', 'another window holds the cache', { details })
    timer ??= setTimeout(() => onBlocked(error), BLOCKED_AFTER_MS)
  })
  try {
    await db.open()
  } catch (error) {
    throw toStorageFailure(error)
  } finally {
    clearTimeout(timer)
  }
  refuseNewer(db)
}

/** Tells when the open database goes away; see `openCache`. */
export function watchOver(db: CacheDb, onLost: (error: AppError) => void): void {
  const lost = (reason: StorageReason) =>
    onLost(new AppError('storage/failed', `the cache went away: ${reason}`, { details: { reason } }))
  db.on('versionchange', ({ newVersion }) => {
    // Whoever wants to upgrade or delete it must not wait for us.
    db.close()
    lost(newVersion === null ? 'closed' : 'outdated')
  })
  db.on('close', () => lost('closed'))
}

/** Another window may have upgraded it since we looked; rows that we do not understand are not ours to change. */
function refuseNewer(db: CacheDb): void {
  // IndexedDB numbers versions in whole numbers, Dexie in tenths.
  if (Math.floor(db.backendDB().version / 10) <= db.verno) return
  db.close()
  throw outdated()
}

const outdated = () =>
  new AppError('storage/failed', 'a later version of the app has used this cache', {
    details: { reason: 'outdated' satisfies StorageReason },
  })
