import type { CompanyId, ContactId, MutationId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { forgetBulk } from './bulk-bodies.ts'
import type { CacheDb } from './cache-db.ts'
import { withView } from './contact-view.ts'
import { dropIdleTwins } from './drop-twins.ts'
import { inParts } from './in-parts.ts'
import { noteContacts } from './index-log.ts'
import { readAllTargets, readMutations, readPending } from './pending-mutations.ts'
import { dropOrphanCompanies } from './provisional-companies.ts'
import { readRows } from './read-rows.ts'
import { write } from './store-context.ts'
import { dropUnspread, readUnspread } from './unspread.ts'

/**
 * Takes a mutation back for some of its contacts, in one transaction: their views become what the rest of the outbox
 * makes of them, a contact that was only to be created goes, and a mutation without targets leaves the outbox.
 * @returns companies that went with it
 * @throws {AppError} `storage/failed`
 */
export function dropTargets(
  db: CacheDb,
  mutation: Mutation,
  contactIds: readonly ContactId[],
): Promise<readonly CompanyId[]> {
  return write(db, [db.outbox, db.targets, db.contacts, db.companies, db.spreads, db.indexLog], async () => {
    // Rows that do not show it yet are not touched: taking a large bulk edit back is as quick as accepting it.
    const shown = await dropLeft(db, mutation.id, contactIds)
    await inParts(shown, (part) => db.targets.bulkDelete(part.map((contactId) => [mutation.id, contactId])))
    const orphans = mutation.change.kind === 'create' ? await dropUnborn(db, contactIds) : []
    await refreshViews(db, shown)
    await dropIdleTwins(db, mutation.accountId, contactIds)
    const gone = await dropFinished(db, new Set([mutation.id, ...orphans]))
    return dropOrphanCompanies(db, gone)
  })
}

/** Takes an edit away where it is still to be spread. Returns the other contacts. */
async function dropLeft(db: CacheDb, id: MutationId, contactIds: readonly ContactId[]): Promise<readonly ContactId[]> {
  const unspread = (await readUnspread(db)).find(({ mutation }) => mutation.id === id)
  if (unspread === undefined) return contactIds
  const { left = [], shown = [] } = Object.groupBy(contactIds, (contactId) =>
    unspread.has(contactId) ? 'left' : 'shown',
  )
  await dropUnspread(db, unspread, left)
  await noteContacts(db, left)
  return shown
}

/** Contacts that the CRM never got go with all that was intended for them. Returns the mutations that lost a target. */
async function dropUnborn(db: CacheDb, contactIds: readonly ContactId[]): Promise<readonly MutationId[]> {
  const rows = (await db.contacts.bulkGet([...contactIds])).filter((row) => row?.remoteId === undefined)
  const ids = rows.map((row) => row?.id).filter((id) => id !== undefined)
  const targets = await readAllTargets(db, ids)
  await db.targets.bulkDelete(targets.map(({ mutationId, contactId }) => [mutationId, contactId]))
  await db.contacts.bulkDelete(ids)
  const unspread = (await readUnspread(db)).filter((one) => ids.some((id) => one.has(id)))
  for (const one of unspread) await dropUnspread(db, one, ids)
  return [...targets.map(({ mutationId }) => mutationId), ...unspread.map(({ mutation }) => mutation.id)]
}

/** Makes the views of these contacts what their bases and their targets say. Within the caller's transaction. */
export async function refreshViews(db: CacheDb, contactIds: readonly ContactId[]): Promise<void> {
  await inParts(contactIds, (part) => refreshSome(db, part))
}

async function refreshSome(db: CacheDb, contactIds: readonly ContactId[]): Promise<void> {
  const rows = (await readRows(db.contacts, contactIds)).filter((row) => row !== undefined)
  const pending = await readPending(
    db,
    rows.map(({ id }) => id),
  )
  await db.contacts.bulkPut(rows.map((row) => withView(row, pending.get(row.id) ?? [])))
}

/** Mutations without targets leave the outbox. Within the caller's transaction. Returns those that left. */
export async function dropFinished(db: CacheDb, ids: ReadonlySet<MutationId>): Promise<readonly Mutation[]> {
  const finished = new Set<MutationId>()
  for (const id of ids) {
    const isLeft = (await db.spreads.get(id)) !== undefined
    const [target] = await db.targets.where('mutationId').equals(id).limit(1).primaryKeys()
    if (!isLeft && target === undefined) finished.add(id)
  }
  const gone = await readMutations(db, finished)
  await db.outbox
    .where('id')
    .anyOf([...finished])
    .delete()
  for (const id of finished) forgetBulk(db, id)
  return gone
}
