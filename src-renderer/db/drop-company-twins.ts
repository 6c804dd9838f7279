import type { Company } from '#shared/domain/directory.ts'
import { remoteIdOf, toEntityId, type CompanyId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import { findRows } from './account-rows.ts'
import type { CacheDb } from './cache-db.ts'
import type { ContactRow } from './rows.ts'

/** Rows that changed because two of them were one company. */
export interface DroppedTwins {
  readonly contacts: readonly ContactId[]
  readonly companies: readonly CompanyId[]
}

/**
 * One company of the CRM is one row here. A name typed on this device may turn out to be a company that contacts here
 * belong to already: from then on the id made here stands for both, and they follow. Rare, so that a walk over the
 * contacts of the account costs less than an index of their companies would at every page.
 * Within the caller's transaction, which has to hold companies and contacts, and before `companies` are written.
 * @param companies as told now, under the ids that this device uses
 */
export async function dropCompanyTwins(db: CacheDb, companies: readonly Company[]): Promise<DroppedTwins> {
  const made = companies.filter(isMadeHere)
  const known = await db.companies.bulkGet(made.map(({ id }) => id))
  const twins = await db.companies.bulkGet(made.map((company) => twinOf(company)))
  // Heard of for the first time, contacts may have come before it; later only a page that was on its way.
  const isNew = (at: number) => known[at]?.remoteId === undefined || twins[at] !== undefined
  const kept = new Map(made.flatMap((company, at) => (isNew(at) ? [[twinOf(company), company.id] as const] : [])))
  if (kept.size === 0) return { contacts: [], companies: [] }
  await db.companies.bulkDelete([...kept.keys()])
  const rows: ContactRow[] = []
  for (const accountId of new Set(made.map((company) => company.accountId))) {
    const isTouched = (row: ContactRow): boolean => companiesOf(row).some((id) => kept.has(id))
    rows.push(...(await findRows(db.contacts, accountId, isTouched)))
  }
  await db.contacts.bulkPut(rows.map((row) => follow(row, kept)))
  return { contacts: rows.map(({ id }) => id), companies: [...kept.keys()] }
}

type KnownCompany = Company & { readonly remoteId: RemoteId }

const isMadeHere = (company: Company): company is KnownCompany =>
  company.remoteId !== null && remoteIdOf(company.id) === null

/** The id that the CRM's own numbering gives it; its own while the CRM does not have it. */
export const twinOf = ({ id, accountId, remoteId }: Company): CompanyId =>
  remoteId === null ? id : toEntityId<CompanyId>(accountId, remoteId)

const companiesOf = ({ fields, base }: ContactRow) => [...fields.companyIds, ...(base?.companyIds ?? [])]

function follow(row: ContactRow, kept: ReadonlyMap<CompanyId, CompanyId>): ContactRow {
  const renamed = <T extends { readonly companyIds: readonly CompanyId[] }>(fields: T): T => ({
    ...fields,
    companyIds: [...new Set(fields.companyIds.map((id) => kept.get(id) ?? id))],
  })
  const { base } = row
  return { ...row, fields: renamed(row.fields), ...(base === undefined ? {} : { base: renamed(base) }) }
}
