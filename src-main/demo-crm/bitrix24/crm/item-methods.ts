import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asFlag, asInt, asList, asMap, asText, pick } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { PAGE_SIZE, pageEnd, readPage } from '../protocol/paging.ts'
import { accessDenied, RestError } from '../protocol/rest-error.ts'
import type { Item } from '../store/item-store.ts'
import { sideOf } from './bind-records.ts'
import { describeField } from './describe-fields.ts'
import { mustHaveName } from './contact-name.ts'
import { COMPANY, DEAL, isCrmType, LEAD } from './entities.ts'
import type { CrmType } from './entities.ts'
import { orderColumn } from './filter-conditions.ts'
import { itemConditions } from './item-filter.ts'
import { formatItem, itemFieldsOf } from './item-format.ts'
import type { ItemFields } from './item-format.ts'
import { readItemChange } from './item-input.ts'
import { anyName, isOfItems, upperName } from './item-names.ts'
import { addRecord, changeRecord, deleteRecord } from './record-writer.ts'
import { mustFillRequired } from './required-fields.ts'
import { may, readCondition } from './rights.ts'
import { convertToDeal } from './simple-mode.ts'
import { isMultifield } from './system-fields.ts'

/** `crm.item.*` of leads, deals, contacts and companies. */
export function itemMethods(): readonly (readonly [string, Method])[] {
  return [
    ['crm.item.add', crmMethod(add)],
    ['crm.item.update', crmMethod(update)],
    ['crm.item.get', crmMethod(get)],
    ['crm.item.list', crmList(list)],
    ['crm.item.delete', crmMethod(remove)],
    ['crm.item.fields', crmMethod(describe)],
  ]
}

function add(call: MethodCall): unknown {
  const type = typeParameter(call)
  const change = readItemChange(call, type, itemFields(call, type), true)
  if (!may(call, 'add')) throw accessDenied('Access denied', 400)
  mustHaveName(call, type, change, undefined)
  mustFillRequired(call, type, change.fields, true)
  const made = addRecord(call, type, change)
  const answer = { item: formatItem(call, made, itemFields(call, type), undefined) }
  if (type === LEAD && call.portal.switches().crmMode === 'simple') convertToDeal(call, made)
  return answer
}

function update(call: MethodCall): unknown {
  const type = typeParameter(call)
  const item = mustFind(call, type)
  if (!may(call, 'edit', item)) throw accessDenied('Access denied', 400)
  const change = readItemChange(call, type, itemFields(call, type), false)
  mustHaveName(call, type, change, item, 'CRM_FIELD_ERROR_REQUIRED')
  mustFillRequired(call, type, change.fields, false)
  const isChanged =
    change.multifields.length > 0 ||
    change.linked !== undefined ||
    Object.entries(change.fields).some(
      ([name, value]) => JSON.stringify(item.fields[name] ?? null) !== JSON.stringify(value),
    )
  // What changes nothing is no change: no time, no event.
  if (isChanged) changeRecord(call, item, change)
  return { item: formatItem(call, mustFind(call, type), itemFields(call, type), undefined) }
}

function get(call: MethodCall): unknown {
  const type = typeParameter(call)
  const item = mustFind(call, type)
  if (!may(call, 'read', item)) throw accessDenied('Access denied', 400)
  return { item: formatItem(call, item, itemFields(call, type), undefined) }
}

function list(call: MethodCall): MethodResult {
  const type = typeParameter(call)
  const known = itemFields(call, type)
  const conditions = [
    ...itemConditions(call, type, known, mapOf(call, 'filter')),
    ...readCondition(call, accessDenied('Access denied', 400)),
  ]
  const page = readPage(call.start, true)
  const items = call.data.items.list({
    ...{ type, conditions, order: toOrder(known, mapOf(call, 'order')) },
    ...{ limit: PAGE_SIZE, offset: page.offset },
  })
  const select = asList(pick(call.params, 'select', 'SELECT'))
    .map((name) => anyName(known, asText(name) ?? ''))
    .filter((name) => name !== '')
  const names = select.length === 0 || select.includes('*') ? undefined : new Set(['id', ...select])
  const total = page.isCounted ? call.data.items.count(type, conditions) : 0
  return { result: { items: items.map((item) => formatItem(call, item, known, names)) }, ...pageEnd(page, total) }
}

