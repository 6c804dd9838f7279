import type { ParamMap } from '#demo-crm/bitrix24/protocol/parameters.ts'
import { portalPlaces } from './named-fields.ts'
import { companyIdsIn, fieldNamed, TAGS } from './portal-records.ts'
import type { CrmContact } from './crm.ts'
import type { SimulatedPortal } from './simulated-portal.ts'
import type { VendorKind } from './steps.ts'

const at = <T>(items: readonly T[], pick: number): T | undefined => items[pick % items.length]

/** A colleague, or an administrator, in the portal's own interface. What makes no sense by now is not done. */
export function performPortalVendor(portal: SimulatedPortal, what: VendorKind, pick: number, n: number): void {
  const contacts = portal.contacts()
  const [contact, other] = [at(contacts, pick), at(contacts, pick + 1)]
  if (contact !== undefined) ofContact(portal, contact, other, what, n)
  ofCompany(portal, what, pick, n)
  ofForm(portal, what, n)
}

function ofContact(
  portal: SimulatedPortal,
  contact: CrmContact,
  other: CrmContact | undefined,
  what: VendorKind,
  n: number,
): void {
  const id = String(contact.id)
  const edit = (fields: ParamMap) => portal.colleague('crm.contact.update', { id, fields })
  switch (what) {
    case 'first-name':
      return void edit({ NAME: `V${n}` })
    case 'last-name':
      return void edit({ LAST_NAME: `W${n}` })
    case 'note':
      return void edit({ [portalPlaces.note]: n % 3 === 0 ? '' : `их заметка ${n}` })
    case 'interest':
      return void edit({ [portalPlaces.interests]: n % 4 === 0 ? [] : someInterests(portal, n) })
    case 'orders':
      return void edit({ [portalPlaces.orders]: String(n) })
    case 'phone': {
      const old = portal.data.multifields.of(3, contact.id).filter(({ typeId }) => typeId === 'PHONE')
      const gone = old.map((field) => ({ ID: String(field.id), VALUE: '' }))
      const come = n % 3 === 0 ? [] : [{ VALUE: `+7 922 ${String(n).padStart(3, '0')}-00-00`, VALUE_TYPE: 'WORK' }]
      return void edit({ PHONE: [...gone, ...come] })
    }
    case 'tags':
      return void edit({ [TAGS]: [...contact.tags, `v${n}`] })
    case 'company':
      return linkCompany(portal, contact, n)
    case 'delete':
      return void portal.colleague('crm.contact.delete', { id })
    case 'merge':
      return other === undefined || other.id === contact.id ? undefined : mergeInto(portal, contact, other)
    default:
      return undefined
  }
}

const someInterests = (portal: SimulatedPortal, n: number): readonly string[] =>
  [...new Set([at(portal.choices.interests, n), at(portal.choices.interests, n + 2)])].filter((id) => id !== undefined)

/** One more, one less, or the others in front. */
function linkCompany(portal: SimulatedPortal, { id, companies }: CrmContact, n: number): void {
  const chosen = at(companyIdsIn(portal.data), n)
  const turned = [...companies.slice(1), ...companies.slice(0, 1)]
  const others = companies.filter((one) => one !== chosen)
  const wanted = n % 3 === 0 || chosen === undefined ? turned : n % 3 === 1 ? others : [...others, chosen]
  const items = wanted.map((one, place) => ({
    ...{ COMPANY_ID: String(one), SORT: String((place + 1) * 10), IS_PRIMARY: place === 0 ? 'Y' : 'N' },
  }))
  portal.colleague('crm.contact.company.items.set', { id: String(id), items })
}

/** People decide which name stays; the portal merges only what is called the same. */
function mergeInto(portal: SimulatedPortal, survivor: CrmContact, other: CrmContact): void {
  const fields = { NAME: survivor.firstName, LAST_NAME: survivor.lastName }
  portal.colleague('crm.contact.update', { id: String(other.id), fields })
  const entityIds = [String(survivor.id), String(other.id)]
  portal.colleague('crm.entity.mergebatch', { params: { entityTypeId: '3', entityIds } })
}

function ofCompany(portal: SimulatedPortal, what: VendorKind, pick: number, n: number): void {
  const id = at(companyIdsIn(portal.data), pick)
  if (id === undefined) return
  if (what === 'company-rename')
    portal.colleague('crm.company.update', { id: String(id), fields: { TITLE: `Переименована ${n}` } })
  if (what === 'company-delete') portal.colleague('crm.company.delete', { id: String(id) })
}

function ofForm(portal: SimulatedPortal, what: VendorKind, n: number): void {
  const note = fieldNamed(portal.data, portalPlaces.note)
  if (what === 'drop-field' && note !== undefined)
    portal.colleague('crm.contact.userfield.delete', { id: String(note.id) })
  const source = fieldNamed(portal.data, portalPlaces.source)
  const option = at(source?.options ?? [], what === 'drop-option' ? n : 0)
  if (source === undefined || option === undefined) return
  const change = (entry: ParamMap) =>
    portal.colleague('crm.contact.userfield.update', {
      ...{ id: String(source.id), fields: { LIST: [{ ID: String(option.id), ...entry }] } },
    })
  if (what === 'drop-option' && source.options.length > 1) change({ DEL: 'Y' })
  if (what === 'rename-option') change({ VALUE: `Лояльность ${n}` })
}
