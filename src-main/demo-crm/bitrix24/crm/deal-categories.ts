import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asInt, asText, upperKeys } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import { isoTime } from '../protocol/server-time.ts'
import { SET_UP_AT } from '../seed/directory-data.ts'
import type { DealCategory } from '../store/portal-rows.ts'
import { categoriesOf, dropCategory, GENERAL, makeCategory, stagesOf } from './categories.ts'
import { describeLines } from './describe-fields.ts'
import { fieldsParameter, idParameter } from './legacy-input.ts'
import { mapParameter } from './legacy-list.ts'
import { mustBeCrmAdmin } from './rights.ts'

/** `crm.dealcategory.*`: the old name of pipelines. The general one is no row there: it has methods of its own. */
export function dealCategoryMethods(): readonly (readonly [string, Method])[] {
  const prefix = 'crm.dealcategory'
  return [
    [`${prefix}.add`, crmMethod(add)],
    [`${prefix}.update`, crmMethod(update)],
    [`${prefix}.get`, crmMethod((call) => format(call, mustFind(call)))],
    [`${prefix}.list`, crmList(list)],
    [`${prefix}.delete`, crmMethod(remove)],
    [`${prefix}.fields`, crmMethod(() => FIELDS)],
    [`${prefix}.default.get`, crmMethod((call) => ({ ID: GENERAL, NAME: generalOf(call).name }))],
    [`${prefix}.default.set`, crmMethod(renameGeneral)],
    [`${prefix}.status`, crmMethod(statusOf)],
    [`${prefix}.stage.list`, crmMethod(listStages)],
  ]
}

const FIELDS = describeLines(`
  ID integer r ID
  CREATED_DATE datetime r Created on
  NAME string q Name
  IS_LOCKED char r Locked
  SORT integer - Sorting`)

function add(call: MethodCall): number {
  mustBeCrmAdmin(call)
  const input = upperKeys(fieldsParameter(call.params))
  const sort = asInt(input['SORT'])
  return makeCategory(call, asText(input['NAME']) ?? '', (fresh) => (sort > 0 ? { ...fresh, sort } : fresh)).id
}

function update(call: MethodCall): boolean {
  mustBeCrmAdmin(call)
  const category = mustFind(call)
  const input = upperKeys(fieldsParameter(call.params))
  const sort = input['SORT'] === undefined ? category.sort : asInt(input['SORT'])
  call.data.dealCategories.put({ ...category, sort, name: asText(input['NAME']) || category.name })
  return true
}

function remove(call: MethodCall): boolean {
  mustBeCrmAdmin(call)
  dropCategory(call, mustFind(call))
  return true
}

/** Fields are compared as texts; what the filter names and no pipeline has is passed over. */
function list(call: MethodCall): MethodResult {
  const filter = Object.entries(upperKeys(mapParameter(call.params, 'filter')))
  const [[key = 'SORT', direction] = []] = Object.entries(upperKeys(mapParameter(call.params, 'order')))
  const rows = categoriesOf(call)
    .filter(({ id }) => id !== GENERAL)
    .map((category) => format(call, category))
    .filter((row) => filter.every(([name, value]) => row[name] === undefined || row[name] === asText(value)))
    .toSorted((a, b) => (a[key] ?? '').localeCompare(b[key] ?? '', 'en', { numeric: true }))
  const result = asText(direction)?.toUpperCase() === 'DESC' ? rows.toReversed() : rows
  return { result, total: result.length }
}

function renameGeneral(call: MethodCall): boolean {
  mustBeCrmAdmin(call)
  const name =
    asText(call.params['name'] ?? call.params['NAME']) ?? asText(upperKeys(fieldsParameter(call.params))['NAME'])
  if (name === undefined || name === '') throw new RestError("Field 'NAME' is required", '0')
  call.data.dealCategories.put({ ...generalOf(call), name })
  return true
}

function statusOf(call: MethodCall): string {
  return stagesOf(asInt(call.params['id'] ?? call.params['ID']))
}

/** Of the general pipeline where none is named, and none at all of one that is not there. */
function listStages(call: MethodCall): unknown {
  const directory = statusOf(call)
  return call.data.statuses
    .all()
    .filter(({ entityId }) => entityId === directory)
    .toSorted((a, b) => a.sort - b.sort)
    .map(({ name, sort, statusId }) => ({ NAME: name, SORT: sort, STATUS_ID: statusId }))
}

function format(call: MethodCall, { id, name, sort, created }: DealCategory): Readonly<Record<string, string>> {
  const times = { CREATED_DATE: isoTime(call.portal, created ?? SET_UP_AT) }
  return { ID: String(id), ...times, NAME: name, IS_LOCKED: 'N', SORT: String(sort) }
}

function generalOf(call: MethodCall): DealCategory {
  return categoriesOf(call).find(({ id }) => id === GENERAL) ?? mustFind(call)
}

function mustFind(call: MethodCall): DealCategory {
  const id = idParameter(call.params)
  const category = categoriesOf(call).find((one) => one.id === id)
  if (category === undefined) throw new RestError('Not found')
  return category
}
