import type { Company } from '#shared/domain/directory.ts'
import type { CompanyRow } from './rows.ts'

/** What the CRM told, as a row. */
export function toCompanyRow({ remoteId, ...company }: Company): CompanyRow {
  return remoteId === null ? company : { ...company, remoteId }
}

/** A row as features see it; only intended ones have no remote id. */
export function toCompany({ id, accountId, remoteId, name, updatedAt }: CompanyRow): Company {
  return { id, accountId, remoteId: remoteId ?? null, name, updatedAt }
}
