import type { RemoteContact } from '#shared/domain/contact.ts'
import type { AccountId, ContactId } from '#shared/domain/ids.ts'
import { toContactRow, withView } from './contact-view.ts'
import { dropTwins } from './drop-twins.ts'
import { logMerges } from './log-merges.ts'
import { readPending, type PendingByRecord } from './pending-mutations.ts'
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
  own?: PendingByRecord,
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
