import type { ContactHolder, ItemLink } from './link-store.ts'
import type { EntityName, StoredRecord } from './records.ts'
import { NOTHING } from './records.ts'
import { appendEvent } from './record-writer.ts'
import type { Author } from './record-writer.ts'
import type { Store } from './store.ts'

/** Gives a contact, deal or customer another company, or none. Both sides of the link get their event. */
export function setCompany(
  store: Store,
  entity: EntityName,
  record: StoredRecord,
  companyId: number | null,
  author: Author,
  isBumped: boolean,
): StoredRecord {
  const changed = { ...record, ...stamp(author, isBumped), companyId }
  store.records.update(entity, changed)
  const own = { is: 'link', entity, id: record.id } as const
  const [gone, come] =
    entity === 'contacts' ? (['contact-unlinked', 'contact-linked'] as const) : (['unlinked', 'linked'] as const)
  if (record.companyId !== null) {
    if (entity === 'contacts') setMainContact(store, record.companyId, record.id, false)
    const company = { is: 'link', entity: 'companies', id: record.companyId } as const
    appendEvent(store, entity, record.id, 'unlinked', author, { before: company, after: NOTHING })
    appendEvent(store, 'companies', record.companyId, gone, author, { before: own, after: NOTHING })
  }
  if (companyId !== null) {
    const company = { is: 'link', entity: 'companies', id: companyId } as const
    appendEvent(store, entity, record.id, 'linked', author, { before: NOTHING, after: company })
    appendEvent(store, 'companies', companyId, come, author, { before: NOTHING, after: own })
  }
  return changed
}

/** Marks the main contact of a company, or takes the mark away where that contact has it. */
export function setMainContact(store: Store, companyId: number, contactId: number, isMain: boolean): void {
  const company = store.records.find('companies', companyId)
  if (company === undefined || (!isMain && company.mainContactId !== contactId)) return
  store.records.update('companies', { ...company, mainContactId: isMain ? contactId : null })
}

/**
 * Links a contact to a deal or customer, or changes whether it is the main one there. The first contact is the main one
 * unless something else is said.
 */
export function linkContact(
  store: Store,
  link: { readonly entity: ContactHolder; readonly entityId: number; readonly contactId: number },
  isMain: boolean | undefined,
  author: Author,
  isBumped: boolean,
): void {
  const { entity, entityId, contactId } = link
  const known = store.links.findContact(entity, entityId, contactId)
  const isFirst = store.links.contactsOf(entity, [entityId]).length === 0
  store.links.putContact({ ...link, isMain: isMain ?? known?.isMain ?? isFirst })
  if (known !== undefined) return
  const sides = sidesOf(link)
  appendEvent(store, entity, entityId, 'contact-linked', author, { before: NOTHING, after: sides.contact })
  appendEvent(store, 'contacts', contactId, 'linked', author, { before: NOTHING, after: sides.holder })
  bump(store, 'contacts', contactId, author, isBumped)
  bump(store, entity, entityId, author, isBumped)
}

/** Takes a contact off a deal or customer. If it was the main one, the next contact becomes it. */
export function unlinkContact(
  store: Store,
  link: { readonly entity: ContactHolder; readonly entityId: number; readonly contactId: number },
  author: Author,
  isBumped: boolean,
): void {
  const { entity, entityId, contactId } = link
  const known = store.links.findContact(entity, entityId, contactId)
  if (known === undefined) return
  store.links.removeContact(entity, entityId, contactId)
  const [next] = store.links.contactsOf(entity, [entityId])
  if (known.isMain && next !== undefined) store.links.putContact({ ...next, isMain: true })
  const sides = sidesOf(link)
  appendEvent(store, entity, entityId, 'contact-unlinked', author, { before: sides.contact, after: NOTHING })
  appendEvent(store, 'contacts', contactId, 'unlinked', author, { before: sides.holder, after: NOTHING })
  bump(store, 'contacts', contactId, author, isBumped)
  bump(store, entity, entityId, author, isBumped)
}

/** Adds a catalog item to a record, or changes how much of it is there. */
export function linkItem(store: Store, link: ItemLink, author: Author, isBumped: boolean): void {
  store.links.putItem(link)
  bump(store, link.entity, link.entityId, author, isBumped)
}

/** Takes a catalog item off a record; one that is not there is passed over. */
export function unlinkItem(
  store: Store,
  link: { readonly entity: EntityName; readonly entityId: number; readonly itemId: number },
  author: Author,
  isBumped: boolean,
): void {
  const { entity, entityId, itemId } = link
  if (!store.links.itemsOf(entity, [entityId]).some((known) => known.itemId === itemId)) return
  store.links.removeItem(entity, entityId, itemId)
  bump(store, entity, entityId, author, isBumped)
}

/** Moves the time of the last change of a record, where the account does so for what is not part of the record itself. */
export function bump(store: Store, entity: EntityName, id: number, author: Author, isBumped: boolean): void {
  const record = isBumped ? store.records.find(entity, id) : undefined
  if (record !== undefined) store.records.update(entity, { ...record, ...stamp(author, true) })
}

function sidesOf({ entity, entityId, contactId }: { entity: ContactHolder; entityId: number; contactId: number }) {
  return {
    contact: { is: 'link', entity: 'contacts', id: contactId },
    holder: { is: 'link', entity, id: entityId },
  } as const
}

function stamp(author: Author, isBumped: boolean): Partial<Pick<StoredRecord, 'updatedAt' | 'updatedBy'>> {
  return isBumped ? { updatedAt: author.at, updatedBy: author.userId } : {}
}
