import type { EntityName, FieldDefinition, StoredRecord, Tag, User } from '../store/records.ts'
import type { AmoContext } from './context.ts'
import { formatFieldValues } from './field-format.ts'
import { formatEmbedded, readNeighbours, recordHref } from './neighbours.ts'
import type { Neighbours } from './neighbours.ts'
import type { Switches } from './switches.ts'

/** What a list of records needs besides the records: read once per answer, not once per record. */
export type FormatSources = {
  readonly base: string
  readonly entity: EntityName
  readonly accountId: number
  readonly withs: ReadonlySet<string>
  readonly fields: readonly FieldDefinition[]
  readonly users: ReadonlyMap<number, User>
  readonly tags: ReadonlyMap<number, Tag>
  readonly neighbours: Neighbours
  readonly switches: Switches
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
  return {
    base,
    entity,
    accountId: context.account.id,
    withs,
    fields: store.directory.fields(entity),
    users: new Map(store.directory.users().map((user) => [user.id, user])),
    tags: store.tags.named([...new Set(records.flatMap((record) => record.tagIds))]),
    neighbours: readNeighbours(store, entity, withs, records),
    switches: context.switches(),
  }
}

/**
 * A record as the vendor writes it. `is_deleted` of contacts and companies is false even in the trash: the vendor's own
 * oddity; of leads it tells the truth.
 * @source https://www.amocrm.ru/developers/content/crm_platform/contacts-api
 */
export function formatRecord(record: StoredRecord, sources: FormatSources): Readonly<Record<string, unknown>> {
  const { base, entity } = sources
  return {
    id: record.id,
    name: record.name,
    ...(entity === 'contacts' ? { first_name: record.firstName, last_name: record.lastName } : {}),
    ...formatParts(record, sources),
    responsible_user_id: record.responsibleUserId,
    group_id: sources.users.get(record.responsibleUserId)?.groupId ?? 0,
    created_by: record.createdBy,
    updated_by: record.updatedBy,
    created_at: record.createdAt,
    updated_at: record.updatedAt,
    closest_task_at: record.closestTaskAt,
    is_deleted: entity === 'deals' && record.trashed,
    ...(entity === 'contacts' ? { is_unsorted: record.isUnsorted === true } : {}),
    custom_fields_values: formatFieldValues(record.fields, sources.fields),
    account_id: sources.accountId,
    _links: { self: { href: recordHref(base, entity, record.id) } },
    _embedded: {
      tags: record.tagIds.flatMap((id) => {
        const tag = sources.tags.get(id)
        return tag === undefined ? [] : [{ id: tag.id, name: tag.name, color: tag.color }]
      }),
      ...formatEmbedded(record, entity, sources, sources.switches.catalogElementForm),
    },
  }
}

/** What only leads and customers have. */
function formatParts({ deal, customer }: StoredRecord, { withs }: FormatSources): Readonly<Record<string, unknown>> {
  if (customer !== undefined) return { next_price: customer.nextPrice, next_date: customer.nextAt }
  if (deal === undefined) return {}
  return {
    price: deal.price,
    status_id: deal.stageId,
    pipeline_id: deal.pipelineId,
    loss_reason_id: deal.lossReasonId,
    closed_at: deal.closedAt,
    score: null,
    labor_cost: null,
    is_price_computed: false,
    ...(withs.has('is_price_modified_by_robot') ? { is_price_modified_by_robot: false } : {}),
    ...(withs.has('source_id') ? { source_id: null } : {}),
  }
}

const LASTING: readonly string[] = ['id', 'is_deleted', 'updated_by', 'updated_at', 'account_id', '_links']

/** A trashed record of which next to nothing is left; of leads never more than this is. */
export function formatBare(record: StoredRecord, sources: FormatSources): Readonly<Record<string, unknown>> {
  const whole = Object.entries(formatRecord(record, sources))
  return Object.fromEntries(whole.map(([key, value]) => [key, LASTING.includes(key) ? value : null]))
}
