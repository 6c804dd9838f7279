import type { Company } from '#shared/domain/directory.ts'
import type { CompanyRow } from './rows.ts'

/** What the CRM told, as a row. */
export function toCompanyRow({ remoteId, ...company }: Company): CompanyRow {
  return remoteId === null ? company : { ...company, remoteId }
}

/** A row as features see it; only intended ones have no remote id. */
export function toCompany({ remoteId, ...row }: CompanyRow): Company {
  return { ...row, remoteId: remoteId ?? null }
}
