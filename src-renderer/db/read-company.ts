import { displayNameOf } from '#shared/domain/contact.ts'
import { byField } from '#shared/domain/fault.ts'
import {
  toCompanyRecordId,
  type AccountId,
  type CompanyId,
  type ContactId,
  type MutationId,
  type NeighbourId,
  type RemoteId,
  type UserId,
} from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import type { CompanyFields } from '#shared/domain/neighbour.ts'
import type { CacheDb } from './cache-db.ts'
import { isHere } from './is-here.ts'
import { parseProblem } from './parse-mutation.ts'
import { readMutations, readTargets } from './pending-mutations.ts'
import { isCompanyRecord } from './put-neighbours.ts'

/** A company as its panel shows it. */
export interface OpenCompany {
  readonly id: CompanyId
  readonly accountId: AccountId
  /** `null` until the CRM has it. */
  readonly remoteId: RemoteId | null
  /** Empty where it has none. */
  readonly name: string
  /** All else; `null` until a pull has brought it. */
  readonly record: OpenCompanyRecord | null
}

/** What the CRM has of a company beside its name, with what is pending on top. */
export interface OpenCompanyRecord {
  readonly id: NeighbourId
  readonly accountId: AccountId
  readonly remoteId: RemoteId | null
  readonly fields: CompanyFields
  readonly createdAt: number
  readonly createdBy: UserId | null
  readonly updatedAt: number
  readonly updatedBy: UserId | null
  readonly isDeleted: boolean
  /** The user has deleted it, and the CRM has not heard of that yet. */
  readonly isRemoved: boolean
  /** Something of it the CRM has not taken yet. */
  readonly isPending: boolean
  /** Fields with something that the CRM has not taken yet. */
  readonly pendingFields: ReadonlySet<string>
  readonly problems: readonly { readonly mutationId: MutationId; readonly problem: Problem }[]
}

/** A contact of a company. */
export interface CompanyPerson {
  readonly id: ContactId
  readonly accountId: AccountId
  readonly remoteId: RemoteId | null
  /** As the contact's fields have it, for whoever asks what may be done with it. */
  readonly fields: { readonly responsibleId: UserId | null }
  readonly name: string
  /** The first of each; empty where there is none. */
  readonly phone: string
  readonly email: string
  readonly isPending: boolean
  readonly needsAttention: boolean
}

/** `null` for a company that is not here. */
export async function readCompany(db: CacheDb, id: CompanyId): Promise<OpenCompany | null> {
  return db.transaction('r', [db.companies, db.neighbours, db.targets, db.outbox], async () => {
    const row = await db.companies.get(id)
    if (row === undefined) return null
    const { accountId, name, remoteId } = row
    const record = remoteId === undefined ? null : await readRecord(db, toCompanyRecordId(accountId, remoteId))
    return { id, accountId, name, remoteId: remoteId ?? null, record }
  })
}

async function readRecord(db: CacheDb, id: NeighbourId): Promise<OpenCompanyRecord | null> {
  const row = await db.neighbours.get(id)
  if (!isCompanyRecord(row)) return null
  const targets = await readTargets(db, [id])
  const waiting = targets.filter(({ problem }) => problem === undefined)
  const pending = await readMutations(db, new Set(waiting.map(({ mutationId }) => mutationId)))
  const { accountId, remoteId = null, record, createdAt, createdBy, updatedAt, updatedBy, deletedAt } = row
  return {
    ...{ id, accountId, remoteId, fields: record.fields, createdAt, createdBy, updatedAt, updatedBy },
    isDeleted: deletedAt !== undefined,
    isRemoved: record.fields.isRemoved === true,
    isPending: waiting.length > 0,
    pendingFields: new Set(
      pending.flatMap(({ change }) => (change.kind === 'edit-neighbour' ? [change.edit.field] : [])),
    ),
    problems: targets.flatMap((target) => {
      const problem = parseProblem(target)
      if (problem === null) return []
      return byField(problem).map((one) => ({ mutationId: target.mutationId, problem: one }))
    }),
  }
}

/**
 * Which company a record, or requisites, are of; `null` where there is nothing of it that could be opened, and for requisites of a
 * contact.
 */
export async function findCompanyOf(db: CacheDb, id: NeighbourId): Promise<CompanyId | null> {
  const record = (await db.neighbours.get(id))?.record
  const companyId = record?.kind === 'company' || record?.kind === 'requisite' ? record.fields.companyId : undefined
  return companyId === undefined || (await db.companies.get(companyId)) === undefined ? null : companyId
}

/** These contacts, those that are here, in the order of the ids. */
export async function readCompanyPeople(db: CacheDb, ids: readonly ContactId[]): Promise<readonly CompanyPerson[]> {
  return db.transaction('r', [db.contacts, db.targets], async () => {
    const targets = Map.groupBy(await readTargets(db, ids), ({ recordId }) => recordId)
    const rows = await db.contacts.bulkGet([...ids])
    return rows.flatMap((row) => {
      if (row === undefined || !isHere(row)) return []
      const { id, accountId, remoteId, fields } = row
      const own = targets.get(id) ?? []
      const person: CompanyPerson = {
        ...{ id, accountId, remoteId: remoteId ?? null, fields: { responsibleId: fields.responsibleId } },
        name: displayNameOf(fields),
        ...{ phone: fields.phones[0]?.value ?? '', email: fields.emails[0]?.value ?? '' },
        isPending: own.some(({ staysHere }) => staysHere !== true),
        needsAttention: own.some(({ problem }) => problem !== undefined),
      }
      return [person]
    })
  })
}

/** The companies that a contact belongs to, the first first; none for one that is not here. */
export async function readCompaniesOf(db: CacheDb, id: ContactId): Promise<readonly CompanyId[]> {
  return (await db.contacts.get(id))?.fields.companyIds ?? []
}
