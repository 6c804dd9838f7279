import type { RemoteContact } from '#shared/domain/contact.ts'
import { madeHereIn, toEntityId, type AccountId, type ContactId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import { toContactRow, withView } from './contact-view.ts'
import { logMerges } from './log-merges.ts'
import { readPending, type PendingByContact } from './pending-mutations.ts'
import { readRows } from './read-rows.ts'
import { spreadOver } from './spread.ts'
import type { StoreContext } from './store-context.ts'

/**
 * Takes in contacts as the CRM told them: each becomes the new base, with what is pending on top. A contact that is new
 * here may have pending edits too: after a wiped cache the outbox came back first. Within the caller's transaction.
 * @param own our edits since the base, for a caller that has removed the confirmed ones from the outbox already
 * @returns contacts whose rows changed
 */
export async function upsertContacts(
  context: StoreContext,
  accountId: AccountId,
  contacts: readonly RemoteContact[],
  own?: PendingByContact,
): Promise<readonly ContactId[]> {
  const { db } = context
  const ids = contacts.map(({ id }) => id)
  await spreadOver(db, ids)
  const rows = await readRows(db.contacts, ids)
  // A row in the CRM without a base has nothing pending.
  const unsure = ids.filter((_, index) => rows[index]?.remoteId === undefined || rows[index].base !== undefined)
  const pending = await readPending(db, unsure)
  await logMerges(context, rows, contacts, own ?? pending)
  await db.contacts.bulkPut(contacts.map((contact) => withView(toContactRow(contact), pending.get(contact.id) ?? [])))
  return [...ids, ...(await dropTwins(db, accountId, contacts))]
}

/**
 * One record of the CRM is one row here. Two ids can meet when a contact created here was pulled before its create was
 * known to have arrived, or when main's journal was lost. A twin with pending edits stays until they are settled.
 */
async function dropTwins(db: CacheDb, accountId: AccountId, contacts: readonly RemoteContact[]) {
  const madeHere = await db.contacts.where('id').startsWith(madeHereIn(accountId)).primaryKeys()
  if (madeHere.length === 0) return []
  const idByRemote = new Map(contacts.map(({ remoteId, id }) => [remoteId, id]))
  const computed = contacts.map(({ remoteId }) => toEntityId<ContactId>(accountId, remoteId))
  const ids = [...madeHere, ...computed]
  await spreadOver(db, ids)
  const candidates = (await db.contacts.bulkGet(ids)).filter((row) => row !== undefined)
  const twins = candidates.filter(({ id, remoteId, base }) => {
    const told = remoteId === undefined ? undefined : idByRemote.get(remoteId)
    return told !== undefined && told !== id && base === undefined
  })
  await db.contacts.bulkDelete(twins.map(({ id }) => id))
  return twins.map(({ id }) => id)
}
