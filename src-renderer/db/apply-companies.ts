import type { Company } from '#shared/domain/directory.ts'
import type { InputOf, StoreCommands } from '#shared/ipc/contract.ts'
import type { CompanyRow } from './rows.ts'
import { write, type StoreContext } from './store-context.ts'

/**
 * A page of companies and its checkpoint: both or neither.
 * @throws {AppError} `storage/failed`
 */
export async function applyCompanies(
  { db, rows, now }: StoreContext,
  { accountId, companies, checkpoint }: InputOf<StoreCommands, 'cache/apply-companies'>,
): Promise<void> {
  await write(db, [db.companies, db.checkpoints], async () => {
    await db.companies.bulkPut(companies.map(toCompanyRow))
    await db.checkpoints.put({ accountId, entity: 'companies', ...checkpoint, at: now() })
  })
  rows.announce({ kind: 'companies', ids: companies.map(({ id }) => id) })
}

/** What the CRM told, as a row. */
export function toCompanyRow({ remoteId, ...company }: Company): CompanyRow {
  return remoteId === null ? company : { ...company, remoteId }
}

/** A row as features see it; only intended ones have no remote id. */
export function toCompany({ remoteId, ...row }: CompanyRow): Company {
  return { ...row, remoteId: remoteId ?? null }
}
