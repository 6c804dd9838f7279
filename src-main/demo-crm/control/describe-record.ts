import type { EntityName, StoredRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'

/** The whole truth about a record, for tests: stored values with the codes and names of their fields and tags. */
export function describeRecord(store: Store, entity: EntityName, record: StoredRecord): Record<string, unknown> {
  const tags = store.tags.named(record.tagIds)
  const company = record.companyId === null ? undefined : store.records.find('companies', record.companyId)
  return {
    id: record.id,
    entity,
    name: record.name,
    first_name: record.firstName,
    last_name: record.lastName,
    responsible_user_id: record.responsibleUserId,
    created_by: record.createdBy,
    updated_by: record.updatedBy,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
    closest_task_at: record.closestTaskAt,
    trashed: record.trashed,
    ...describeParts(store, entity, record),
    tags: record.tagIds.map((id) => tags.get(id)?.name ?? `#${id}`),
    company: company === undefined ? null : { id: company.id, name: company.name },
    fields: store.directory.fields(entity).flatMap((field) => {
      const values = record.fields[field.id]
      if (values === undefined) return []
      return [
        {
          field_id: field.id,
          code: field.code,
          name: field.name,
          type: field.type,
          values: values.map(({ value, enumId }) => {
            const option = field.options?.find(({ id }) => id === enumId)
            return { value, ...(enumId === undefined ? {} : { enum_id: enumId, enum_code: option?.code ?? null }) }
          }),
        },
      ]
    }),
  }
}

/** What contacts and companies do not have, and what a contact seldom has. */
function describeParts(store: Store, entity: EntityName, record: StoredRecord): Record<string, unknown> {
  if (entity !== 'deals' && entity !== 'customers') return record.isUnsorted === true ? { is_unsorted: true } : {}
  const contacts = store.links.contactsOf(entity, [record.id])
  return {
    ...record.deal,
    ...record.customer,
    contacts: contacts.map(({ contactId, isMain }) => ({ id: contactId, isMain })),
  }
}
