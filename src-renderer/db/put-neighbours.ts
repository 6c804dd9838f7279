import type { Company } from '#shared/domain/directory.ts'
import {
  isNeighbourId,
  kindOf,
  remoteIdOf,
  toCompanyRecordId,
  type CompanyId,
  type NeighbourId,
  type RecordId,
} from '#shared/domain/ids.ts'
import type { CompanyFields } from '#shared/domain/neighbour.ts'
import { findRows } from './account-rows.ts'
import type { CacheDb } from './cache-db.ts'
import { toCompanyRow } from './company-row.ts'
import { dropCompanyTwins, type DroppedTwins } from './drop-company-twins.ts'
import type { ContactRow, NeighbourRow } from './rows.ts'

/** The record of a company in the cache. */
export type CompanyRecordRow = NeighbourRow & {
  readonly record: { readonly kind: 'company'; readonly fields: CompanyFields }
}

export const isCompanyRecord = (row: NeighbourRow | undefined): row is CompanyRecordRow =>
  row !== undefined && row.record.kind === 'company'

const nothing: DroppedTwins = { contacts: [], companies: [] }

/**
 * Writes rows, and with the record of a company its name in the list of companies: what shows in one shows in the other. One that
 * the CRM does not have any more, or that somebody here has taken away, stays in the list while somebody here belongs to it. Within the caller's transaction, which has
 * to hold companies, and contacts, where companies are among the rows.
 */
export async function putNeighbours(db: CacheDb, rows: readonly NeighbourRow[]): Promise<DroppedTwins> {
  await db.neighbours.bulkPut([...rows])
  const records = rows.filter(isCompanyRecord)
  if (records.length === 0) return nothing
  const [gone, here] = [records.filter(isGone), records.filter((row) => !isGone(row))]
  const companies = here.flatMap(toNamed)
  const twins = companies.some(({ id }) => remoteIdOf(id) === null) ? await dropCompanyTwins(db, companies) : nothing
  await db.companies.bulkPut(companies.map(toCompanyRow))
  if (gone.length > 0) await dropUnlinked(db, gone)
  return twins
}

const isGone = ({ deletedAt, record }: CompanyRecordRow): boolean =>
  deletedAt !== undefined || record.fields.isRemoved === true

function toNamed({ accountId, remoteId, updatedAt, record }: CompanyRecordRow): readonly Company[] {
  const { companyId: id, name } = record.fields
  return remoteId === undefined ? [] : [{ id, accountId, remoteId, name, updatedAt }]
}

/** Rare, so that a walk over the contacts of the account costs less than an index of their companies would at every page. */
async function dropUnlinked(db: CacheDb, gone: readonly CompanyRecordRow[]): Promise<void> {
  const ids = new Set<CompanyId>(gone.map(({ record }) => record.fields.companyId))
  for (const accountId of new Set(gone.map((row) => row.accountId))) {
    const isLinked = ({ fields }: ContactRow): boolean => fields.companyIds.some((id) => ids.has(id))
    const linked = await findRows(db.contacts, accountId, isLinked)
    for (const { fields } of linked) for (const id of fields.companyIds) ids.delete(id)
  }
  await db.companies.bulkDelete([...ids])
}

/** Companies in the list that belong to these records: what is written of one may show in the other. */
export async function companiesAmong(db: CacheDb, records: readonly RecordId[]): Promise<readonly CompanyId[]> {
  const ids = records.filter(isNeighbourId).filter((id) => kindOf(id) === 'company')
  if (ids.length === 0) return []
  const rows = await db.neighbours.bulkGet(ids)
  return rows.flatMap((row) => (isCompanyRecord(row) ? [row.record.fields.companyId] : []))
}

/**
 * Companies as they are told beside their records: a name that somebody here has changed, and the CRM has not heard of, stays.
 * Within the caller's transaction.
 */
export async function withEditedNames(db: CacheDb, companies: readonly Company[]): Promise<readonly Company[]> {
  const ids = companies.map(({ accountId, remoteId }) =>
    remoteId === null ? null : toCompanyRecordId(accountId, remoteId),
  )
  const rows = await db.neighbours.bulkGet(ids.filter((id) => id !== null))
  const edited = new Map(
    rows.filter(isCompanyRecord).flatMap((row) => (row.base === undefined ? [] : [[row.id, row] as const])),
  )
  return companies.map((company, at) => {
    const row = edited.get(ids[at] ?? NOBODY)
    return row === undefined ? company : { ...company, name: row.record.fields.name }
  })
}

const NOBODY = '' as NeighbourId
