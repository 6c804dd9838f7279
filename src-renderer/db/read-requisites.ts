import {
  accountOf,
  homeOfCompany,
  isNeighbourId,
  toEntityId,
  type CompanyId,
  type ContactId,
  type MutationId,
  type NeighbourId,
  type RecordId,
} from '#shared/domain/ids.ts'
import { byField } from '#shared/domain/fault.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import type { RequisiteFields } from '#shared/domain/requisite.ts'
import type { CacheDb } from './cache-db.ts'
import { readMutations, readTargets } from './pending-mutations.ts'
import { toEntry } from './read-feed.ts'

/** Requisites as the card of their contact shows them. */
export interface OpenRequisite {
  readonly id: NeighbourId
  readonly fields: RequisiteFields
  /** Something of them has not reached the CRM. */
  readonly isPending: boolean
  /** Fields with something that has not. */
  readonly pendingFields: ReadonlySet<string>
  readonly problems: readonly { readonly mutationId: MutationId; readonly problem: Problem }[]
}

/** Requisites of one contact with what is pending on them, the oldest first; those that are taken away are none. */
export async function readRequisites(db: CacheDb, contactId: ContactId): Promise<readonly OpenRequisite[]> {
  const contact = await db.contacts.get(contactId)
  // As in the feed.
  const told = contact?.remoteId === undefined ? [] : [toEntityId<ContactId>(accountOf(contactId), contact.remoteId)]
  return readOf(db, [contactId, ...told])
}

/** The same of one company. */
export const readCompanyRequisites = (db: CacheDb, companyId: CompanyId): Promise<readonly OpenRequisite[]> =>
  readOf(db, [homeOfCompany(companyId)])

function readOf(db: CacheDb, homes: readonly RecordId[]): Promise<readonly OpenRequisite[]> {
  return db.transaction('r', [db.neighbours, db.targets, db.outbox], async () => {
    const rows = await db.neighbours
      .where('aboutIds')
      .anyOf(homes)
      .distinct()
      .filter(({ record }) => record.kind === 'requisite')
      .toArray()
    const all = await readTargets(
      db,
      rows.map(({ id }) => id),
    )
    const targets = Map.groupBy(all, ({ recordId }) => recordId)
    const waiting = all.filter(({ problem }) => problem === undefined)
    const mutations = await readMutations(db, new Set(waiting.map(({ mutationId }) => mutationId)))
    return rows
      .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
      .flatMap((row): OpenRequisite[] => {
        const own = targets.get(row.id) ?? []
        if (row.record.kind !== 'requisite' || row.record.fields.isRemoved) return []
        if (row.deletedAt !== undefined && own.length === 0) return []
        const { id, isPending, ...entry } = toEntry(row, own)
        const problems = entry.problems.flatMap(({ mutationId, problem }) =>
          byField(problem).map((one) => ({ mutationId, problem: one })),
        )
        const edits = mutations.flatMap(({ change }) =>
          change.kind === 'edit-neighbour' && change.recordId === id ? [change.edit.field] : [],
        )
        return [{ id, fields: row.record.fields, isPending, pendingFields: new Set(edits), problems }]
      })
  })
}

/** Whether the CRM has none of these any more. */
export async function areTakenAway(db: CacheDb, ids: readonly RecordId[]): Promise<boolean> {
  const rows = await db.neighbours.bulkGet(ids.filter(isNeighbourId))
  return rows.length > 0 && rows.every((row) => row !== undefined && row.deletedAt !== undefined)
}
