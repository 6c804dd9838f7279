import { COMPANY } from '#demo-crm/bitrix24/crm/entities.ts'
import type { Item } from '#demo-crm/bitrix24/store/item-store.ts'
import type { PortalStore } from '#demo-crm/bitrix24/store/portal-store.ts'
import { companyFieldIds } from '#demo-crm/seed/account-data.ts'
import type { Store } from '#demo-crm/store/store.ts'
import type { CompanyVendorKind } from './deal-steps.ts'
import { itemsOf } from './portal-records.ts'
import type { FirstCrm } from './simulated-crm.ts'
import type { SimulatedPortal } from './simulated-portal.ts'

/** A company as the CRM's own database has it, in words that need no mapping. */
export interface CrmCompany {
  readonly kind: 'company'
  readonly id: number
  readonly isTrashed: boolean
  readonly name: string
  readonly responsible: number
  readonly phones: readonly string[]
}

const PHONE = companyFieldIds.get('phone') ?? 0

/** All of the first kind of CRM, the trash too. */
export const companiesIn = ({ sql, records }: Store): readonly CrmCompany[] =>
  sql.all('SELECT id FROM companies ORDER BY id').flatMap((row): CrmCompany[] => {
    const record = records.find('companies', Number(row['id']))
    if (record === undefined) return []
    const phones = (record.fields[PHONE] ?? []).map(({ value }) => String(value as string))
    return [
      {
        ...{ kind: 'company', id: record.id, isTrashed: record.trashed, name: record.name },
        ...{ responsible: record.responsibleUserId, phones },
      },
    ]
  })

const textIn = ({ fields }: Item, name: string): string => {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

/** All that a portal has now. */
export const portalCompaniesIn = (data: PortalStore): readonly CrmCompany[] =>
  itemsOf(data, COMPANY).map((item) => ({
    ...{ kind: 'company', id: item.id, isTrashed: false, name: textIn(item, 'TITLE') },
    responsible: Number(textIn(item, 'ASSIGNED_BY_ID')),
    phones: data.multifields
      .of(COMPANY, item.id)
      .filter(({ typeId }) => typeId === 'PHONE')
      .map(({ value }) => value),
  }))

const theirPhone = (n: number): string => `+7922${n}`

/** A colleague in the vendor's own interface. What makes no sense by now is not done. */
export function performCompanyVendor(crm: FirstCrm, what: CompanyVendorKind, pick: number, n: number): void {
  const wanted = crm.houses.all().filter(({ isTrashed }) => !isTrashed)
  const company = wanted[pick % Math.max(1, wanted.length)]
  if (company === undefined) return
  const phones = n % 4 === 0 ? [] : [...company.phones, theirPhone(n)]
  const fields = {
    'company-title': { name: `Их дом ${n}` },
    'company-phone': { PHONE: phones.length === 0 ? null : phones },
    'company-owner': { responsible_user_id: crm.users[n % crm.users.length] },
  }[what]
  crm.vendor({ action: 'edit', entity: 'companies', ids: [company.id], fields, userId: crm.users.at(-1) ?? null })
}

/** The same in a portal. */
export function performPortalCompany(portal: SimulatedPortal, what: CompanyVendorKind, pick: number, n: number): void {
  const companies = portalCompaniesIn(portal.data)
  const company = companies[pick % Math.max(1, companies.length)]
  if (company === undefined) return
  const own = portal.data.multifields.of(COMPANY, company.id).filter(({ typeId }) => typeId === 'PHONE')
  const gone = own.map(({ id }) => ({ ID: String(id), VALUE: '' }))
  const fields = {
    'company-title': { TITLE: `Их дом ${n}` },
    'company-phone': { PHONE: n % 4 === 0 ? gone : [{ VALUE: theirPhone(n), VALUE_TYPE: 'WORK' }] },
    'company-owner': { ASSIGNED_BY_ID: String(portal.users[n % portal.users.length]) },
  }[what]
  portal.colleague('crm.company.update', { id: String(company.id), fields })
}
