import { emit } from '../events/emit.ts'
import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asInt, asList, asMap, asText, pick, upperKeys } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import { nowSeconds } from '../protocol/server-time.ts'
import type { Condition, FieldMap, Item } from '../store/item-store.ts'
import { activityFields, communicationFields, describeActivities, usualActivity } from './activity-fields.ts'
import { ownedBy } from './timeline-owners.ts'
import { ACTIVITY, isCrmType } from './entities.ts'
import { storedMoment, toStored } from './field-values.ts'
import { formatLegacy } from './legacy-format.ts'
import { fieldsParameter, idParameter } from './legacy-input.ts'
import { mapParameter } from './legacy-list.ts'
import { listPlain } from './plain-list.ts'
import { markActivity } from './record-writer.ts'
import { denied, may, ownerCondition } from './rights.ts'

/** `crm.activity.*`: calls, meetings, e-mails and things to do. */
export function activityMethods(): readonly (readonly [string, Method])[] {
  return [
    ['crm.activity.add', crmMethod(add)],
    ['crm.activity.update', crmMethod(update)],
    ['crm.activity.get', crmMethod(get)],
    ['crm.activity.list', crmList(list)],
    ['crm.activity.delete', crmMethod(remove)],
    ['crm.activity.fields', crmMethod(describeActivities)],
    ['crm.activity.communication.fields', crmMethod(() => communicationFields)],
  ]
}

/** Providers of the old types: meeting, call, task, e-mail. */
const PROVIDERS: Readonly<Record<string, readonly [string, string]>> = {
  '1': ['CRM_MEETING', 'MEETING'],
  '2': ['VOXIMPLANT_CALL', 'CALL'],
  '3': ['CRM_TASKS_TASK', 'TASKS_TASK'],
  '4': ['CRM_EMAIL', 'EMAIL'],
}

function add(call: MethodCall): number {
  const input = upperKeys(fieldsParameter(call.params))
  const ownerType = asInt(input['OWNER_TYPE_ID'])
  const typeId = asText(input['TYPE_ID']) ?? ''
  if (ownerType <= 0) throw new RestError('The field OWNER_TYPE_ID is required.')
  if (asInt(input['OWNER_ID']) <= 0) throw new RestError('The field OWNER_ID is required.')
  if (typeId === '' && input['PROVIDER_ID'] === undefined) throw new RestError('The field TYPE_ID is required.')
  if ((asText(input['SUBJECT']) ?? '') === '') throw new RestError('The field SUBJECT is required.')
  if (Object.keys(asMap(input['COMMUNICATIONS']) ?? {}).length === 0 && ['1', '2', '4'].includes(typeId)) {
    throw new RestError('The field COMMUNICATIONS is not defined or invalid.')
  }
  const [provider = '', providerType = ''] = PROVIDERS[typeId] ?? ['REST_APP', 'ACTIVITY']
  return createActivity(
    call,
    { PROVIDER_ID: provider, PROVIDER_TYPE_ID: providerType, ...readFields(call, input) },
    input,
  ).id
}

/**
 * Makes an activity on a card, with its events and its trace there; what was sent beside the fields stands in `input`.
 * @throws {RestError} when there is no such card, or it is not the user's to change
 */
export function createActivity(call: MethodCall, fields: FieldMap, input: ParamMap): Item {
  const ownerType = Number(fields['OWNER_TYPE_ID'])
  const ownerId = Number(fields['OWNER_ID'])
  const owner = isCrmType(ownerType) ? call.data.items.get(ownerType, ownerId) : undefined
  if (owner === undefined) throw new RestError('Owner was not found.', 'OWNER_NOT_FOUND')
  if (!may(call, 'edit', owner)) throw denied()
  const now = nowSeconds(call.portal)
  const user = String(call.caller.user.id)
  const id = call.data.items.nextId('activities')
  const times = { CREATED: storedMoment(now), LAST_UPDATED: storedMoment(now) }
  const start = typeof fields['START_TIME'] === 'string' ? fields['START_TIME'] : storedMoment(now)
  const item: Item = {
    ...{ type: ACTIVITY, id, created: now, modified: now, ownerType, ownerId },
    fields: {
      ...{ ...usualActivity, AUTHOR_ID: user, EDITOR_ID: user },
      ...{ START_TIME: start, END_TIME: start, DEADLINE: fields['END_TIME'] ?? start, ...times, ...fields },
      RESPONSIBLE_ID: fields['RESPONSIBLE_ID'] ?? user,
      COMMUNICATIONS: readCommunications(input, ownerType, ownerId),
    },
  }
  call.data.items.put(item)
  markActivity(call, ownerType, ownerId)
  emit(call, 'ONCRMACTIVITYADD', { FIELDS: { ID: id } })
  return item
}

function update(call: MethodCall): boolean {
  idParameter(call.params)
  const input = upperKeys(fieldsParameter(call.params))
  const activity = mustFind(call, 'edit')
  changeActivity(call, activity, readFields(call, input))
  return true
}

