import { seedCompany } from '../../seed/company-data.ts'
import { seedContact } from '../../seed/contact-data.ts'
import type { SeedOptions } from '../../seed/seed-store.ts'
import { CONTACT_COMPANIES, DEAL_CONTACTS, LEAD_CONTACTS } from '../crm/bind-records.ts'
import { COMPANY, CONTACT, DEAL, LEAD } from '../crm/entities.ts'
import { LABELS } from '../crm/user-field-input.ts'
import { isUserFieldType, userFieldTypes } from '../crm/user-field-types.ts'
import type { BindingSide } from '../store/binding-store.ts'
import type { Item } from '../store/item-store.ts'
import type { PortalStore } from '../store/portal-store.ts'
import { portalStatuses, portalUserFields, portalUsers } from './directory-data.ts'
import { toPortalCompany, toPortalContact } from './record-data.ts'
import type { SeededRecord } from './record-data.ts'
import { requisiteCount, seedRequisite } from './requisite-data.ts'
import { seedDeal, seedLead } from './sales-data.ts'
import type { SalesInput } from './sales-data.ts'

/** Records per transaction: enough to be quick, few enough to keep memory flat. */
const CHUNK = 5000
const CONTACTS_PER_COMPANY = 6
const CONTACTS_PER_DEAL = 3
const CONTACTS_PER_LEAD = 5

/** Fills empty tables: the people and companies of the other dialect, with deals and leads of this one's own. */
export function seedPortal(data: PortalStore, { contacts, seed, now }: SeedOptions): void {
  const optionIds = data.sql.transaction(() => seedDirectories(data))
  const companies = Math.ceil(contacts / CONTACTS_PER_COMPANY)
  const companyIds = Array.from({ length: companies }, (_, index) => index + 1)
  const input = { seed, now, companyIds, tagIds: [] }
  inChunks(data, companies, (index) => {
    putRecord(data, toPortalCompany(seedCompany(index, index + 1, { ...input, companyIds: [] })))
  })
  inChunks(data, contacts, (index) => {
    const contact = toPortalContact(seedContact(index, index + 1, input), optionIds)
    putRecord(data, contact)
    putRequisite(data, contact.item)
    link(
      data,
      CONTACT_COMPANIES,
      contact.item.id,
      [contact.item.fields['COMPANY_ID']].map(Number).filter((id) => id > 0),
    )
  })
  seedSales(data, { seed, now, contacts, companies })
  for (const [type, count] of [
    [COMPANY, companies],
    [CONTACT, contacts],
  ] as const) {
    data.items.reserveIds(`item ${type}`, count)
  }
  for (const counter of ['requisites', 'addresses']) data.items.reserveIds(counter, requisiteCount(contacts))
}

function putRequisite(data: PortalStore, contact: Item): void {
  const seeded = seedRequisite(contact)
  if (seeded === null) return
  data.items.put(seeded.item)
  data.addresses.put(seeded.address)
}

function seedSales(data: PortalStore, input: SalesInput): void {
  const kinds = [
    { type: DEAL, side: DEAL_CONTACTS, count: Math.ceil(input.contacts / CONTACTS_PER_DEAL), make: seedDeal },
    { type: LEAD, side: LEAD_CONTACTS, count: Math.ceil(input.contacts / CONTACTS_PER_LEAD), make: seedLead },
  ]
  for (const { type, side, count, make } of kinds) {
    inChunks(data, count, (index) => {
      const { item, contactIds, phone } = make(index + 1, input)
      const multifields = phone === null ? [] : [{ typeId: 'PHONE', valueType: 'WORK', value: phone }]
      putRecord(data, { item, multifields })
      link(data, side, item.id, contactIds)
    })
    data.items.reserveIds(`item ${type}`, count)
  }
}

function inChunks(data: PortalStore, count: number, make: (index: number) => void): void {
  for (let start = 0; start < count; start += CHUNK) {
    data.sql.transaction(() => {
      for (let index = start; index < Math.min(start + CHUNK, count); index += 1) make(index)
    })
  }
}

function putRecord(data: PortalStore, { item, multifields }: SeededRecord): void {
  data.items.put(item)
  for (const field of multifields) {
    data.multifields.add(item.type, item.id, field)
    const [kind, connectorId = '', , chatId] = field.value.split('|')
    if (kind !== 'imol') continue
    const chat = { connectorId, connectorTitle: 'Live chat', entityType: item.type, entityId: item.id, isActive: true }
    data.chats.put({ id: Number(chatId), ...chat })
  }
}

function link(data: PortalStore, side: BindingSide, ownerId: number, childIds: readonly number[]): void {
  if (childIds.length === 0) return
  const bindings = childIds.map((childId, index) => ({ childId, sort: (index + 1) * 10, isPrimary: index === 0 }))
  data.bindings.replace(side, ownerId, bindings)
}

/** @returns ids of options by the name of their field and their text */
function seedDirectories(data: PortalStore): ReadonlyMap<string, number> {
  for (const user of portalUsers) data.users.put(user)
  for (const status of portalStatuses) data.statuses.put({ id: data.statuses.nextId(), ...status })
  const optionIds = new Map<string, number>()
  for (const { label, list, ...field } of portalUserFields) {
    const options = list.map((value, index) => {
      const id = data.items.nextId('enum options')
      optionIds.set(`${field.fieldName} ${value}`, id)
      return { id, value, sort: (index + 1) * 10, isDefault: false, xmlId: `xml_${id}` }
    })
    data.userFields.put({
      ...{ id: data.userFields.nextId(), ...field, options, xmlId: null, isMandatory: false, showFilter: 'E' },
      ...{ showInList: true, editInList: true, isSearchable: false },
      settings: isUserFieldType(field.typeId) ? { ...userFieldTypes[field.typeId][1] } : {},
      labels: Object.fromEntries(
        LABELS.map((kind) => [kind, kind.endsWith('LABEL') ? { ru: label, en: label } : { ru: '', en: '' }]),
      ),
    })
  }
  return optionIds
}
