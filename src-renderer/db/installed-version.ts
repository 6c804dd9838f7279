import { Dexie } from 'dexie'
import { AppError } from '#shared/errors/app-error.ts'
import type { CacheDb } from './cache-db.ts'
import type { StorageReason } from './storage-failure.ts'

/** What lies on this device under the cache's name, against what this version of the app would make of it. */
export type Installed = 'none' | 'older' | 'same' | 'newer'

/**
 * Looks without opening: Dexie would open what a later version wrote, and add to it what it misses there. Where the browser
 * does not list its databases the answer is `older`, the careful one.
 */
export async function findInstalled(db: CacheDb): Promise<Installed> {
  if (typeof indexedDB.databases !== 'function') return 'older'
  const found = (await indexedDB.databases()).find(({ name }) => name === db.name)
  if (found?.version === undefined) return 'none'
  // IndexedDB numbers versions in whole numbers, Dexie in tenths; a tenth more is Dexie's own mending.
  const version = Math.floor(found.version / 10)
  if (version === db.verno) return 'same'
  return version > db.verno ? 'newer' : 'older'
}

/**
 * Makes `db` fit for reading what a later version of the app has left, as it is: its tables and indexes are declared, so
 * that opening changes nothing, and nothing can be written. Other databases are left alone.
 */
export async function adoptNewer(db: CacheDb): Promise<void> {
  if ((await findInstalled(db)) !== 'newer') return
  const looked = await new Dexie(db.name).open()
  const version = Math.ceil(looked.verno)
  const installed = new Map(looked.tables.map(({ name, schema }) => [name, schema]))
  looked.close()
  const gone = db.tables.filter(({ name }) => !installed.has(name)).map(({ name }) => [name, null] as const)
  const there = [...installed].map(
    ([name, { primKey, indexes }]) => [name, [primKey, ...indexes].map(({ src }) => src).join(',')] as const,
  )
  db.version(version).stores(Object.fromEntries([...gone, ...there]))
  db.refuseWrites()
}

/**
 * Opens the cache for reading alone, as it lies there.
 * @throws {AppError} `storage/failed` with reason `outdated` when that cannot be done without changing it
 */
export async function openToRead(db: CacheDb): Promise<void> {
  const installed = await findInstalled(db)
  db.refuseWrites()
  if (installed === 'none' || installed === 'older') {
    const details = { reason: 'outdated' satisfies StorageReason }
    throw new AppError('storage/failed', 'there is nothing here that could be shown without changing it', { details })
  }
  await adoptNewer(db)
  await db.open()
}
