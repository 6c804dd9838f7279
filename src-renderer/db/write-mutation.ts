import type { CompanyId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import { contactIdsOf, isDeletion, recordIdsOf, type Mutation } from '#shared/domain/mutation.ts'
import { rebaseContact } from '#shared/sync/rebase-contact.ts'
import { isLargeBulk } from './bulk-bodies.ts'
import type { CacheDb } from './cache-db.ts'
import { editsOf, toNewRow, withView } from './contact-view.ts'
import { readPending } from './pending-mutations.ts'
import { companiesAmong, putNeighbours } from './put-neighbours.ts'
import { addProvisionalCompanies, addProvisionalCompany } from './provisional-companies.ts'
import { toNewNeighbourRow, withNeighbourView } from './neighbour-view.ts'
import type { ContactRow, NeighbourRow } from './rows.ts'
import { markUndone, type UndoneLine } from './mark-undone.ts'
import { spreadOver } from './spread.ts'
import { stayingMark } from './staying.ts'
import { toStored } from './stored-mutation.ts'
import { write, type StoreContext } from './store-context.ts'
import { hasUnknown, leaveToSpread } from './unspread.ts'

/**
 * First step of an edit: outbox, targets and the new view rows, in one transaction. Of a large bulk edit the record alone
 * is written: it shows over the rows until they are written (`spread.ts`).
 * @param undone lines of the history that no longer stand with it
 * @throws {AppError} `storage/failed`; `state/refused` with reason `contact-missing`
 */
export function writeMutation(
  { db, now }: Pick<StoreContext, 'db' | 'now'>,
  mutation: Mutation,
  undone: readonly UndoneLine[],
): Promise<Written> {
  const tables = [db.outbox, db.targets, db.contacts, db.neighbours, db.companies, db.spreads, db.history]
  return write(db, tables, async () => {
    await markUndone(db, undone, now())
    const isFirst = (await db.outbox.where({ state: 'saving' }).count()) === 0
    return { companies: await addMutation(db, mutation), isFirst }
  })
}

export interface Written {
  /** Companies that came into view with it, or may have another name with it. */
  readonly companies: readonly CompanyId[]
  /** Main has heard of all that was accepted before. */
  readonly isFirst: boolean
}

/** The same within the caller's transaction. @returns companies that came into view with it */
export async function addMutation(db: CacheDb, mutation: Mutation): Promise<readonly CompanyId[]> {
  const { id, accountId, change } = mutation
  if (isLargeBulk(db, mutation)) {
    if (await hasUnknown(db, mutation)) throw missing()
    // Each answer takes its time: both are asked for at once.
    await Promise.all([
      db.outbox.add({ id, accountId, state: 'saving', mutation: toStored(mutation) }),
      leaveToSpread(db, mutation),
    ])
    return addProvisionalCompany(db, mutation)
  }
  await spreadOver(db, contactIdsOf(change))
  const rows = await viewRowsAfter(db, mutation)
  const neighbour = await neighbourAfter(db, mutation)
  await db.outbox.add({ id, accountId, state: 'saving', mutation: toStored(mutation) })
  // What the user is to be asked about is a question from the start.
  const problem = change.kind === 'create' && change.doubt !== undefined ? { problem: change.doubt } : {}
  const mark = stayingMark(mutation)
  await db.targets.bulkAdd(
    recordIdsOf(change).map((recordId) => ({ mutationId: id, recordId, accountId, ...problem, ...mark })),
  )
  await db.contacts.bulkPut([...rows])
  if (neighbour !== null) await putNeighbours(db, [neighbour])
  return [...(await addProvisionalCompany(db, mutation)), ...(await companiesAmong(db, recordIdsOf(change)))]
}

/** The same for contacts that are new, many at once. Within the caller's transaction. */
export async function addCreates(db: CacheDb, mutations: readonly Mutation[]): Promise<readonly CompanyId[]> {
  const state = 'saving'
  await db.outbox.bulkAdd(mutations.map((one) => ({ id: one.id, accountId: one.accountId, state, mutation: one })))
  const rows = mutations.flatMap((mutation) => {
    const { change } = mutation
    return change.kind === 'create' ? [toNewRow(mutation, change.contactId, change.fields)] : []
  })
  await db.targets.bulkAdd(
    mutations.flatMap(({ id, accountId, change }) =>
      recordIdsOf(change).map((recordId) => ({ mutationId: id, recordId, accountId })),
    ),
  )
  await db.contacts.bulkPut(rows)
  return addProvisionalCompanies(db, mutations)
}

async function viewRowsAfter(db: CacheDb, mutation: Mutation): Promise<readonly ContactRow[]> {
  const { change } = mutation
  if (change.kind === 'create') return [toNewRow(mutation, change.contactId, change.fields)]
  const ids = contactIdsOf(change)
  const rows = (await db.contacts.bulkGet([...ids])).filter((row) => row !== undefined)
  if (rows.length < ids.length) throw missing()
  // A contact without a remote id has a base or not depending on what else is pending: worth a look.
  const fresh = rows.filter(({ remoteId }) => remoteId === undefined)
  const pending = await readPending(
    db,
    fresh.map(({ id }) => id),
  )
  return rows.map((row) => {
    if (row.remoteId === undefined) return withView(row, [...(pending.get(row.id) ?? []), mutation])
    const fields = rebaseContact(row.fields, editsOf(change, row.id))
    return { ...row, base: row.base ?? row.fields, fields, ...(isDeletion(change) ? { isLeaving: true } : {}) }
  })
}

/** `null` when it is about contacts alone. */
async function neighbourAfter(db: CacheDb, mutation: Mutation): Promise<NeighbourRow | null> {
  const { change } = mutation
  if (change.kind === 'create-neighbour') return toNewNeighbourRow(mutation)
  if (change.kind !== 'edit-neighbour') return null
  const row = (await db.neighbours.get(change.recordId)) ?? toNewNeighbourRow(mutation) ?? undefined
  if (row === undefined) throw missing()
  const pending = (await readPending(db, [row.id])).get(row.id) ?? []
  return withNeighbourView(row, [...pending, mutation])
}

const missing = () =>
  new AppError('state/refused', 'a contact of this edit is not here', { details: { reason: 'contact-missing' } })
