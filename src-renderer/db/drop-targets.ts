import type { Table } from 'dexie'
import { isContactId, type CompanyId, type ContactId, type MutationId, type RecordId } from '#shared/domain/ids.ts'
import { contactIdsOf, isCreate, lossOf, recordIdsOf, type Change, type Mutation } from '#shared/domain/mutation.ts'
import { namedInEdit } from '#shared/domain/neighbour.ts'
import { beginEarlier, toldAnew, type EditAnew } from '#shared/sync/begin-earlier.ts'
import { forgetBulk } from './bulk-bodies.ts'
import type { CacheDb } from './cache-db.ts'
import { withView } from './contact-view.ts'
import { dropIdleTwins } from './drop-twins.ts'
import { inParts } from './in-parts.ts'
import { noteContacts } from './index-log.ts'
import { parseMutation } from './parse-mutation.ts'
import { readAllTargets, readMutations, readPending } from './pending-mutations.ts'
import { companiesAmong } from './put-neighbours.ts'
import { dropOrphanCompanies } from './provisional-companies.ts'
import { readRows } from './read-rows.ts'
import { write } from './store-context.ts'
import { toStored } from './stored-mutation.ts'
import { neighbourIdsIn, refreshNeighbours } from './upsert-neighbours.ts'
import { dropUnspread, readUnspread } from './unspread.ts'

/**
 * Takes a mutation back for some of its records, in one transaction: their views become what the rest of the outbox
 * makes of them, a record that was only to be created goes with all that stands on it, and a mutation without targets leaves the outbox.
 * @returns companies that went with it, or may have another name now
 * @throws {AppError} `storage/failed`
 */
export function dropTargets(
  db: CacheDb,
  mutation: Mutation,
  recordIds: readonly RecordId[],
): Promise<readonly CompanyId[]> {
  return write(
    db,
    [db.outbox, db.targets, db.contacts, db.neighbours, db.companies, db.spreads, db.indexLog],
    async () => {
      // Rows that do not show it yet are not touched: taking a large bulk edit back is as quick as accepting it.
      const shown = await dropLeft(db, mutation.id, recordIds)
      await inParts(shown, (part) => db.targets.bulkDelete(part.map((recordId) => [mutation.id, recordId])))
      const orphans = isCreate(mutation.change) ? await dropUnborn(db, recordIds) : []
      await refreshViews(db, shown)
      await dropIdleTwins(db, mutation.accountId, recordIds.filter(isContactId))
      const gone = await dropFinished(db, new Set([mutation.id, ...orphans]))
      return [...(await dropOrphanCompanies(db, gone)), ...(await companiesAmong(db, recordIds))]
    },
  )
}

/**
 * The same for contacts that were to be made, many at once.
 * @param beside is done in the same transaction, over `tables` as well
 */
export function dropCreates(
  db: CacheDb,
  mutations: readonly Mutation[],
  tables: readonly Table[],
  beside: () => Promise<unknown>,
): Promise<readonly CompanyId[]> {
  const own = [db.outbox, db.targets, db.contacts, db.neighbours, db.companies, db.spreads, db.indexLog]
  return write(db, [...own, ...tables], async () => {
    const keys = mutations.flatMap(({ id, change }) => recordIdsOf(change).map((recordId) => [id, recordId] as const))
    await db.targets.bulkDelete(keys.map(([id, recordId]) => [id, recordId]))
    const recordIds = keys.map(([, recordId]) => recordId)
    const orphans = await dropUnborn(db, recordIds)
    // Of one that the CRM has made meanwhile, what it lacked goes.
    await refreshViews(db, recordIds)
    for (const [accountId, own] of Map.groupBy(mutations, (mutation) => mutation.accountId)) {
      await dropIdleTwins(
        db,
        accountId,
        own.flatMap(({ change }) => contactIdsOf(change)),
      )
    }
    const gone = await dropFinished(db, new Set([...mutations.map(({ id }) => id), ...orphans]))
    await beside()
    return dropOrphanCompanies(db, gone)
  })
}

/** Takes an edit away where it is still to be spread. Returns the other records. */
async function dropLeft(db: CacheDb, id: MutationId, recordIds: readonly RecordId[]): Promise<readonly RecordId[]> {
  const unspread = (await readUnspread(db)).find(({ mutation }) => mutation.id === id)
  if (unspread === undefined) return recordIds
  const { left = [], shown = [] } = Object.groupBy(recordIds, (recordId) => (unspread.has(recordId) ? 'left' : 'shown'))
  const contactIds = left.filter(isContactId)
  await dropUnspread(db, unspread, contactIds)
  await noteContacts(db, contactIds)
  return shown
}