function remove(call: MethodCall): readonly never[] {
  const type = typeParameter(call)
  const item = mustFind(call, type)
  if (!may(call, 'delete', item)) throw accessDenied('Access denied', 400)
  deleteRecord(call, item)
  return []
}

function describe(call: MethodCall): unknown {
  const type = typeParameter(call)
  const entries = [...itemFields(call, type)].filter(
    ([, field]) => isOfItems(type, field.name) && !isMultifield(field.name),
  )
  const fields = entries.map(([name, field]) => [
    name,
    { ...describeField(call, field), upperName: upperName(type, field.name) },
  ])
  const fm = {
    type: 'crm_multifield',
    isRequired: false,
    isReadOnly: false,
    isImmutable: false,
    isMultiple: true,
    isDynamic: false,
  }
  return {
    fields: {
      ...(Object.fromEntries(fields) as object),
      ...describeLinked(type),
      ...(type === DEAL ? {} : { fm: { ...fm, title: 'FM', upperName: 'FM' } }),
    },
  }
}

/** Lists of links, and of users who watch: items alone have them. */
function describeLinked(type: CrmType): object {
  const flags = { isRequired: false, isReadOnly: false, isImmutable: false, isMultiple: true, isDynamic: false }
  const observers = { observers: { type: 'user', ...flags, title: 'Observers', upperName: 'OBSERVERS' } }
  const side = sideOf(type)
  if (side === undefined) return type === COMPANY ? {} : observers
  const [name, kind, title, upper] =
    side.childType === COMPANY
      ? (['companyIds', 'crm_company', 'Companies', 'COMPANY_IDS'] as const)
      : (['contactIds', 'crm_contact', 'Contacts', 'CONTACT_IDS'] as const)
  return { [name]: { type: kind, ...flags, title, upperName: upper }, ...(type === COMPANY ? {} : observers) }
}

function itemFields(call: MethodCall, type: CrmType): ItemFields {
  return itemFieldsOf(call.data, type, asFlag(call.params['useOriginalUfNames']))
}

function typeParameter(call: MethodCall): CrmType {
  const value = pick(call.params, 'entityTypeId', 'entitytypeid', 'ENTITYTYPEID')
  if (value === undefined) {
    throw new RestError('Could not find value for parameter {entityTypeId}', '100')
  }
  const type = asInt(value)
  if (type === 5) throw new RestError('Entity type is not supported', 'ENTITY_TYPE_NOT_SUPPORTED')
  if (!isCrmType(type)) throw new RestError('SPA not found', 'NOT_FOUND')
  return type
}

function mustFind(call: MethodCall, type: CrmType): Item {
  const value = pick(call.params, 'id', 'ID')
  if (value === undefined) throw new RestError('Could not find value for parameter {id}', '100')
  const item = call.data.items.get(type, asInt(value))
  if (item === undefined) throw new RestError('Item not found', 'NOT_FOUND')
  return item
}

function mapOf(call: MethodCall, name: string): ParamMap {
  const value = pick(call.params, name, name.toUpperCase())
  if (value === undefined || value === null || value === '') return {}
  const map = asMap(value)
  if (map === undefined) {
    throw new RestError(
      `Invalid value {${asText(value) ?? ''}} to match with parameter {${name}}. Should be value of type array.`,
      '100',
    )
  }
  return map
}

function toOrder(known: ItemFields, order: ParamMap): string[] {
  const terms = Object.entries(order).flatMap(([name, direction]) => {
    const way = (asText(direction) ?? '').toUpperCase()
    const field = known.get(anyName(known, name))
    if (field === undefined || isMultifield(field.name)) {
      if (/^\d+$/.test(name)) return []
      throw new RestError(`Invalid order: field '${name}' is not allowed in order`, 'INVALID_ARG_VALUE')
    }
    if (way !== 'ASC' && way !== 'DESC') {
      const text = `Invalid order: allowed sort directions are ASC, DESC. But got '${way}' for field '${name}'`
      throw new RestError(text, 'INVALID_ARG_VALUE')
    }
    return [`${orderColumn(field)} ${way}`]
  })
  return terms.some((term) => term.startsWith('i.id ')) ? terms : [...terms, 'i.id ASC']
}
