import { buildPhpQuery } from '../http/php-query.ts'
import type { PhpObject, PhpValue } from '../http/php-query.ts'
import type { EntityName, EventKind, StoredEvent, StoredRecord } from '../store/records.ts'
import type { AmoContext } from './context.ts'
import { formatFieldValues } from './field-format.ts'

/** One record that something was done with, and the code that a webhook asks for it by, such as `update_contact`. */
export type Notice = { readonly code: string; readonly deed: Deed; readonly entity: Told; readonly id: number }

type Told = 'contacts' | 'companies' | 'deals'
type Deed = 'add' | 'update' | 'delete' | 'restore' | 'responsible' | 'status'

const SINGULAR: Readonly<Record<Told, string>> = { contacts: 'contact', companies: 'company', deals: 'lead' }

/** Notes, tasks and merges have no notice here. */
const DEEDS: Readonly<Partial<Record<EventKind, readonly Deed[]>>> = {
  added: ['add'],
  deleted: ['delete'],
  restored: ['restore'],
  renamed: ['update'],
  'field-changed': ['update'],
  'tag-added': ['update'],
  'tag-removed': ['update'],
  'responsible-changed': ['responsible', 'update'],
  'price-changed': ['update'],
  'stage-changed': ['status', 'update'],
}

/** What the log of one request amounts to: each deed with a record once, and of a new record nothing but that it is new. */
export function toNotices(events: readonly StoredEvent[]): readonly Notice[] {
  const notices = new Map<string, Notice>()
  for (const { entity, entityId: id, kind } of events) {
    if (!isTold(entity)) continue
    for (const deed of DEEDS[kind] ?? []) {
      if (deed !== 'add' && notices.has(`add ${entity} ${id}`)) continue
      const code = `${deed}_${SINGULAR[entity]}`
      notices.set(`${deed} ${entity} ${id}`, { code, deed, entity, id })
    }
  }
  return [...notices.values()]
}

/**
 * The form that is posted for a notice: all values are text, companies come among contacts with a `type` of their own, and
 * custom fields have the shape of older versions of the API.
 * @source https://developers.kommo.com/reference/webhook-events
 */
export function noticeBody(context: AmoContext, { deed, entity, id }: Notice, base: string): string {
  const record = context.store.records.find(entity, id)
  const { id: accountId, subdomain } = context.account
  const shown = record === undefined || deed === 'delete' ? { id } : describe(context, entity, record)
  const type = entity === 'deals' ? {} : { type: SINGULAR[entity] }
  return buildPhpQuery(
    toPhp({
      [entity === 'deals' ? 'leads' : 'contacts']: { [deed]: [{ ...shown, ...type }] },
      account: { subdomain, id: accountId, _links: { self: base } },
    }),
  )
}

function describe(context: AmoContext, entity: Told, record: StoredRecord): Readonly<Record<string, unknown>> {
  const { store, account } = context
  const tags = store.tags.named(record.tagIds)
  const { deal } = record
  const fields = formatFieldValues(record.fields, store.directory.fields(entity)) ?? []
  return {
    id: record.id,
    name: record.name,
    responsible_user_id: record.responsibleUserId,
    ...(deal === undefined ? {} : { status_id: deal.stageId, pipeline_id: deal.pipelineId, price: deal.price }),
    created_user_id: record.createdBy,
    modified_user_id: record.updatedBy,
    date_create: record.createdAt,
    last_modified: record.updatedAt,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
    account_id: account.id,
    ...(record.companyId === null ? {} : { linked_company_id: record.companyId }),
    tags: record.tagIds.map((id) => ({ id, name: tags.get(id)?.name ?? '' })),
    custom_fields: fields.map((field) => ({
      id: field['field_id'],
      name: field['field_name'],
      ...(field['field_code'] === null ? {} : { code: field['field_code'] }),
      values: (field['values'] as readonly Readonly<Record<string, unknown>>[]).map(olderValue),
    })),
  }
}

function olderValue({ value, enum_id: id }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { value, ...(id === undefined ? {} : { enum: id }) }
}

function isTold(entity: EntityName | 'tasks'): entity is Told {
  return entity === 'contacts' || entity === 'companies' || entity === 'deals'
}

function toPhp(value: object): PhpObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]): [string, PhpValue] => [
      key,
      typeof item === 'object' && item !== null ? toPhp(item) : String((item ?? '') as string | number | boolean),
    ]),
  )
}
