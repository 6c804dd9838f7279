import type { AccountId, ContactId, UserId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import { inParts } from './in-parts.ts'
import { readRows } from './read-rows.ts'

/**
 * Those of the contacts that may not be changed. A contact that the CRM has not heard of is the user's own; one that is not
 * here is nobody's.
 * @param mayEdit whether the user may change what `responsibleId` answers for
 */
export async function findDenied(
  db: CacheDb,
  ids: readonly ContactId[],
  mayEdit: (accountId: AccountId, responsibleId: UserId | null) => boolean,
): Promise<ReadonlySet<ContactId>> {
  const denied = await inParts(ids, async (part) => {
    const rows = await readRows(db.contacts, part)
    return rows.flatMap((row) => {
      if (row?.remoteId === undefined || mayEdit(row.accountId, row.fields.responsibleId)) return []
      return [row.id]
    })
  })
  return new Set(denied)
}
