import { displayNameOf } from '#shared/domain/contact.ts'
import { accountOf, remoteIdOf, type ContactId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import { findByRemoteId } from './find-by-remote-id.ts'
import { readRows } from './read-rows.ts'
import type { ContactRow } from './rows.ts'

/**
 * Contacts that a record names: what was pulled before a draft was known to have arrived names it by the CRM's own id. In the
 * order of the ids.
 */
export async function readNamed(db: CacheDb, ids: readonly ContactId[]): Promise<readonly (ContactRow | undefined)[]> {
  const rows = await readRows(db.contacts, ids)
  const strangers = ids.filter((id, at) => rows[at] === undefined && remoteIdOf(id) !== null)
  const [first] = strangers
  if (first === undefined) return rows
  const remoteIds = strangers.map(remoteIdOf).filter((id) => id !== null)
  const drafts = await findByRemoteId(db, accountOf(first), remoteIds)
  return ids.map(
    (id, at) => rows[at] ?? drafts.find((row) => row.accountId === accountOf(id) && row.remoteId === remoteIdOf(id)),
  )
}

/** In the order of the ids; empty where nobody knows. */
export async function readContactNames(db: CacheDb, ids: readonly ContactId[]): Promise<readonly string[]> {
  const rows = await db.transaction('r', db.contacts, () => readNamed(db, ids))
  return rows.map((row) => (row === undefined ? '' : displayNameOf(row.fields)))
}
