import type { RemoteContact } from '#shared/domain/contact.ts'
import { madeHereIn, toEntityId, uuidOf, type AccountId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import type { ContactRow } from './rows.ts'
import { spreadOver } from './spread.ts'

/**
 * One record of the CRM is one row here. Two ids can meet when a contact created here was pulled before its create was
 * known to have arrived, or when main's journal was lost: the id by which it is told now is the one that stays. A twin
 * with pending edits stays until they are settled or taken back: see `dropIdleTwins`. Within the caller's transaction.
 * @param told contacts as the CRM has just told them
 * @returns rows that went
 */
export async function dropTwins(
  db: CacheDb,
  accountId: AccountId,
  told: readonly RemoteContact[],
): Promise<readonly ContactId[]> {
  const madeHere = await db.contacts.where('id').startsWith(madeHereIn(accountId)).primaryKeys()
  if (madeHere.length === 0) return []
  const idByRemote = new Map(told.map(({ remoteId, id }) => [remoteId, id]))
  const computed = told.map(({ remoteId }) => toEntityId<ContactId>(accountId, remoteId))
  return dropIf(db, [...madeHere, ...computed], ({ id, remoteId }) => {
    const staying = remoteId === undefined ? undefined : idByRemote.get(remoteId)
    return staying !== undefined && staying !== id
  })
}

/**
 * The twins among these contacts that nothing holds any more, as their edits have been settled or taken back. The CRM may
 * never tell of such a contact again: what was intended may have been there already. Within the caller's transaction.
 * @returns rows that went
 */
export async function dropIdleTwins(
  db: CacheDb,
  accountId: AccountId,
  contactIds: readonly ContactId[],
): Promise<readonly ContactId[]> {
  const brought = [...new Set(contactIds)].filter((id) => uuidOf(id) === null)
  if (brought.length === 0) return []
  const madeHere = await db.contacts.where('id').startsWith(madeHereIn(accountId)).toArray()
  if (madeHere.length === 0) return []
  const known = new Set<RemoteId | undefined>(madeHere.map(({ remoteId }) => remoteId))
  return dropIf(db, brought, ({ remoteId }) => remoteId !== undefined && known.has(remoteId))
}

async function dropIf(db: CacheDb, ids: readonly ContactId[], isTwin: (row: ContactRow) => boolean) {
  await spreadOver(db, ids)
  const rows = (await db.contacts.bulkGet([...ids])).filter((row) => row !== undefined)
  const idle = rows.filter((row) => row.base === undefined && isTwin(row)).map(({ id }) => id)
  await db.contacts.bulkDelete(idle)
  return idle
}
