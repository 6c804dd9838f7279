import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asFlag, asInt, asList, asMap, asText, pick, upperKeys } from '../protocol/parameters.ts'
import type { Param } from '../protocol/parameters.ts'
import { plainText } from '../protocol/php-json.ts'
import { RestError } from '../protocol/rest-error.ts'
import type { Status } from '../store/portal-rows.ts'
import { describeLines } from './describe-fields.ts'
import { DEAL, LEAD } from './entities.ts'
import { fieldsParameter, idParameter } from './legacy-input.ts'
import { mapParameter } from './legacy-list.ts'
import { mustBeCrmAdmin } from './rights.ts'

/** Directories of an ordinary portal by their codes. Pipelines of deals add theirs. */
const DIRECTORIES: Readonly<Record<string, string>> = {
  STATUS: 'Lead statuses',
  SOURCE: 'Sources',
  CONTACT_TYPE: 'Contact types',
  COMPANY_TYPE: 'Company types',
  EMPLOYEES: 'Employees',
  INDUSTRY: 'Industry',
  DEAL_TYPE: 'Deal types',
  HONORIFIC: 'Salutations',
  DEAL_STAGE: 'Deal stages',
}

/** `crm.status.*`: sources, types, stages. */
export function statusMethods(): readonly (readonly [string, Method])[] {
  return [
    ['crm.status.list', crmList(list)],
    ['crm.status.get', crmMethod((call) => formatStatus(mustFind(call)))],
    ['crm.status.add', crmMethod(add)],
    ['crm.status.update', crmMethod(update)],
    ['crm.status.delete', crmMethod(remove)],
    ['crm.status.fields', crmMethod(() => FIELDS)],
    ['crm.status.entity.types', crmMethod(entityTypes)],
    ['crm.status.entity.items', crmMethod(entityItems)],
  ]
}

function list(call: MethodCall): MethodResult {
  const filter = Object.entries(mapParameter(call.params, 'filter'))
  const order = Object.entries(mapParameter(call.params, 'order'))
  const found = call.data.statuses
    .all()
    .map(formatStatus)
    .filter((row) => filter.every(([key, value]) => matches(row, key, value)))
    .toSorted((a, b) => compareRows(a, b, order))
  return { result: found, total: found.length }
}

type Row = Readonly<Record<string, unknown>>

function matches(row: Row, key: string, value: Param): boolean {
  const [, sign = '', name = ''] = /^([^A-Za-z]*)(.*)$/.exec(key) ?? []
  const own = row[name.toUpperCase()]
  if (own === undefined) return true
  const text = plainText(own)
  const isAmong = asList(value).some((one) => asText(one) === text)
  if (sign === '>' || sign === '<') return sign === '>' ? Number(text) > asInt(value) : Number(text) < asInt(value)
  return sign.startsWith('!') ? !isAmong : isAmong
}

function compareRows(a: Row, b: Row, order: readonly (readonly [string, Param])[]): number {
  for (const [key, direction] of order) {
    const name = key.toUpperCase()
    const [left, right] = [plainText(a[name]), plainText(b[name])]
    const isNumber = name === 'ID' || name === 'SORT'
    const by = isNumber ? Number(left) - Number(right) : left.localeCompare(right)
    if (by !== 0) return (asText(direction) ?? '').toUpperCase() === 'DESC' ? -by : by
  }
  return Number(a['SORT']) - Number(b['SORT']) || Number(a['ID']) - Number(b['ID'])
}

function add(call: MethodCall): number {
  const fields = upperKeys(fieldsParameter(call.params))
  mustBeCrmAdmin(call)
  const entityId = asText(fields['ENTITY_ID']) ?? ''
  const statusId = asText(fields['STATUS_ID']) ?? ''
  if (entityId === '' || !isDirectory(call, entityId)) throw new RestError('The field ENTITY_ID is required.')
  if (statusId === '') throw new RestError('The field STATUS_ID is required.')
  if ((asText(fields['NAME']) ?? '') === '') throw new RestError('The field NAME is required.')
  const isTaken = call.data.statuses
    .all()
    .some((status) => status.entityId === entityId && status.statusId === statusId)
  if (isTaken) throw new RestError(`The status with STATUS_ID '${statusId}' already exists.`)
  const name = asText(fields['NAME']) ?? ''
  const status: Status = {
    id: call.data.statuses.nextId(),
    ...{ entityId, statusId, name, nameInit: '', isSystem: false, categoryId: null },
    sort: asInt(fields['SORT']) || 10,
    color: asText(fields['COLOR']) ?? '',
    semantics: asText(fields['SEMANTICS']) || null,
  }
  call.data.statuses.put(status)
  return status.id
}

