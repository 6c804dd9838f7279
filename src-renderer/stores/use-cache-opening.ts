import { shallowRef, watch, type ShallowRef } from 'vue'
import { toWireError, type AppError, type WireError } from '#shared/errors/app-error.ts'
import type { ReadOnlyReason } from '#shared/ipc/notices.ts'
import type { CacheDb } from '../db/cache-db.ts'
import { findInstalled, openToRead } from '../db/installed-version.ts'
import { openCache, watchOver } from '../db/open-cache.ts'

export interface CacheOpeningOptions {
  readonly db: CacheDb
  /** What main says of the profile; `null` before it has said anything. */
  readonly mainReadOnly: Readonly<ShallowRef<ReadOnlyReason | null>>
  /** Another window is in the way of an upgrade; `null` once it is no longer. */
  readonly onBlocked: (error: WireError | null) => void
  readonly onLost: (error: WireError) => void
}

/** Opening the cache: as it is, where a later version of the app owns it; else as this version wants it. */
export function useCacheOpening({ db, mainReadOnly, onBlocked, onLost }: CacheOpeningOptions) {
  /** Why everything can be looked at and nothing changed: a later version of the app has written it. For good. */
  const readOnly = shallowRef<ReadOnlyReason | null>(null)
  watch(
    mainReadOnly,
    (reason) => {
      if (reason === null) return
      db.refuseWrites()
      readOnly.value = reason
    },
    // Nothing may be written between hearing of it and heeding it.
    { flush: 'sync' },
  )

  /**
   * @param met resolves when main has described itself
   * @throws {AppError} `storage/failed`
   */
  async function open(met: Promise<void>): Promise<void> {
    const installed = await findInstalled(db)
    // Nothing is made or changed here before main has said that the profile is not a later version's.
    if (installed === 'none' || installed === 'older') await met
    if (installed === 'newer') readOnly.value ??= 'cache'
    const tellLost = (error: AppError) => onLost(toWireError(error))
    if (readOnly.value === null) await openCache(db, tellLost, (error) => onBlocked(toWireError(error)))
    else {
      watchOver(db, tellLost)
      await openToRead(db)
    }
    onBlocked(null)
  }

  return { readOnly, open }
}