/** Changes fields of an activity: it says who did it and when, and events tell of it. */
export function changeActivity(call: MethodCall, activity: Item, fields: FieldMap): void {
  const now = nowSeconds(call.portal)
  const stamp = { LAST_UPDATED: storedMoment(now), EDITOR_ID: String(call.caller.user.id) }
  const done = fields['COMPLETED'] === undefined ? {} : { STATUS: fields['COMPLETED'] === 'Y' ? '2' : '1' }
  call.data.items.put({ ...activity, modified: now, fields: { ...activity.fields, ...fields, ...done, ...stamp } })
  emit(call, 'ONCRMACTIVITYUPDATE', { FIELDS: { ID: activity.id } })
}

function get(call: MethodCall): Readonly<Record<string, unknown>> {
  const activity = mustFind(call, 'read')
  return {
    ...formatLegacy(call, activity, activityFields, undefined),
    ...OTHERS,
    COMMUNICATIONS: formatCommunications(activity),
    FILES: [],
  }
}

/** Parts that hold nothing here. PHP shows an empty map as a list. */
const OTHERS = {
  ...{ SETTINGS: [], PROVIDER_PARAMS: [], PROVIDER_DATA: null, RESULT_VALUE: null, RESULT_SUM: null },
  ...{ RESULT_CURRENCY_ID: null, RESULT_SOURCE_ID: null },
}

function list(call: MethodCall): MethodResult {
  const filter = upperKeys(mapParameter(call.params, 'filter'))
  const select = asList(pick(call.params, 'select', 'SELECT')).map((name) => asText(name))
  return listPlain(call, {
    ...{ type: ACTIVITY, known: activityFields },
    conditions: [
      ...ownerCondition(call),
      ...(filter['BINDINGS'] === undefined
        ? []
        : [bindingsCondition(asList(filter['BINDINGS']).map((one) => asMap(one) ?? {}))]),
    ],
    extra: (activity) => ({
      ...(select.length === 0 || select.includes('*') ? OTHERS : {}),
      ...(select.includes('COMMUNICATIONS') ? { COMMUNICATIONS: formatCommunications(activity) } : {}),
      ...(select.includes('FILES') ? { FILES: [] } : {}),
    }),
    order: ["json_extract(i.fields, '$.START_TIME')", 'i.id'],
  })
}

function bindingsCondition(pairs: readonly ParamMap[]): Condition {
  const parts = pairs.map((pair) => ownedBy({ type: asInt(pair['OWNER_TYPE_ID']), id: asInt(pair['OWNER_ID']) }))
  if (parts.length === 0) return { sql: '1', params: [] }
  return { sql: parts.map(({ sql }) => sql).join(' OR '), params: parts.flatMap(({ params }) => params) }
}

function remove(call: MethodCall): boolean {
  const activity = mustFind(call, 'edit')
  call.data.items.remove(ACTIVITY, activity.id)
  emit(call, 'ONCRMACTIVITYDELETE', { FIELDS: { ID: activity.id } })
  return true
}

function mustFind(call: MethodCall, deed: 'read' | 'edit'): Item {
  const activity = call.data.items.get(ACTIVITY, idParameter(call.params))
  if (activity === undefined) throw new RestError('Activity is not found.', deed === 'read' ? 'NOT_FOUND' : '')
  const owner = call.data.items.get(activity.ownerType ?? 0, activity.ownerId ?? 0)
  if (owner !== undefined && !may(call, deed, owner)) throw denied()
  return activity
}

function readFields(call: MethodCall, input: ParamMap): FieldMap {
  const stored = Object.entries(input).flatMap(([name, value]) => {
    const field = activityFields.get(name)
    const kept = field === undefined || field.isReadOnly ? undefined : toStored(call.portal, field, value)
    return kept === undefined || (field?.type === 'datetime' && kept === '') ? [] : [[name, kept] as const]
  })
  return Object.fromEntries(stored)
}

/** Kept as texts of JSON: nobody filters by them. */
function readCommunications(input: ParamMap, ownerType: number, ownerId: number): readonly string[] {
  return asList(input['COMMUNICATIONS']).map((item) => {
    const map = upperKeys(asMap(item) ?? {})
    const text = (name: string, usual: string): string => asText(map[name]) ?? usual
    return JSON.stringify({
      ...{ TYPE: text('TYPE', ''), VALUE: text('VALUE', '') },
      ...{ ENTITY_ID: text('ENTITY_ID', String(ownerId)), ENTITY_TYPE_ID: text('ENTITY_TYPE_ID', String(ownerType)) },
    })
  })
}

function formatCommunications(activity: Item): readonly unknown[] {
  const kept = activity.fields['COMMUNICATIONS']
  if (!Array.isArray(kept)) return []
  return (kept as readonly string[]).map((text, index) => ({
    ID: String(activity.id * 10 + index),
    ...(JSON.parse(text) as object),
    ENTITY_SETTINGS: [],
  }))
}
