import { madeHereIn, toEntityId, type AccountId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import type { ContactRow } from './rows.ts'

/**
 * The rows that stand for these contacts of the CRM: those that it brought, and drafts that have become one. There is no
 * index of remote ids, as hardly anybody asks: the ids of what was made here begin alike, and are few.
 */
export async function findByRemoteId(
  db: CacheDb,
  accountId: AccountId,
  remoteIds: readonly RemoteId[],
): Promise<readonly ContactRow[]> {
  const brought = await db.contacts.bulkGet(remoteIds.map((remoteId) => toEntityId<ContactId>(accountId, remoteId)))
  const madeHere = await db.contacts.where('id').startsWith(madeHereIn(accountId)).toArray()
  const wanted = new Set<RemoteId | undefined>(remoteIds)
  return [
    ...brought.filter((row) => row !== undefined),
    ...madeHere.filter(({ remoteId }) => remoteId !== undefined && wanted.has(remoteId)),
  ]
}