/** Records that the CRM never got go with all that was intended for them. Returns the mutations that lost a target. */
async function dropUnborn(db: CacheDb, recordIds: readonly RecordId[]): Promise<readonly MutationId[]> {
  const contacts = await db.contacts.bulkGet(recordIds.filter(isContactId))
  const contactIds = unbornOf(contacts)
  const standing = await readStanding(db, contactIds)
  const named = await db.neighbours.bulkGet([...neighbourIdsIn(recordIds)])
  const neighbourIds = [...standing.records, ...unbornOf(named)]
  const ids = [...contactIds, ...neighbourIds]
  const targets = [...(await readAllTargets(db, ids)), ...standing.edits]
  await db.targets.bulkDelete(targets.map(({ mutationId, recordId }) => [mutationId, recordId]))
  await db.contacts.bulkDelete([...contactIds])
  await db.neighbours.bulkDelete([...neighbourIds])
  const unspread = (await readUnspread(db)).filter((one) => ids.some((id) => one.has(id)))
  for (const one of unspread) await dropUnspread(db, one, contactIds)
  await refreshNeighbours(
    db,
    standing.edits.map(({ recordId }) => recordId),
  )
  return [...targets.map(({ mutationId }) => mutationId), ...unspread.map(({ mutation }) => mutation.id)]
}

/**
 * What stands on contacts that are not to be made: records that are made about them go as well; of those that are there all the
 * same, a deal of somebody else's, the edits alone that lead to these contacts.
 */
async function readStanding(db: CacheDb, contactIds: readonly ContactId[]) {
  const rows = await db.neighbours.where('aboutIds').anyOf(contactIds).distinct().toArray()
  // What was given to one of them and to somebody else since shows there: the edit that gave it is among the targets alone.
  const edited = (await readOutboxEdits(db)).filter(({ change }) => contactIds.some((id) => isNamedIn(change, id)))
  const targets = await readAllTargets(db, [
    ...new Set([...rows.map(({ id }) => id), ...edited.flatMap(({ change }) => neighbourIdsIn(recordIdsOf(change)))]),
  ])
  const mutations = await readMutations(db, new Set(targets.map(({ mutationId }) => mutationId)))
  const lossIn = ({ change }: Mutation) => contactIds.map((id) => lossOf(change, id)).find((loss) => loss !== null)
  const idsOf = (loss: 'record' | 'edit') =>
    new Set(mutations.filter((mutation) => lossIn(mutation) === loss).map(({ id }) => id))
  const [births, edits] = [idsOf('record'), idsOf('edit')]
  const records = targets.filter(({ mutationId }) => births.has(mutationId)).map(({ recordId }) => recordId)
  const left = mutations.filter((mutation) => lossIn(mutation) === null)
  // Waiting for nothing a hundred times would end the transaction.
  if (left.length > 0) for (const id of contactIds) await tellAnew(db, beginEarlier(mutations, id), left)
  return {
    records: neighbourIdsIn(records),
    edits: targets.filter(({ mutationId, recordId }) => edits.has(mutationId) && !records.includes(recordId)),
  }
}

const isNamedIn = (change: Change, id: ContactId): boolean =>
  change.kind === 'edit-neighbour' && namedInEdit(change.edit).includes(id)

/** Edits of what stands beside contacts, oldest first. */
async function readOutboxEdits(db: CacheDb): Promise<readonly Mutation[]> {
  const rows = await db.outbox.toArray()
  return rows.flatMap((row) => parseMutation(row) ?? []).filter(({ change }) => change.kind === 'edit-neighbour')
}

/** Main's journal says the same. */
async function tellAnew(db: CacheDb, anew: readonly EditAnew[], left: readonly Mutation[]): Promise<void> {
  for (const mutation of left) {
    const told = toldAnew(mutation, anew)
    if (told !== mutation) await db.outbox.where({ id: mutation.id }).modify({ mutation: toStored(told) })
  }
}

const unbornOf = <Id>(rows: readonly ({ readonly id: Id; readonly remoteId?: unknown } | undefined)[]): readonly Id[] =>
  rows.flatMap((row) => (row === undefined || row.remoteId !== undefined ? [] : [row.id]))

/** Makes the views of these records what their bases and their targets say. Within the caller's transaction. */
export async function refreshViews(db: CacheDb, recordIds: readonly RecordId[]): Promise<void> {
  await inParts(recordIds.filter(isContactId), (part) => refreshSome(db, part))
  await refreshNeighbours(db, recordIds)
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
