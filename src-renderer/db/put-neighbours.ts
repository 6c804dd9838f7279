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
import type { CacheDb } from './cache-db.ts'
import { toCompany, toCompanyRow } from './company-row.ts'
import { dropCompanyTwins, type DroppedTwins } from './drop-company-twins.ts'
import type { CompanyRow, NeighbourRow } from './rows.ts'

/** The record of a company in the cache. */
export type CompanyRecordRow = NeighbourRow & {
  readonly record: { readonly kind: 'company'; readonly fields: CompanyFields }
}

export const isCompanyRecord = (row: NeighbourRow | undefined): row is CompanyRecordRow =>
  row !== undefined && row.record.kind === 'company'

const nothing: DroppedTwins = { contacts: [], companies: [] }

/**
 * Writes rows, and with the record of a company its name in the list of companies: what shows in one shows in the other. One that
 * the CRM does not have any more, or that somebody here has taken away, keeps its name for the contacts, deals and leads that
 * still lead to it. Within the caller's transaction, which has to hold companies, and contacts, where companies are among the
 * rows.
 */
export async function putNeighbours(db: CacheDb, rows: readonly NeighbourRow[]): Promise<DroppedTwins> {
  await db.neighbours.bulkPut([...rows])
  const named = rows.filter(isCompanyRecord).flatMap(toNamed)
  if (named.length === 0) return nothing
  const twins = named.some(({ id }) => remoteIdOf(id) === null)
    ? await dropCompanyTwins(db, named.map(toCompany))
    : nothing
  await db.companies.bulkPut(named)
  return twins
}

const isGone = ({ deletedAt, record }: CompanyRecordRow): boolean =>
  deletedAt !== undefined || record.fields.isRemoved === true

function toNamed(row: CompanyRecordRow): readonly CompanyRow[] {
  const { accountId, remoteId, updatedAt, record } = row
  if (remoteId === undefined) return []
  const { companyId: id, name } = record.fields
  return [{ id, accountId, remoteId, name, updatedAt, ...(isGone(row) ? { isGone: true } : {}) }]
}

/** Companies in the list that belong to these records: what is written of one may show in the other. */
export async function companiesAmong(db: CacheDb, records: readonly RecordId[]): Promise<readonly CompanyId[]> {
  const ids = records.filter(isNeighbourId).filter((id) => kindOf(id) === 'company')
  if (ids.length === 0) return []
  const rows = await db.neighbours.bulkGet(ids)
  return rows.flatMap((row) => (isCompanyRecord(row) ? [row.record.fields.companyId] : []))
}

/**
 * Rows of companies as they are told beside their records: a name that somebody here has changed, and the CRM has not heard of,
 * stays, and so does what a record says of having gone. Within the caller's transaction.
 */
export async function toCompanyRows(db: CacheDb, companies: readonly Company[]): Promise<readonly CompanyRow[]> {
  const ids = companies.map(({ accountId, remoteId }) =>
    remoteId === null ? null : toCompanyRecordId(accountId, remoteId),
  )
  const rows = await db.neighbours.bulkGet(ids.filter((id) => id !== null))
  const records = new Map(rows.filter(isCompanyRecord).map((row) => [row.id, row]))
  return companies.map((company, at) => {
    const row = records.get(ids[at] ?? NOBODY)
    const told = toCompanyRow(row?.base === undefined ? company : { ...company, name: row.record.fields.name })
    return row !== undefined && isGone(row) ? { ...told, isGone: true } : told
  })
}

const NOBODY = '' as NeighbourId
