import { phpList, phpObject, phpString } from '../http/php-query.ts'
import type { PhpObject, PhpValue } from '../http/php-query.ts'
import type { EventQuery, SideMatch } from '../store/event-store.ts'
import { entityNames } from '../store/records.ts'
import type { EventEntity, EventKind } from '../store/records.ts'
import { fieldMissing, invalidType, notSupportedChoice, tooMany } from './answers.ts'
import type { FieldError } from './answers.ts'
import { entityOfSingular } from './entity-words.ts'
import { decodeEventId, eventType } from './event-format.ts'
import { readFilter, toPhpInt } from './list-parameters.ts'
import type { Switches } from './switches.ts'

const MAX_IDS = 10
/** Elements of catalogs have events at the vendor, but none here. */
const OTHER_ENTITIES = /^catalog_\d+$/

const KINDS: readonly EventKind[] = [
  'added',
  'deleted',
  'restored',
  'merged',
  'renamed',
  'field-changed',
  'tag-added',
  'tag-removed',
  'responsible-changed',
  'linked',
  'unlinked',
  'contact-linked',
  'contact-unlinked',
  'stage-changed',
  'price-changed',
  'note-added',
  'note-deleted',
  'file-added',
  'call-received',
  'call-made',
  'task-added',
  'task-completed',
  'task-deleted',
]

/** Vendor spelling of every type that this server emits, with what it means here. */
export const EVENT_TYPES: ReadonlyMap<string, { readonly kind: EventKind; readonly entity?: EventEntity }> = new Map(
  KINDS.flatMap((kind) => {
    const names = entityNames.map((entity) => [eventType(kind, entity), { kind, entity }] as const)
    const isOne = new Set(names.map(([name]) => name)).size === 1
    return isOne ? names.slice(0, 1).map(([name]) => [name, { kind }] as const) : names
  }),
)

/**
 * Reads the filters of GET /events; lists come as arrays or with commas.
 * @source https://www.amocrm.ru/developers/content/crm_platform/events-and-notes
 */
export function readEventQuery(
  query: PhpObject,
  switches: Switches,
): { readonly query: Omit<EventQuery, 'limit' | 'offset'> } | { readonly errors: readonly FieldError[] } {
  const filter = readFilter(query, switches)
  const errors = checkFilter(filter)
  if (errors.length > 0) return { errors }
  const entities = commaList(filter['entity'])
  const entityIds = commaList(filter['entity_id'])
  const createdBy = commaList(filter['created_by'])
  const ids = commaList(filter['id'])
  return {
    query: {
      seqs: ids.length === 0 ? undefined : ids.map((id) => decodeEventId(id) ?? 0),
      ...readTypes(commaList(filter['type'])),
      entities: entities.length === 0 ? undefined : entities.flatMap((name) => entityOfSingular(name) ?? []),
      entityIds: entityIds.length === 0 ? undefined : entityIds.map(toPhpInt),
      createdBy: createdBy.length === 0 ? undefined : createdBy.map(toPhpInt),
      sides: [...readSide('before', filter['value_before']), ...readSide('after', filter['value_after'])],
      ...readTime(filter['created_at']),
      direction: switches.eventsOrder,
    },
  }
}

function checkFilter(filter: PhpObject): FieldError[] {
  const entities = commaList(filter['entity'])
  const entityIds = commaList(filter['entity_id'])
  const types = commaList(filter['type'])
  const errors: FieldError[] = []
  if (entityIds.length > 0 && entities.length !== 1) errors.push(fieldMissing('filter.entity'))
  if (entityIds.length > MAX_IDS) errors.push(tooMany('filter.entity_id', MAX_IDS))
  if (commaList(filter['created_by']).length > MAX_IDS) errors.push(tooMany('filter.created_by', MAX_IDS))
  if (types.length > 1 && types.some((type) => fieldOf(type) !== undefined)) {
    errors.push(notSupportedChoice('filter.type'))
  }
  if (entities.some((name) => entityOfSingular(name) === undefined && !OTHER_ENTITIES.test(name))) {
    errors.push(notSupportedChoice('filter.entity'))
  }
  if (typeof filter['created_at'] === 'string' && !/^[\d,]*$/.test(filter['created_at'])) {
    errors.push(invalidType('filter.created_at', 'int'))
  }
  return errors
}

/** Types that exist only at the vendor match nothing here; that is not an error. */
function readTypes(types: readonly string[]): Pick<EventQuery, 'kinds' | 'fieldId'> {
  if (types.length === 0) return { kinds: undefined, fieldId: undefined }
  const fieldId = types.map(fieldOf).find((id) => id !== undefined)
  if (fieldId !== undefined) return { kinds: [{ kind: 'field-changed' }], fieldId }
  return { kinds: types.flatMap((type) => EVENT_TYPES.get(type) ?? []), fieldId: undefined }
}

/** The four forms that the manual has for values. Of a pair of pipeline and stage both are looked for. */
function readSide(side: SideMatch['side'], value: PhpValue | undefined): SideMatch[] {
  const given = phpObject(value)
  const match = (path: string, values: readonly (string | number)[]): SideMatch[] =>
    values.length === 0 ? [] : [{ side, path, values }]
  const pairs = Object.values(phpObject(given['leads_statuses'])).map(phpObject)
  const idsAt = (key: string) => pairs.flatMap((pair) => phpList(pair[key])).map(toPhpInt)
  const fieldValues = commaList(given['custom_field_values'])
  return [
    ...match('$.userId', commaList(given['responsible_user_id']).map(toPhpInt)),
    ...match('$.pipelineId', idsAt('pipeline_id')),
    ...match('$.stageId', idsAt('status_id')),
    ...match('$.values[%]%', [...fieldValues, ...fieldValues.filter((text) => /^\d+$/.test(text)).map(Number)]),
    ...match('$.price', commaList(given['value']).map(toPhpInt)),
  ]
}

function fieldOf(type: string): number | undefined {
  const match = /^custom_field_(\d+)_value_changed$/.exec(type)
  return match === null ? undefined : Number(match[1])
}

/** A bare moment means "after it"; `from,to` and `[from]`/`[to]` mean the span with both ends. */
function readTime(value: PhpValue | undefined): Pick<EventQuery, 'after' | 'from' | 'to'> {
  const span = { after: undefined, from: undefined, to: undefined }
  if (typeof value === 'string') {
    if (value === '') return span
    const [from = 0, to] = value.split(',').map(toPhpInt)
    return to === undefined ? { ...span, after: from } : { ...span, from, to }
  }
  const [from, to] = [phpString(phpObject(value)['from']), phpString(phpObject(value)['to'])]
  if (!from && !to) {
    const [first, second] = phpList(value).map(toPhpInt)
    return { after: undefined, from: first, to: second }
  }
  return { after: undefined, from: from ? toPhpInt(from) : undefined, to: to ? toPhpInt(to) : undefined }
}

function commaList(value: PhpValue | undefined): string[] {
  return phpList(value)
    .flatMap((part) => part.split(','))
    .map((part) => part.trim())
    .filter(Boolean)
}
