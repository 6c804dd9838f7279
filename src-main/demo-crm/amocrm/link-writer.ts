import type { StoredRecord } from '../store/records.ts'
import { NOTHING } from '../store/records.ts'
import { appendEvent } from '../store/record-writer.ts'
import type { Author } from '../store/record-writer.ts'
import type { Store } from '../store/store.ts'

/** Gives a contact another company, or none. Both sides of the link get their event. */
export function setCompany(
  store: Store,
  contact: StoredRecord,
  companyId: number | null,
  author: Author,
  isBumped: boolean,
): StoredRecord {
  const stamp = isBumped ? { updatedAt: author.at, updatedBy: author.userId } : {}
  const changed = { ...contact, ...stamp, companyId }
  store.records.update('contacts', changed)
  const person = { is: 'link', entity: 'contacts', id: contact.id } as const
  if (contact.companyId !== null) {
    setMainContact(store, contact.companyId, contact.id, false)
    const company = { is: 'link', entity: 'companies', id: contact.companyId } as const
    appendEvent(store, 'contacts', contact.id, 'unlinked', author, { before: company, after: NOTHING })
    appendEvent(store, 'companies', contact.companyId, 'contact-unlinked', author, { before: person, after: NOTHING })
  }
  if (companyId !== null) {
    const company = { is: 'link', entity: 'companies', id: companyId } as const
    appendEvent(store, 'contacts', contact.id, 'linked', author, { before: NOTHING, after: company })
    appendEvent(store, 'companies', companyId, 'contact-linked', author, { before: NOTHING, after: person })
  }
  return changed
}

/** Marks the main contact of a company, or takes the mark away where that contact has it. */
export function setMainContact(store: Store, companyId: number, contactId: number, isMain: boolean): void {
  const company = store.records.find('companies', companyId)
  if (company === undefined || (!isMain && company.mainContactId !== contactId)) return
  store.records.update('companies', { ...company, mainContactId: isMain ? contactId : null })
}
