import { remoteIdOf } from '#shared/domain/ids.ts'
import type { InputOf, StoreCommands } from '#shared/ipc/contract.ts'
import { dropCompanyTwins } from './drop-company-twins.ts'
import { toCompanyRows } from './put-neighbours.ts'
import { write, type StoreContext } from './store-context.ts'

/**
 * Names of companies, in one transaction.
 * @throws {AppError} `storage/failed`
 */
export async function applyCompanies(
  { db, rows }: StoreContext,
  { companies }: InputOf<StoreCommands, 'cache/apply-companies'>,
): Promise<void> {
  // Contacts are written at the same time; they are held up only where a company could have a second row.
  const isOurs = companies.some(({ id }) => remoteIdOf(id) === null)
  const twins = await write(db, [db.companies, db.neighbours, ...(isOurs ? [db.contacts] : [])], async () => {
    const twins = isOurs ? await dropCompanyTwins(db, companies) : null
    await db.companies.bulkPut([...(await toCompanyRows(db, companies))])
    return twins ?? { contacts: [], companies: [] }
  })
  rows.announce({ kind: 'companies', ids: [...companies.map(({ id }) => id), ...twins.companies] })
  if (twins.contacts.length > 0) rows.announce({ kind: 'contacts', ids: [...twins.contacts] })
}
