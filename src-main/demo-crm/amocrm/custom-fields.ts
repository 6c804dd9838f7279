import { emptyReply } from '../http/exchange.ts'
import { phpList } from '../http/php-query.ts'
import type { EntityName, FieldDefinition, FieldGroup } from '../store/records.ts'
import { hal, nothingThere } from './answers.ts'
import type { AmoContext, Handler } from './context.ts'
import { PLURAL } from './entity-words.ts'
import { readFilter, readOrder, toPhpInt } from './list-parameters.ts'
import { countedEnvelope, readPage } from './paging.ts'

/** "The method returns up to 50 fields per request." A larger `limit` is honoured up to 250. */
const DEFAULT_FIELD_LIMIT = 50

/**
 * GET /contacts/custom_fields
 * @source https://www.amocrm.ru/developers/content/crm_platform/custom-fields
 */
export function listFields(entity: EntityName): Handler {
  return (context, { call }) => {
    const filter = readFilter(call.query, context.switches())
    const types = phpList(filter['type'])
    const ids = phpList(filter['id']).map(toPhpInt)
    const [order] = readOrder(call.query['order'], ['sort', 'id'], [{ column: 'sort', direction: 'asc' }])
    const sign = order?.direction === 'desc' ? -1 : 1
    const found = context.store.directory
      .fields(entity)
      .filter((field) => types.length === 0 || types.includes(field.type))
      .filter((field) => ids.length === 0 || ids.includes(field.id))
      .toSorted((a, b) => sign * (order?.column === 'id' ? a.id - b.id : a.sort - b.sort || a.id - b.id))
    const page = readPage(call.query, DEFAULT_FIELD_LIMIT)
    const shown = found.slice(page.offset, page.offset + page.limit)
    if (shown.length === 0) return emptyReply(204)
    return hal({
      ...countedEnvelope(call, page, found.length),
      _embedded: { custom_fields: shown.map((field) => formatField(context, field, call.base)) },
    })
  }
}

/** GET /contacts/custom_fields/{id} */
export function getField(entity: EntityName): Handler {
  return (context, { call, params }) => {
    const field = context.store.directory.field(entity, Number(params[0]))
    if (field === undefined) return nothingThere(context.switches().missingStatus)
    return hal(formatField(context, field, call.base))
  }
}

/** GET /contacts/custom_fields/groups, each with the ids of its fields. */
export function listFieldGroups(entity: EntityName): Handler {
  return (context, { call }) => {
    const groups = context.store.directory.fieldGroups(entity)
    const page = readPage(call.query, DEFAULT_FIELD_LIMIT)
    const fields = context.store.directory.fields(entity)
    const shown = groups.slice(page.offset, page.offset + page.limit)
    if (shown.length === 0) return emptyReply(204)
    return hal({
      ...countedEnvelope(call, page, groups.length),
      _embedded: { custom_field_groups: shown.map((group) => formatGroup(group, fields, call.base)) },
    })
  }
}

/** GET /contacts/custom_fields/groups/{id} */
export function getFieldGroup(entity: EntityName): Handler {
  return (context, { call, params }) => {
    const group = context.store.directory.fieldGroups(entity).find(({ id }) => id === params[0])
    if (group === undefined) return nothingThere(context.switches().missingStatus)
    return hal(formatGroup(group, context.store.directory.fields(entity), call.base))
  }
}

/** A custom field as the vendor describes it. */
export function formatField(
  context: AmoContext,
  field: FieldDefinition,
  base: string,
): Readonly<Record<string, unknown>> {
  return {
    id: field.id,
    name: field.name,
    type: field.type,
    account_id: context.account.id,
    code: field.code,
    sort: field.sort,
    is_api_only: apiOnlyIds(context).includes(field.id),
    enums: field.options?.map(({ id, value, sort, code }) => formatOption(field, { id, value, sort }, code)) ?? null,
    group_id: field.groupId,
    required_statuses: [],
    is_required: field.isRequired === true,
    is_visible: true,
    is_deletable: !field.isPredefined,
    is_predefined: field.isPredefined,
    entity_type: PLURAL[field.entity],
    tracking_callback: null,
    remind: field.remind,
    triggers: [],
    currency: field.currency,
    hidden_statuses: [],
    chained_lists: null,
    search_in: null,
    settings: null,
    _links: { self: { href: `${base}/api/v4/${PLURAL[field.entity]}/custom_fields/${field.id}` } },
  }
}

const API_ONLY = 'api-only-fields'

/** Fields that people cannot edit in the vendor's UI; this server has none, so it only remembers which they are. */
const apiOnlyIds = ({ store }: AmoContext): readonly number[] =>
  (store.meta(API_ONLY) ?? '').split(' ').filter(Boolean).map(Number)

/** Makes a field one that only integrations write, or one that people write too. */
export function markApiOnly(context: AmoContext, id: number, isApiOnly: boolean): void {
  const others = apiOnlyIds(context).filter((known) => known !== id)
  context.store.setMeta(API_ONLY, [...others, ...(isApiOnly ? [id] : [])].join(' '))
}

/** Phone kinds are their own code: the vendor lists `{id, value: "WORK"}` and no more. */
function formatOption(
  field: FieldDefinition,
  option: { readonly id: number; readonly value: string; readonly sort: number },
  code: string | null,
): Readonly<Record<string, unknown>> {
  return field.type === 'multitext' || code === null ? option : { ...option, code }
}

/** A group as the vendor describes it, with the ids of its fields. */
export function formatGroup(
  group: FieldGroup,
  fields: readonly FieldDefinition[],
  base: string,
): Readonly<Record<string, unknown>> {
  return {
    id: group.id,
    name: group.name,
    is_predefined: group.isPredefined,
    type: 'custom',
    entity_type: PLURAL[group.entity],
    sort: group.sort,
    fields: fields.filter((field) => field.groupId === group.id).map((field) => field.id),
    _links: { self: { href: `${base}/api/v4/${PLURAL[group.entity]}/custom_fields/groups/${group.id}` } },
  }
}
