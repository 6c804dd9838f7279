import type { ContactHolder } from '../store/link-store.ts'
import { linkContact, linkItem, setCompany, setMainContact, unlinkContact, unlinkItem } from '../store/link-writer.ts'
import type { EntityName, StoredRecord } from '../store/records.ts'
import type { Author } from '../store/record-writer.ts'
import type { Store } from '../store/store.ts'
import { PLURAL } from './entity-words.ts'

/** What a record can be linked to. */
export type LinkTarget = EntityName | 'items'

/** A link as seen from one of its ends. */
export type Link = {
  readonly from: EntityName
  readonly fromId: number
  readonly to: LinkTarget
  readonly toId: number
  /** Asked for with `is_main`, told as `main_contact`. */
  readonly isMain: boolean | undefined
  /** Only on links to items. */
  readonly amount?: { readonly catalogId: number; readonly quantity: number; readonly priceId: number | null }
}

/** The manual names leads → contacts; the vendor's own library links contacts → leads as well. */
export const TARGETS: Readonly<Record<EntityName, readonly LinkTarget[]>> = {
  contacts: ['companies', 'deals', 'customers', 'items'],
  companies: ['contacts', 'deals', 'customers', 'items'],
  deals: ['contacts', 'companies', 'items'],
  customers: ['contacts', 'companies', 'items'],
}

/** `to_entity_type` of a target. */
export function targetName(target: LinkTarget): string {
  return target === 'items' ? 'catalog_elements' : PLURAL[target]
}

/** All links of the given records, by kind of their other end. */
export function linksOf(store: Store, from: EntityName, ids: readonly number[]): Link[] {
  return TARGETS[from].flatMap((to) => linksTo(store, from, ids, to))
}

function linksTo(store: Store, from: EntityName, ids: readonly number[], to: LinkTarget): Link[] {
  const plain = (fromId: number, toId: number): Link => ({ from, fromId, to, toId, isMain: undefined })
  if (to === 'items') {
    return store.links
      .itemsOf(from, ids)
      .map(({ entityId, itemId, ...amount }) => ({ ...plain(entityId, itemId), amount }))
  }
  if (to === 'companies') {
    return ids.flatMap((id) => {
      const companyId = store.records.findVisible(from, id)?.companyId ?? null
      return companyId === null ? [] : [plain(id, companyId)]
    })
  }
  if (from === 'companies') {
    return store.records.recordsOfCompanies(to, ids).map(({ companyId, id }) => {
      return to === 'contacts'
        ? { ...plain(companyId, id), isMain: isMainOf(store, companyId, id) }
        : plain(companyId, id)
    })
  }
  if (to === 'contacts') {
    if (from === 'contacts') return []
    return store.links
      .contactsOf(from, ids)
      .map((link) => ({ ...plain(link.entityId, link.contactId), isMain: link.isMain }))
  }
  return store.links.holdersOf(to, ids).map((link) => plain(link.contactId, link.entityId))
}

function isMainOf(store: Store, companyId: number, contactId: number): boolean {
  return store.records.find('companies', companyId)?.mainContactId === contactId
}

/** Makes a link, or changes what it says. */
export function applyLink(store: Store, link: Link, author: Author, isBumped: boolean): void {
  const { from, fromId, to, toId, isMain } = link
  if (to === 'items') {
    const { amount = { catalogId: 0, quantity: 1, priceId: null } } = link
    linkItem(store, { entity: from, entityId: fromId, itemId: toId, ...amount }, author, isBumped)
    return
  }
  const company = companySide(link)
  if (company !== undefined) {
    const record = store.records.findVisible(company.entity, company.id)
    if (record !== undefined && record.companyId !== company.companyId) {
      setCompany(store, company.entity, record, company.companyId, author, isBumped)
    }
    if (from === 'companies' && to === 'contacts' && isMain !== undefined) setMainContact(store, fromId, toId, isMain)
    return
  }
  const pair = contactSide(link)
  if (pair !== undefined) linkContact(store, pair, isMain, author, isBumped)
}

/** The same link with as much more of an item as is there already. */
export function onTop(store: Store, link: Link): Link {
  if (link.to !== 'items' || link.amount === undefined) return link
  const known = store.links.itemsOf(link.from, [link.fromId]).find(({ itemId }) => itemId === link.toId)
  return { ...link, amount: { ...link.amount, quantity: link.amount.quantity + (known?.quantity ?? 0) } }
}

/** Takes a link apart; one that is not there is passed over. */
export function removeLink(store: Store, link: Link, author: Author, isBumped: boolean): void {
  if (link.to === 'items') {
    unlinkItem(store, { entity: link.from, entityId: link.fromId, itemId: link.toId }, author, isBumped)
    return
  }
  const company = companySide(link)
  if (company !== undefined) {
    const record: StoredRecord | undefined = store.records.findVisible(company.entity, company.id)
    if (record?.companyId === company.companyId) {
      setCompany(store, company.entity, record, null, author, isBumped)
    }
    return
  }
  const pair = contactSide(link)
  if (pair !== undefined) unlinkContact(store, pair, author, isBumped)
}

/** Which record has which company, when one end is a company. */
export function companySide({
  from,
  fromId,
  to,
  toId,
}: Link): { readonly entity: EntityName; readonly id: number; readonly companyId: number } | undefined {
  if (to === 'companies') return { entity: from, id: fromId, companyId: toId }
  return from === 'companies' && to !== 'items' ? { entity: to, id: toId, companyId: fromId } : undefined
}

/** Which deal or customer has which contact, when one end is a contact. */
function contactSide({
  from,
  fromId,
  to,
  toId,
}: Link): { readonly entity: ContactHolder; readonly entityId: number; readonly contactId: number } | undefined {
  if (to === 'contacts' && (from === 'deals' || from === 'customers')) {
    return { entity: from, entityId: fromId, contactId: toId }
  }
  if (from === 'contacts' && (to === 'deals' || to === 'customers'))
    return { entity: to, entityId: toId, contactId: fromId }
  return undefined
}
