import type { CompanyId, ContactId, MutationId } from '#shared/domain/ids.ts'
import type { CacheDb } from '../db/cache-db.ts'
import { applyBulk } from './apply-bulk.ts'
import type { ContactIndex } from './contact-index.ts'
import { readBulks, readCompanyNames, readContacts, readUserNames } from './index-rows.ts'

/** Which indexes a change goes into: while the next one is built, the one that answers must not fall behind. */
type Indexes = () => readonly ContactIndex[]

/** @returns contacts that are to be read: their rows show a bulk edit by now, or it changes their words */
export async function takeInBulks(
  db: CacheDb,
  indexes: Indexes,
  ids: ReadonlySet<MutationId>,
): Promise<readonly ContactId[]> {
  const { unwritten, written } = await readBulks(db, ids)
  const reworded = unwritten.flatMap(({ change, left }) => indexes().flatMap((index) => applyBulk(index, change, left)))
  return [...written, ...reworded]
}

/** The names of all users, as the cache has them now. */
export async function takeInUsers(db: CacheDb, indexes: Indexes): Promise<void> {
  const names = await readUserNames(db)
  for (const index of indexes()) index.putUsers(names)
}

/**
 * The names of companies, as the cache has them now.
 * @param ids all when left out
 */
export async function takeInCompanies(db: CacheDb, indexes: Indexes, ids?: readonly CompanyId[]): Promise<void> {
  const { names, gone } = await readCompanyNames(db, ids)
  for (const index of indexes()) index.putCompanies(names, gone)
}

/** What the list shows of these contacts now; those that it does not show leave the indexes. */
export async function takeInContacts(db: CacheDb, indexes: Indexes, ids: readonly ContactId[]): Promise<void> {
  const entries = await readContacts(db, ids)
  for (const index of indexes()) {
    for (const [id, entry] of entries) {
      if (entry === null) index.remove(id)
      else index.put(entry)
    }
    index.settle()
  }
}
