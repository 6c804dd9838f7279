import type { InputOf, StoreCommands } from '#shared/ipc/contract.ts'
import type { ContactId } from '#shared/domain/ids.ts'
import type { ContactRow } from './rows.ts'
import { readRows } from './read-rows.ts'
import { readTargets } from './pending-mutations.ts'
import { spreadOver } from './spread.ts'
import { write, type StoreContext } from './store-context.ts'
import { upsertContacts } from './upsert-contacts.ts'

/**
 * A page of a pull and its checkpoint: both or neither. What was looked up has none. Applying it twice has the effect of applying it once.
 * @throws {AppError} `storage/failed`
 */
export async function applyContacts(
  context: StoreContext,
  { accountId, changes, checkpoint }: InputOf<StoreCommands, 'cache/apply-contacts'>,
): Promise<void> {
  const { db } = context
  const tables = [db.contacts, db.targets, db.outbox, db.spreads, db.checkpoints, db.history]
  const changed = await write(db, tables, async () => {
    // Of two changes of one contact in a page the later one counts.
    const last = new Map(changes.map((change) => [change.kind === 'upsert' ? change.contact.id : change.id, change]))
    const final = [...last.values()]
    const upserts = final.flatMap((change) => (change.kind === 'upsert' ? [change.contact] : []))
    const deletes = final.flatMap((change) => (change.kind === 'delete' ? [change.id] : []))
    await spreadOver(db, deletes)
    const ids = await upsertContacts(context, accountId, upserts)
    const buried = await bury(context, deletes)
    if (checkpoint !== null) {
      await db.checkpoints.put({ accountId, entity: 'contacts', ...checkpoint, at: context.now() })
    }
    return [...ids, ...buried]
  })
  context.rows.announce({ kind: 'contacts', ids: changed })
}

/** Rows become tombstones; one with pending edits keeps its draft until the user has decided. */
async function bury({ db, now }: StoreContext, ids: readonly ContactId[]): Promise<readonly ContactId[]> {
  if (ids.length === 0) return []
  const rows = (await readRows(db.contacts, ids)).filter((row) => row !== undefined)
  const drafts = new Set((await readTargets(db, ids)).map(({ recordId }) => recordId))
  const toTombstone = ({ base, ...row }: ContactRow): ContactRow => {
    const deletedAt = row.deletedAt ?? now()
    if (!drafts.has(row.id)) return { ...row, fields: base ?? row.fields, deletedAt }
    return base === undefined ? { ...row, deletedAt } : { ...row, base, deletedAt }
  }
  await db.contacts.bulkPut(rows.map(toTombstone))
  return rows.map(({ id }) => id)
}
