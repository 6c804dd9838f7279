import { accountOf, type CompanyId, type ContactId } from '#shared/domain/ids.ts'
import type { CacheDb } from '../db/cache-db.ts'
import type { MainClient } from '../ipc/main-client.ts'

/** As many as a CRM is asked for at once. */
const AT_ONCE = 100

/**
 * Names of companies before a first pull has come to them: of a large base that is minutes after its first contacts.
 * @returns brings those of these contacts that are not here, each asked for once
 */
export function useNamesAhead(db: CacheDb, main: Pick<MainClient, 'call'>) {
  const asked = new Set<CompanyId>()

  async function nameCompaniesOf(contactIds: readonly ContactId[]): Promise<void> {
    const contacts = await db.contacts.bulkGet([...contactIds])
    const linked = [...new Set(contacts.flatMap((row) => row?.fields.companyIds ?? []))].filter((id) => !asked.has(id))
    const here = await db.companies.bulkGet(linked)
    const wanted = linked.filter((_id, at) => here[at] === undefined).slice(0, AT_ONCE)
    for (const id of wanted) asked.add(id)
    for (const [accountId, companyIds] of Map.groupBy(wanted, accountOf)) {
      await main.call('companies/look-up', { accountId, companyIds })
    }
  }
  return { nameCompaniesOf }
}
