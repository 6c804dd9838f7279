import { rowsOf } from '#renderer/db/account-rows.ts'
import type { CacheDb } from '#renderer/db/cache-db.ts'
import { isSaleRow } from '#renderer/db/sale-rows.ts'
import { remoteIdOf, type AccountId, type ContactId, type RecordId } from '#shared/domain/ids.ts'
import type { CrmDeal } from './crm-deals.ts'
import type { SimulatedCrm } from './crm.ts'
import { dealTagsOf } from './deal-tags.ts'
import { rowsText } from './portal-sales.ts'

/** Where a device shows a deal otherwise than the CRM has it. What waits for its user may differ. */
export async function compareDeals(
  db: CacheDb,
  accountId: AccountId,
  crm: SimulatedCrm,
  busy: ReadonlySet<RecordId>,
): Promise<readonly string[]> {
  const stored = new Map(crm.deals.all().map((deal) => [`${deal.kind} ${deal.id}`, deal]))
  const rows = (await rowsOf(db.neighbours, accountId).toArray()).filter(isSaleRow)
  const companies = new Map((await rowsOf(db.companies, accountId).toArray()).map((row) => [row.id, row.remoteId]))
  const contacts = new Map((await rowsOf(db.contacts, accountId).toArray()).map((row) => [row.id, row.remoteId]))
  const numberOf = (id: ContactId) => Number(contacts.get(id) ?? remoteIdOf(id))
  const wrong = rows
    .filter(({ id, deletedAt }) => deletedAt === undefined && !busy.has(id))
    .flatMap(({ remoteId = 'unsent', record }) => {
      const [key, { fields }] = [`${record.kind} ${remoteId}`, record]
      const deal = stored.get(key)
      if (deal === undefined || deal.isTrashed) return [`shows ${key}, which the CRM does not have`]
      if (fields.isRemoved === true) return [`hides ${key}, and nothing is pending`]
      const { name, price, stage, contactIds, mainContactId, companyId } = fields
      const ofLead = record.kind === 'lead' ? record.fields : null
      const main = mainContactId === null ? null : numberOf(mainContactId)
      const ofCompany = companyId === null ? null : Number(remoteIdOf(companyId) ?? companies.get(companyId) ?? -1)
      const person = ofLead?.firstName ?? ''
      // Nobody has told its products.
      const rows = ofLead?.rows === null ? deal.rows : rowsText(ofLead?.rows ?? [])
      const shown = {
        ...{ name, price, stage, contacts: contactIds.map(numberOf), main, company: ofCompany, person, rows },
        tags: dealTagsOf(record),
      }
      const [one, other] = [shown, deal].map((side) => JSON.stringify(comparable(crm, side)))
      return one === other ? [] : [`${key} is ${other ?? ''}, shown as ${one ?? ''}`]
    })
  const here = new Set<string>(
    rows
      .filter(({ id, deletedAt }) => deletedAt === undefined || busy.has(id))
      .map(({ record, remoteId = '' }) => `${record.kind} ${remoteId}`),
  )
  const lacking = [...stored].filter(([id, { isTrashed }]) => !isTrashed && !here.has(id))
  return [...wrong, ...lacking.map(([key]) => `lacks ${key}`)]
}

/** The vendor tells of no change of a deal when one of its contacts is deleted, merged or restored: those are left out. */
function comparable(
  crm: SimulatedCrm,
  side: Pick<CrmDeal, 'price' | 'contacts' | 'main' | 'company' | 'tags' | 'person' | 'rows'> & {
    name: string
    stage: unknown
  },
) {
  const contacts = side.contacts.filter((id) => !crm.moved.has(id)).toSorted((a, b) => a - b)
  const isSilent = side.contacts.length > contacts.length || [...crm.moved].length > 0
  const { name, price, stage, main, tags, person, rows } = side
  // Nor is anybody told what a company has taken along that was deleted or merged into another.
  const company = [...crm.lostCompanies()].length > 0 ? null : side.company
  return { name, price, stage, contacts, main: isSilent ? null : main, company, tags, person, rows }
}
