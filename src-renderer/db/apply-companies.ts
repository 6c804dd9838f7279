import type { Company } from '#shared/domain/directory.ts'
import { remoteIdOf } from '#shared/domain/ids.ts'
import type { InputOf, StoreCommands } from '#shared/ipc/contract.ts'
import { dropCompanyTwins } from './drop-company-twins.ts'
import type { CompanyRow } from './rows.ts'
import { write, type StoreContext } from './store-context.ts'

/**
 * A page of companies and its checkpoint, if it has one: both or neither.
 * @throws {AppError} `storage/failed`
 */
export async function applyCompanies(
  { db, rows, now }: StoreContext,
  { accountId, companies, checkpoint }: InputOf<StoreCommands, 'cache/apply-companies'>,
): Promise<void> {
  // Contacts are written at the same time; they are held up only where a company could have a second row.
  const isOurs = companies.some(({ id }) => remoteIdOf(id) === null)
  const tables = [db.companies, db.checkpoints, ...(isOurs ? [db.contacts] : [])]
  const twins = await write(db, tables, async () => {
    const twins = isOurs ? await dropCompanyTwins(db, companies) : null
    await db.companies.bulkPut(companies.map(toCompanyRow))
    if (checkpoint !== null) await db.checkpoints.put({ accountId, entity: 'companies', ...checkpoint, at: now() })
    return twins ?? { contacts: [], companies: [] }
  })
  rows.announce({ kind: 'companies', ids: [...companies.map(({ id }) => id), ...twins.companies] })
  if (twins.contacts.length > 0) rows.announce({ kind: 'contacts', ids: [...twins.contacts] })
}

/** What the CRM told, as a row. */
export function toCompanyRow({ remoteId, ...company }: Company): CompanyRow {
  return remoteId === null ? company : { ...company, remoteId }
}

/** A row as features see it; only intended ones have no remote id. */
export function toCompany({ remoteId, ...row }: CompanyRow): Company {
  return { ...row, remoteId: remoteId ?? null }
}
