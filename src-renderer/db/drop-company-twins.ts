import type { Company } from '#shared/domain/directory.ts'
import { remoteIdOf, toEntityId, type CompanyId, type ContactId } from '#shared/domain/ids.ts'
import type { CacheDb } from './cache-db.ts'
import type { ContactRow } from './rows.ts'

/** Rows that changed because two of them were one company. */
export interface DroppedTwins {
  readonly contacts: readonly ContactId[]
  readonly companies: readonly CompanyId[]
}

/**
 * One company of the CRM is one row here. A name typed on this device may turn out to be a company that was here already,
 * under the name that it had before: from then on the id made here stands for both, and contacts follow. Rare, so that
 * a walk over the contacts of the account costs less than an index of their companies would at every page.
 * Within the caller's transaction, which has to hold companies and contacts.
 * @param companies as told now, under the ids that this device uses
 */
export async function dropCompanyTwins(db: CacheDb, companies: readonly Company[]): Promise<DroppedTwins> {
  const keptById = new Map(companies.flatMap((company) => twinOf(company)))
  const twins = (await db.companies.bulkGet([...keptById.keys()])).flatMap((row) => (row === undefined ? [] : [row]))
  if (twins.length === 0) return { contacts: [], companies: [] }
  await db.companies.bulkDelete(twins.map(({ id }) => id))
  const kept = new Map(twins.flatMap(({ id }) => [[id, keptById.get(id) ?? id] as const]))
  const accountIds = [...new Set(twins.map(({ accountId }) => accountId))]
  const rows = await db.contacts
    .where('accountId')
    .anyOf(accountIds)
    .filter((row) => companiesOf(row).some((id) => kept.has(id)))
    .toArray()
  await db.contacts.bulkPut(rows.map((row) => follow(row, kept)))
  return { contacts: rows.map(({ id }) => id), companies: twins.map(({ id }) => id) }
}

/** The id that the CRM's own numbering gives it, and the one made here that stands for it. */
function twinOf({ id, accountId, remoteId }: Company): readonly (readonly [CompanyId, CompanyId])[] {
  if (remoteId === null || remoteIdOf(id) !== null) return []
  return [[toEntityId<CompanyId>(accountId, remoteId), id]]
}

const companiesOf = ({ fields, base }: ContactRow) => [...fields.companyIds, ...(base?.companyIds ?? [])]

function follow(row: ContactRow, kept: ReadonlyMap<CompanyId, CompanyId>): ContactRow {
  const renamed = <T extends { readonly companyIds: readonly CompanyId[] }>(fields: T): T => ({
    ...fields,
    companyIds: [...new Set(fields.companyIds.map((id) => kept.get(id) ?? id))],
  })
  const { base } = row
  return { ...row, fields: renamed(row.fields), ...(base === undefined ? {} : { base: renamed(base) }) }
}
