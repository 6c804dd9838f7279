import { CONTACT, REQUISITE } from '#demo-crm/bitrix24/crm/entities.ts'
import type { Item } from '#demo-crm/bitrix24/store/item-store.ts'
import type { PortalStore } from '#demo-crm/bitrix24/store/portal-store.ts'
import type { RequisiteVendorKind } from './deal-steps.ts'
import { itemsOf } from './portal-records.ts'
import type { SimulatedPortal } from './simulated-portal.ts'

/** Requisites of a contact as the portal's own database has them. */
export interface CrmRequisite {
  readonly kind: 'requisite'
  readonly id: number
  readonly isTrashed: boolean
  readonly contactId: number
  readonly name: string
  readonly inn: string
  /** Of the address of the first type. */
  readonly city: string
}

const textIn = ({ fields }: Item, name: string): string => {
  const value = fields[name]
  return typeof value === 'string' ? value : ''
}

/** All of contacts, in words that need no mapping. */
export function requisitesIn(data: PortalStore): readonly CrmRequisite[] {
  const addresses = data.addresses
    .all()
    .filter(({ entityTypeId, typeId }) => entityTypeId === REQUISITE && typeId === 1)
  return itemsOf(data, REQUISITE)
    .filter((item) => Number(textIn(item, 'ENTITY_TYPE_ID') || item.ownerType) === CONTACT)
    .map((item) => ({
      ...{ kind: 'requisite', id: item.id, isTrashed: false, name: textIn(item, 'NAME') },
      contactId: Number(textIn(item, 'ENTITY_ID') || item.ownerId),
      inn: textIn(item, 'RQ_INN'),
      city: addresses.find(({ entityId }) => entityId === item.id)?.fields['CITY'] ?? '',
    }))
}

/** A colleague who works on requisites. What makes no sense by now is not done. */
export function performPortalRequisite(
  portal: SimulatedPortal,
  what: RequisiteVendorKind,
  pick: number,
  n: number,
): void {
  const all = requisitesIn(portal.data)
  const one = all[pick % Math.max(1, all.length)]
  const contacts = portal.contacts()
  const contact = contacts[pick % Math.max(1, contacts.length)]
  if (what === 'requisite-add' && contact !== undefined) {
    const owner = { ENTITY_TYPE_ID: '3', ENTITY_ID: String(contact.id), PRESET_ID: '3' }
    portal.colleague('crm.requisite.add', { fields: { ...owner, NAME: `их реквизит ${n}`, RQ_INN: String(n) } })
  }
  if (one === undefined) return
  const id = String(one.id)
  if (what === 'requisite-inn') portal.colleague('crm.requisite.update', { id, fields: { RQ_INN: `9${n}` } })
  if (what === 'requisite-delete') portal.colleague('crm.requisite.delete', { id })
  if (what !== 'requisite-city') return
  const fields = { TYPE_ID: '1', ENTITY_TYPE_ID: String(REQUISITE), ENTITY_ID: id, CITY: `их город ${n}` }
  portal.colleague(one.city === '' ? 'crm.address.add' : 'crm.address.update', { fields })
}
