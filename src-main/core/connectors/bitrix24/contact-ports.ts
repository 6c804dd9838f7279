import type { Capabilities } from '#shared/domain/account.ts'
import { fieldOwners } from '#shared/domain/directory.ts'
import type { Connector } from '../connector.ts'
import { changeField } from './change-field.ts'
import { ensureCompany, readCompanies } from './companies.ts'
import type { ContactContext } from './contact-context.ts'
import { createContactCollection, readContacts } from './contacts.ts'
import type { Bitrix24Context } from './context.ts'
import { deleteContacts } from './delete-contacts.ts'
import type { EventFeed } from './event-feed.ts'
import { createFieldCatalog, formOf } from './field-catalog.ts'
import { findContacts } from './find-contacts.ts'
import { findCreated } from './find-created.ts'
import { fixedLinksOf } from './link-fields.ts'
import { linkCompanies, orderCompanies, unlinkCompanies } from './link-companies.ts'
import { toFieldDefinition } from './mapping.ts'
import { emailKinds, phoneKinds } from './point-kinds.ts'
import { pullAllowed } from './pull-allowed.ts'
import { createContacts, updateContacts } from './push-contacts.ts'
import { setUpTags } from './tags.ts'
import { pullUsers } from './users.ts'

/**
 * Ten requests of forty-nine, read together before they are written: where values have ids, or lists are replaced whole, one request
 * in eleven only looks. The fiftieth command of each looks at which fields there are.
 */
const WRITE_BATCH = 490

type Ways = Pick<
  Connector,
  | 'pullUsers'
  | 'pullFields'
  | 'tagField'
  | 'changeField'
  | 'pullTags'
  | 'createTag'
  | 'setUpTags'
  | 'readCompanies'
  | 'pullContacts'
  | 'readContacts'
  | 'findContacts'
  | 'writeBatch'
  | 'createContacts'
  | 'updateContacts'
  | 'deleteContacts'
  | 'marksCreates'
  | 'findCreated'
  | 'findDeleted'
  | 'ensureCompany'
  | 'linkCompanies'
  | 'unlinkCompanies'
  | 'orderCompanies'
>

/** What of the capabilities is about contacts. */
export type ContactCapabilities = Omit<
  Capabilities,
  | 'chats'
  | 'bindsChats'
  | 'leads'
  | 'fieldsOf'
  | 'deletes'
  | 'requisites'
  | 'layouts'
  | 'links'
  | 'fieldGroups'
  | 'newFields'
  | 'adminOnly'
>

/** Everything about contacts, companies, the form, tags and users. */
export interface ContactPorts extends Ways {
  /** With what the portal says of its form, which others need as well. */
  readonly context: ContactContext
  /** What this portal can do with contacts, as it is set up now. */
  capabilities(signal: AbortSignal): Promise<ContactCapabilities>
}

/** @param feed what the portal tells by itself, where it is asked to */
export function createContactPorts(base: Bitrix24Context, feed: EventFeed | null = null): ContactPorts {
  const catalog = createFieldCatalog(base)
  const context: ContactContext = { ...base, catalog, feed, withheld: new Set() }
  const contacts = createContactCollection(context)
  let tagFieldName: string | null = null
  return {
    context,
    pullUsers: (signal) => pullUsers(context, signal),
    async pullFields(signal) {
      const told = await catalog.refresh(signal)
      tagFieldName = told.tagFieldName
      return fieldOwners.flatMap((owner) =>
        [...formOf(told, owner).fields.values()].map((field) => toFieldDefinition(field, base.accountId, owner)),
      )
    },
    changeField: (wish, signal) => changeField(context, wish, signal),
    // Nothing lists the values of a text field: contacts bring their tags along.
    pullTags: async () => [],
    tagField: () => tagFieldName,
    createTag: async () => undefined,
    setUpTags: (fieldId, signal) => setUpTags(context, fieldId, signal),
    readCompanies: (ids, signal) => readCompanies(context, ids, signal),
    pullContacts: (cursor, signal, known) =>
      pullAllowed(context, { kind: 'contacts', collection: contacts, isReadAnew: true }, cursor, signal, known),
    readContacts: (ids, signal) => readContacts(context, ids, signal),
    findContacts: (text, signal) => findContacts(context, text, signal),
    writeBatch: WRITE_BATCH,
    createContacts: (items, signal) => createContacts(context, items, signal),
    updateContacts: (items, signal) => updateContacts(context, items, signal),
    deleteContacts: (ids, signal) => deleteContacts(context, ids, signal),
    // Where a contact comes from, and its key there, are fields that every portal has.
    marksCreates: true,
    findCreated: (since, signal) => findCreated(context, since, signal),
    // What is deleted is told to nobody, and is gone.
    findDeleted: async () => [],
    ensureCompany: (name, signal) => ensureCompany(context, name, signal),
    linkCompanies: (links, signal) => linkCompanies(context, links, signal),
    unlinkCompanies: (links, signal) => unlinkCompanies(context, links, signal),
    orderCompanies: (orders, signal) => orderCompanies(context, orders, signal),
    async capabilities(signal) {
      const known = await catalog.current(signal)
      return {
        ...{ deleteContacts: true, tags: known.tagField !== null, tagStore: 'field', trash: false },
        ...(known.tagFieldName === null ? {} : { tagField: known.tagFieldName }),
        ...{ companiesPerContact: 'many', fixedLinks: fixedLinksOf(known.links), phoneKinds, emailKinds },
      }
    },
  }
}
