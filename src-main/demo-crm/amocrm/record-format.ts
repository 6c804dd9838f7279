import type { EntityName, FieldDefinition, StoredRecord, Tag, User } from '../store/records.ts'
import type { AmoContext } from './context.ts'
import { formatFieldValues } from './field-format.ts'

/** What a list of records needs besides the records: read once per answer, not once per record. */
export type FormatSources = {
  readonly base: string
  readonly entity: EntityName
  readonly accountId: number
  readonly withs: ReadonlySet<string>
  readonly fields: readonly FieldDefinition[]
  readonly users: ReadonlyMap<number, User>
  readonly tags: ReadonlyMap<number, Tag>
  readonly contactsByCompany: ReadonlyMap<number, readonly number[]>
}

/** Gathers what a list of records needs besides the records. */
export function formatSources(
  context: AmoContext,
  base: string,
  entity: EntityName,
  withs: ReadonlySet<string>,
  records: readonly StoredRecord[],
): FormatSources {
  const { store } = context
  const contactsByCompany = new Map<number, number[]>()
  if (entity === 'companies' && withs.has('contacts')) {
    for (const { companyId, contactId } of store.records.contactsOfCompanies(records.map((record) => record.id))) {
      contactsByCompany.set(companyId, [...(contactsByCompany.get(companyId) ?? []), contactId])
    }
  }
  return {
    base,
    entity,
    accountId: context.account.id,
    withs,
    fields: store.directory.fields(entity),
    users: new Map(store.directory.users().map((user) => [user.id, user])),
    tags: store.tags.named([...new Set(records.flatMap((record) => record.tagIds))]),
    contactsByCompany,
  }
}

/**
 * A contact or company as the vendor writes it. `is_deleted` is false even in the trash: the vendor's own oddity.
 * @source https://www.amocrm.ru/developers/content/crm_platform/contacts-api
 */
export function formatRecord(record: StoredRecord, sources: FormatSources): Readonly<Record<string, unknown>> {
  const { base, entity, withs } = sources
  const parts = entity === 'contacts' ? { first_name: record.firstName, last_name: record.lastName } : {}
  return {
    id: record.id,
    name: record.name,
    ...parts,
    responsible_user_id: record.responsibleUserId,
    group_id: sources.users.get(record.responsibleUserId)?.groupId ?? 0,
    created_by: record.createdBy,
    updated_by: record.updatedBy,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
    closest_task_at: record.closestTaskAt,
    is_deleted: false,
    ...(entity === 'contacts' ? { is_unsorted: false } : {}),
    custom_fields_values: formatFieldValues(record.fields, sources.fields),
    account_id: sources.accountId,
    _links: { self: { href: recordHref(base, entity, record.id) } },
    _embedded: {
      tags: record.tagIds.flatMap((id) => {
        const tag = sources.tags.get(id)
        return tag === undefined ? [] : [{ id: tag.id, name: tag.name, color: null }]
      }),
      ...(withs.has('leads') ? { leads: [] } : {}),
      ...(withs.has('customers') ? { customers: [] } : {}),
      ...(withs.has('catalog_elements') ? { catalog_elements: [] } : {}),
      ...formatNeighbours(record, sources),
    },
  }
}

const LASTING: readonly string[] = ['id', 'is_deleted', 'updated_by', 'updated_at', 'account_id', '_links']

/** A trashed record of which next to nothing is left. */
export function formatBare(record: StoredRecord, sources: FormatSources): Readonly<Record<string, unknown>> {
  const whole = Object.entries(formatRecord(record, sources))
  return Object.fromEntries(whole.map(([key, value]) => [key, LASTING.includes(key) ? value : null]))
}

/** The address of one record. */
export function recordHref(base: string, entity: EntityName, id: number): string {
  return `${base}/api/v4/${entity}/${id}`
}

function formatNeighbours(record: StoredRecord, sources: FormatSources): Readonly<Record<string, unknown>> {
  const { base, entity } = sources
  if (entity === 'contacts') {
    const { companyId } = record
    const companies =
      companyId === null
        ? []
        : [{ id: companyId, _links: { self: { href: recordHref(base, 'companies', companyId) } } }]
    return { companies }
  }
  if (!sources.withs.has('contacts')) return {}
  const contacts = sources.contactsByCompany.get(record.id) ?? []
  return { contacts: contacts.map((id) => ({ id, _links: { self: { href: recordHref(base, 'contacts', id) } } })) }
}
