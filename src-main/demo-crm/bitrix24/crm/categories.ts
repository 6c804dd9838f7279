import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asInt, asMap, asText, pick } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { accessDenied, RestError } from '../protocol/rest-error.ts'
import { nowSeconds } from '../protocol/server-time.ts'
import { dealCategories } from '../seed/directory-data.ts'
import type { DealCategory } from '../store/portal-rows.ts'
import { describeLines } from './describe-fields.ts'
import { DEAL, isCrmType, wordsOf } from './entities.ts'

/** `crm.category.*`: pipelines of deals. Each but the general one has stages under a name of its own. */
export function categoryMethods(): readonly (readonly [string, Method])[] {
  return [
    ['crm.category.list', crmList(list)],
    ['crm.category.get', crmMethod((call) => ({ category: format(mustFind(call)) }))],
    ['crm.category.add', crmMethod(add)],
    ['crm.category.update', crmMethod(update)],
    ['crm.category.delete', crmMethod(remove)],
    ['crm.category.fields', crmMethod(describe)],
  ]
}

/** The general pipeline is the default one, and stays. */
export const GENERAL = 0

function list(call: MethodCall): MethodResult {
  mustBeOfDeals(call)
  const categories = categoriesOf(call).map(format)
  return { result: { categories }, total: categories.length }
}

function add(call: MethodCall): unknown {
  mustBeOfDeals(call)
  mustBeAdmin(call)
  const input = fieldsOf(call)
  return { category: format(makeCategory(call, asText(input['name']) ?? '', (fresh) => changed(fresh, input))) }
}

/**
 * Makes a pipeline behind the others, with stages of its own as the general one has them.
 * @throws {RestError} when it is called nothing
 */
export function makeCategory(
  call: MethodCall,
  name: string,
  change: (fresh: DealCategory) => DealCategory,
): DealCategory {
  if (name === '') throw new RestError("Field 'NAME' is required", '0')
  const known = categoriesOf(call)
  // The seed has numbered its pipelines by itself.
  const id = Math.max(...known.map((category) => category.id)) + 1
  const sort = Math.max(...known.map((category) => category.sort)) + 100
  const created = nowSeconds(call.portal)
  const category = change({ id, name, sort, originId: '', originatorId: '', created })
  call.data.dealCategories.put(category)
  for (const stage of call.data.statuses.all().filter(({ entityId }) => entityId === stagesOf(GENERAL))) {
    const own = { entityId: stagesOf(id), statusId: `C${id}:${stage.statusId}`, categoryId: id }
    call.data.statuses.put({ ...stage, ...own, id: call.data.statuses.nextId() })
  }
  return category
}

/** The directory with the stages of a pipeline. */
export function stagesOf(id: number): string {
  return id === GENERAL ? 'DEAL_STAGE' : `DEAL_STAGE_${id}`
}

function update(call: MethodCall): unknown {
  const category = mustFind(call)
  mustBeAdmin(call)
  const next = changed(category, fieldsOf(call))
  call.data.dealCategories.put(next)
  return { category: format(next) }
}

function remove(call: MethodCall): null {
  const category = mustFind(call)
  mustBeAdmin(call)
  dropCategory(call, category)
  return null
}

/**
 * Takes a pipeline away with its stages.
 * @throws {RestError} when it is the general one, or deals are in it
 */
export function dropCategory(call: MethodCall, category: DealCategory): void {
  if (category.id === GENERAL) throw new RestError('Default deal category cannot be deleted', '0')
  const sql = "json_extract(i.fields, '$.CATEGORY_ID') = ?"
  if (call.data.items.count(DEAL, [{ sql, params: [String(category.id)] }]) > 0) {
    throw new RestError(`Deals related to the funnel ${category.name} found`, '0')
  }
  for (const stage of call.data.statuses.all()) {
    if (stage.entityId === stagesOf(category.id)) call.data.statuses.remove(stage.id)
  }
  call.data.dealCategories.remove(category.id)
}

function describe(call: MethodCall): unknown {
  mustBeOfDeals(call)
  const fields = Object.entries(FIELDS).map(([name, field]) => {
    const upperName = name.replaceAll(/[A-Z]/g, '_$&').toUpperCase()
    return [name, { ...(field as object), title: upperName, upperName }] as const
  })
  return { fields: Object.fromEntries(fields) }
}

const FIELDS = describeLines(`
  id integer r ID
  name string - NAME
  sort integer - SORT
  entityTypeId integer qr ENTITY_TYPE_ID
  isDefault boolean r IS_DEFAULT
  originId string - ORIGIN_ID
  originatorId string - ORIGINATOR_ID`)

function changed(category: DealCategory, input: ParamMap): DealCategory {
  return {
    ...category,
    name: asText(input['name']) || category.name,
    sort: input['sort'] === undefined ? category.sort : asInt(input['sort']),
    originId: asText(input['originId']) ?? category.originId,
    originatorId: asText(input['originatorId']) ?? category.originatorId,
  }
}

/** The general one is of this portal alone, and so has no origin. */
function format({ id, name, sort, originId, originatorId }: DealCategory): Readonly<Record<string, unknown>> {
  const own = { id, name, sort, entityTypeId: DEAL, isDefault: id === GENERAL ? 'Y' : 'N' }
  return id === GENERAL ? own : { ...own, originId, originatorId }
}

/** All pipelines in their order, the general one among them. Data of earlier versions have none until they are asked for. */
export function categoriesOf({ data }: MethodCall): DealCategory[] {
  if (data.dealCategories.all().length === 0) {
    for (const category of dealCategories) data.dealCategories.put({ ...category, originId: '', originatorId: '' })
  }
  return data.dealCategories.all().toSorted((a, b) => a.sort - b.sort || a.id - b.id)
}

function mustFind(call: MethodCall): DealCategory {
  mustBeOfDeals(call)
  const id = pick(call.params, 'id', 'ID')
  if (id === undefined) throw new RestError('Could not find value for parameter {id}', '100')
  const category = categoriesOf(call).find((one) => one.id === asInt(id))
  if (category === undefined) throw new RestError('Element not found', 'NOT_FOUND')
  return category
}

function mustBeOfDeals({ params }: MethodCall): void {
  const value = pick(params, 'entityTypeId', 'ENTITYTYPEID')
  if (value === undefined) throw new RestError('Could not find value for parameter {entityTypeId}', '100')
  const type = asInt(value)
  if (type === DEAL) return
  if (!isCrmType(type)) throw new RestError('SPA not found', 'NOT_FOUND')
  throw new RestError(`Entity type ${wordsOf(type).title} is not supported`, 'ENTITY_TYPE_NOT_SUPPORTED')
}

function mustBeAdmin({ caller }: MethodCall): void {
  if (!caller.user.isAdmin) throw accessDenied('Access denied', 400)
}

function fieldsOf({ params }: MethodCall): ParamMap {
  return asMap(pick(params, 'fields', 'FIELDS')) ?? {}
}
