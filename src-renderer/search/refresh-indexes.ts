import type { CompanyId, ContactId } from '#shared/domain/ids.ts'
import type { CacheDb } from '../db/cache-db.ts'
import type { ContactIndex } from './contact-index.ts'
import { readCompanyNames, readContacts, readUserNames } from './index-rows.ts'

/** Those that are kept by the time the rows are read: another may be begun meanwhile. */
type Indexes = () => readonly ContactIndex[]

/** Reads these rows and puts them into the indexes, or takes out what is gone. */
export async function refreshContacts(db: CacheDb, indexes: Indexes, ids: readonly ContactId[]): Promise<true> {
  for (const [id, entry] of await readContacts(db, ids)) {
    for (const index of indexes()) {
      if (entry === null) index.remove(id)
      else index.put(entry)
    }
  }
  for (const index of indexes()) index.settle()
  return true
}

/** Reads names of these companies, or of all. */
export async function refreshCompanies(db: CacheDb, indexes: Indexes, ids?: readonly CompanyId[]): Promise<true> {
  const names = await readCompanyNames(db, ids)
  for (const index of indexes()) index.putCompanies(names)
  return true
}

/** Reads names of all users. */
export async function refreshUsers(db: CacheDb, indexes: Indexes): Promise<true> {
  const names = await readUserNames(db)
  for (const index of indexes()) index.putUsers(names)
  return true
}