function update(call: MethodCall): boolean {
  idParameter(call.params)
  const fields = upperKeys(fieldsParameter(call.params))
  mustBeCrmAdmin(call)
  const status = mustFind(call)
  call.data.statuses.put({
    ...status,
    name: asText(fields['NAME']) ?? status.name,
    sort: fields['SORT'] === undefined ? status.sort : asInt(fields['SORT']),
    color: asText(fields['COLOR']) ?? status.color,
  })
  return true
}

function remove(call: MethodCall): boolean {
  mustBeCrmAdmin(call)
  const status = mustFind(call)
  const options = asMap(pick(call.params, 'params', 'PARAMS')) ?? {}
  const isForced = asFlag(pick({ ...options }, 'FORCED', 'forced'))
  if (status.isSystem && !isForced) {
    throw new RestError('CRM System Status can not be deleted. Set the parameter FORCED to Y to delete it anyway.')
  }
  call.data.statuses.remove(status.id)
  return true
}

function mustFind(call: MethodCall): Status {
  const id = idParameter(call.params)
  const status = call.data.statuses.get(id)
  if (status === undefined) throw new RestError('Status is not found.')
  return status
}

function entityTypes(call: MethodCall): readonly unknown[] {
  const ids = new Set([...Object.keys(DIRECTORIES), ...call.data.statuses.all().map(({ entityId }) => entityId)])
  return [...ids].map((ID) => ({
    ...{ ID, NAME: DIRECTORIES[ID] ?? `Deal stages (${ID.replace('DEAL_STAGE_', '')})` },
    ...stagesOf(ID),
  }))
}

/** What a directory of stages says besides: where a way begins and ends, and of which pipeline it is. */
function stagesOf(id: string): object {
  if (id === 'STATUS') return { SEMANTIC_INFO: semantics('NEW', 'CONVERTED', 'JUNK'), ENTITY_TYPE_ID: LEAD }
  const [, category] = /^DEAL_STAGE(?:_(\d+))?$/.exec(id) ?? [undefined, undefined]
  if (id === 'DEAL_STAGE') {
    const more = { FIELD_ATTRIBUTE_SCOPE: '', ENTITY_TYPE_ID: DEAL, CATEGORY_ID: 0 }
    return { SEMANTIC_INFO: semantics('NEW', 'WON', 'LOSE'), ...more }
  }
  if (category === undefined) return {}
  const prefix = `C${category}`
  return {
    PARENT_ID: 'DEAL_STAGE',
    SEMANTIC_INFO: semantics(`${prefix}:NEW`, `${prefix}:WON`, `${prefix}:LOSE`),
    ...{ PREFIX: prefix, FIELD_ATTRIBUTE_SCOPE: `category_${category}`, ENTITY_TYPE_ID: DEAL, CATEGORY_ID: category },
  }
}

function semantics(start: string, won: string, lost: string): object {
  return { START_FIELD: start, FINAL_SUCCESS_FIELD: won, FINAL_UNSUCCESS_FIELD: lost, FINAL_SORT: 0 }
}

function isDirectory(call: MethodCall, entityId: string): boolean {
  return Object.hasOwn(DIRECTORIES, entityId) || call.data.statuses.all().some((status) => status.entityId === entityId)
}

function entityItems(call: MethodCall): readonly unknown[] {
  const entityId = asText(pick(call.params, 'entityId', 'ENTITYID', 'ENTITY_ID')) ?? ''
  if (entityId === '') throw new RestError('The parameter entityId is not defined or invalid.')
  return call.data.statuses
    .all()
    .filter((status) => status.entityId === entityId)
    .toSorted((a, b) => a.sort - b.sort)
    .map(({ name, sort, statusId }) => ({ NAME: name, SORT: sort, STATUS_ID: statusId }))
}

function formatStatus(status: Status): Row {
  const { color, semantics } = status
  return {
    ID: String(status.id),
    ENTITY_ID: status.entityId,
    STATUS_ID: status.statusId,
    NAME: status.name,
    NAME_INIT: status.nameInit,
    SORT: String(status.sort),
    SYSTEM: status.isSystem ? 'Y' : 'N',
    CATEGORY_ID: status.categoryId === null ? null : String(status.categoryId),
    COLOR: color,
    SEMANTICS: semantics,
    EXTRA:
      color === ''
        ? []
        : { SEMANTICS: semantics === 'S' ? 'success' : semantics === 'F' ? 'failure' : 'process', COLOR: color },
  }
}

const FIELDS = describeLines(`
  ID integer r ID
  ENTITY_ID string qi Directory
  STATUS_ID string qi Code
  SORT integer - Sorting
  NAME string q Name
  NAME_INIT string r Name at first
  SYSTEM char r System
  COLOR string - Color
  SEMANTICS char i Group
  CATEGORY_ID integer r Pipeline
  EXTRA crm_status_extra r Further data`)
