import { phpList, phpObject, phpString } from '../http/php-query.ts'
import type { PhpObject, PhpValue } from '../http/php-query.ts'
import type { Condition, ListColumn, ListOrder, ListQuery, Range } from '../store/list-query.ts'
import type { EntityName, FieldDefinition } from '../store/records.ts'
import type { Page } from './paging.ts'
import type { Switches } from './switches.ts'

const PLAIN_FILTERS: readonly ListColumn[] = ['id', 'name', 'created_by', 'updated_by', 'responsible_user_id']
const RANGE_FILTERS: readonly ListColumn[] = ['created_at', 'updated_at', 'closest_task_at']
const DEAL_RANGES: readonly ListColumn[] = ['price', 'closed_at']
/** The vendor ignores `created_at` on contacts and companies, and `name` on leads. */
const ORDER_COLUMNS: Readonly<Record<EntityName, readonly ListColumn[]>> = {
  contacts: ['id', 'updated_at', 'name'],
  companies: ['id', 'updated_at', 'name'],
  deals: ['id', 'updated_at', 'created_at'],
  customers: ['id', 'updated_at', 'created_at'],
}
const DEFAULT_ORDER: readonly ListOrder[] = [{ column: 'updated_at', direction: 'asc' }]

/**
 * `filter` of a list that is none of records: tasks, notes, tags, events, fields and the like. Empty in an account whose
 * lists are not narrowed.
 */
export function readFilter(query: PhpObject, { apiFilter, apiFilterReach }: Switches): PhpObject {
  return apiFilter || apiFilterReach === 'records' ? phpObject(query['filter']) : {}
}

/** Values of `with`, split. */
export function readWith(query: PhpObject): ReadonlySet<string> {
  const names = phpList(query['with']).flatMap((part) => part.split(','))
  return new Set(names.map((name) => name.trim()).filter(Boolean))
}

/**
 * Reads the parameters of GET /contacts, /companies, /leads and /customers. Nothing is ever refused: what the vendor does not know, it ignores.
 * @source https://www.amocrm.ru/developers/content/crm_platform/filters-api
 */
export function readListQuery(
  entity: EntityName,
  query: PhpObject,
  page: Page,
  fields: readonly FieldDefinition[],
  switches: Switches,
): ListQuery {
  const filter = switches.apiFilter ? phpObject(query['filter']) : {}
  const text = phpString(query['query'])?.trim() ?? ''
  const conditions: Condition[] = [
    ...PLAIN_FILTERS.flatMap((column) => readPlainFilter(column, filter[column])),
    ...RANGE_FILTERS.flatMap((column) => readRangeFilter(column, filter[column], switches)),
    ...readFieldFilters(phpObject(filter['custom_fields_values']), fields, switches),
    ...(entity === 'deals' ? readDealFilters(filter, switches) : []),
  ]
  if (text !== '') conditions.push({ kind: 'text', text })
  return {
    trashed: readWith(query).has('only_deleted'),
    conditions,
    order: readOrder(query['order'], ORDER_COLUMNS[entity], DEFAULT_ORDER),
    // One more than asked for tells whether a next page exists.
    limit: page.limit + 1,
    offset: page.offset,
  }
}

/** Unknown columns and directions are passed over; when nothing is left, the default order holds. Never an error. */
export function readOrder<C extends string>(
  value: PhpValue | undefined,
  columns: readonly C[],
  fallback: readonly { column: C; direction: 'asc' | 'desc' }[],
): readonly { column: C; direction: 'asc' | 'desc' }[] {
  const order = Object.entries(phpObject(value)).flatMap(([name, raw]) => {
    const column = columns.find((known) => known === name)
    const direction = typeof raw === 'string' ? raw.toLowerCase() : ''
    return column !== undefined && (direction === 'asc' || direction === 'desc') ? [{ column, direction } as const] : []
  })
  return order.length === 0 ? fallback : order
}

function readPlainFilter(column: ListColumn, value: PhpValue | undefined): Condition[] {
  const values = phpList(value).filter((item) => item !== '')
  if (values.length === 0) return []
  return [{ kind: 'in', column, values: column === 'name' ? values : values.map(toPhpInt) }]
}

function readRangeFilter(column: ListColumn, value: PhpValue | undefined, switches: Switches): Condition[] {
  if (typeof value === 'string') {
    if (value === '' || switches.bareDateFilter === 'ignore') return []
    const [from, to] = value.split(',').map(toPhpInt)
    if (to !== undefined) return [{ kind: 'range', column, range: bounds(from, to, switches) }]
    if (switches.bareDateFilter === 'exact') return [{ kind: 'in', column, values: [from ?? 0] }]
    return [{ kind: 'range', column, range: bounds(from, undefined, switches) }]
  }
  return readRange(value, switches).map((range) => ({ kind: 'range', column, range }))
}

/** A stage is named together with its pipeline; half of a pair counts as not sent. */
function readDealFilters(filter: PhpObject, switches: Switches): Condition[] {
  const stages = Object.values(phpObject(filter['statuses'])).flatMap((pair) => {
    const [pipelineId, stageId] = [phpString(phpObject(pair)['pipeline_id']), phpString(phpObject(pair)['status_id'])]
    if (pipelineId === undefined || stageId === undefined) return []
    return [{ pipelineId: toPhpInt(pipelineId), stageId: toPhpInt(stageId) }]
  })
  return [
    ...DEAL_RANGES.flatMap((column) => readRangeFilter(column, filter[column], switches)),
    ...readPlainFilter('pipeline_id', filter['pipeline_id']),
    ...(stages.length === 0 ? [] : [{ kind: 'stages', stages } as const]),
  ]
}

function readFieldFilters(filter: PhpObject, fields: readonly FieldDefinition[], switches: Switches): Condition[] {
  return Object.entries(filter).flatMap(([key, value]): Condition[] => {
    const field = fields.find((candidate) => String(candidate.id) === key)
    if (field === undefined || (field.type === 'multitext' && !switches.multitextFilter)) return []
    const ranges = readRange(value, switches)
    if (ranges.length > 0) return ranges.map((range) => ({ kind: 'field-range', fieldId: field.id, range }))
    const values = phpList(value).map((item) => (field.type === 'checkbox' ? toStoredFlag(item) : item))
    return values.length === 0 ? [] : [{ kind: 'field-in', fieldId: field.id, values }]
  })
}

function readRange(value: PhpValue | undefined, switches: Switches): Range[] {
  const [from, to] = [phpString(phpObject(value)['from']), phpString(phpObject(value)['to'])]
  if (!from && !to) return []
  return [bounds(from ? Number(from) || 0 : undefined, to ? Number(to) || 0 : undefined, switches)]
}

function bounds(from: number | undefined, to: number | undefined, switches: Switches): Range {
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    isExclusive: !switches.rangeInclusive,
  }
}

/** PHP reads the digits at the start of a string and calls the rest 0. */
export function toPhpInt(text: string): number {
  const number = Number.parseInt(text, 10)
  return Number.isNaN(number) ? 0 : number
}

function toStoredFlag(text: string): string {
  return text === '1' || text === 'true' ? '1' : '0'
}
