import type { VendorAction } from '#demo-crm/control/vendor-schema.ts'
import { fieldIds } from './named-fields.ts'
import type { FirstCrm } from './simulated-crm.ts'
import type { VendorKind } from './steps.ts'

type Fields = Readonly<Record<string, unknown>>
const at = <T>(items: readonly T[], pick: number): T | undefined => items[pick % items.length]

/** A colleague, or an administrator, in the vendor's own interface. What makes no sense by now is not done. */
export function performVendor(crm: FirstCrm, what: VendorKind, pick: number, n: number): void {
  const action = ofContact(crm, what, pick, n) ?? ofCompany(crm, what, pick, n) ?? ofSchema(crm, what, n)
  if (action !== null) crm.vendor({ ...action, userId: crm.users.at(-1) ?? null })
}

function ofContact(crm: FirstCrm, what: VendorKind, pick: number, n: number): VendorAction | null {
  const wanted = crm.contacts().filter(({ isTrashed }) => isTrashed === (what === 'restore'))
  const [id, otherId] = [at(wanted, pick)?.id, at(wanted, pick + 1)?.id]
  if (id === undefined) return null
  const edit = (fields: Fields): VendorAction => ({ action: 'edit', entity: 'contacts', ids: [id], fields })
  switch (what) {
    case 'first-name':
      return edit({ first_name: `V${n}` })
    case 'last-name':
      return edit({ last_name: `W${n}` })
    case 'note':
      return crm.hasField('note') ? edit({ [fieldIds.note]: n % 3 === 0 ? null : `их заметка ${n}` }) : null
    case 'interest': {
      const options = crm.options('interests')
      const chosen = [at(options, n), at(options, n + 2)].map((option) => ({ enum_id: option?.id }))
      return edit({ [fieldIds.interests]: n % 4 === 0 ? null : chosen })
    }
    case 'address':
      return edit({ [fieldIds.address]: n % 4 === 0 ? null : theirAddress(n) })
    case 'orders':
      return edit({ [fieldIds.orders]: String(n) })
    case 'firm':
      return edit({ [fieldIds.firm]: [{ value: { name: `Их фирма ${n}`, kpp: String(n) } }] })
    case 'phone':
      return edit({ PHONE: n % 3 === 0 ? null : [`+7 922 ${String(n).padStart(3, '0')}-00-00`] })
    case 'tags':
      return edit({ tags_to_add: [{ name: `v${n}` }] })
    case 'company':
      return edit({ company_id: n % 3 === 0 ? null : (at(crm.companyIds(), n) ?? null) })
    case 'delete':
    case 'restore':
      return { action: what, entity: 'contacts', ids: [id] }
    case 'merge':
      return otherId === undefined || id === otherId ? null : { action: what, entity: 'contacts', ids: [id, otherId] }
    default:
      return null
  }
}

const theirAddress = (n: number) => [
  { value: `Их город ${n}`, enum_code: 'city' },
  ...(n % 2 === 0 ? [{ value: `Страна ${n}`, enum_code: 'country' }] : []),
]

function ofCompany(crm: FirstCrm, what: VendorKind, pick: number, n: number): VendorAction | null {
  const ids = crm.companyIds()
  const [id, otherId] = [at(ids, pick), at(ids, pick + 1)]
  if (id === undefined) return null
  switch (what) {
    case 'company-rename':
      return { action: 'edit', entity: 'companies', ids: [id], fields: { name: `Переименована ${n}` } }
    case 'company-delete':
      return { action: 'delete', entity: 'companies', ids: [id] }
    case 'company-merge':
      return otherId === undefined || id === otherId
        ? null
        : { action: 'merge', entity: 'companies', ids: [id, otherId] }
    default:
      return null
  }
}

function ofSchema(crm: FirstCrm, what: VendorKind, n: number): VendorAction | null {
  const options = crm.options('source')
  const change = (enums: readonly { readonly id: number; readonly value: string }[]): VendorAction => ({
    ...{ action: 'edit', entity: 'custom_fields', ids: [fieldIds.source] },
    fields: { enums },
  })
  switch (what) {
    case 'drop-field':
      return crm.hasField('note') ? { action: 'delete', entity: 'custom_fields', ids: [fieldIds.note] } : null
    case 'drop-option':
      return options.length > 1 ? change(options.toSpliced(n % options.length, 1)) : null
    case 'rename-option':
      return change(options.map((option, index) => (index === 0 ? { ...option, value: `Источник ${n}` } : option)))
    default:
      return null
  }
}
