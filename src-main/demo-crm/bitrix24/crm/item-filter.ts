import type { MethodCall } from '../portal.ts'
import { asInt, asList, asMap, asText } from '../protocol/parameters.ts'
import type { Param, ParamMap } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import type { Condition } from '../store/item-store.ts'
import { sideOf } from './bind-records.ts'
import { COMPANY } from './entities.ts'
import type { CrmType } from './entities.ts'
import { fieldCondition, splitKey } from './filter-conditions.ts'
import { firstOf } from './item-format.ts'
import type { ItemFields } from './item-format.ts'
import { anyName } from './item-names.ts'
import { isMultifield } from './system-fields.ts'

/**
 * Conditions of crm.item.list: nested groups with `logic`, and no mercy for names that are not known.
 * @throws {RestError} `INVALID_ARG_VALUE`
 */
export function itemConditions(call: MethodCall, type: CrmType, known: ItemFields, filter: ParamMap): Condition[] {
  return Object.entries(filter).flatMap(([key, value]): Condition[] => {
    if (/^logic$/i.test(key)) return []
    // A number is the place of a nested group; a text there is an empty entry that clients leave behind.
    if (/^\d+$/.test(key)) return asMap(value) === undefined ? [] : [group(call, type, known, asMap(value) ?? {})]
    return [oneCondition(call, type, known, key, value)]
  })
}

function group(call: MethodCall, type: CrmType, known: ItemFields, filter: ParamMap): Condition {
  const parts = itemConditions(call, type, known, filter)
  if (parts.length === 0) return { sql: '1', params: [] }
  const isOr = (asText(filter['logic'] ?? filter['LOGIC']) ?? '').toUpperCase() === 'OR'
  return {
    sql: parts.map(({ sql }) => `(${sql})`).join(isOr ? ' OR ' : ' AND '),
    params: parts.flatMap(({ params }) => params),
  }
}

function oneCondition(call: MethodCall, type: CrmType, known: ItemFields, key: string, value: Param): Condition {
  const { operator, name } = splitKey(key)
  const linked = linkedCondition(type, operator, name, value)
  if (linked !== undefined) return linked
  const first = firstOf(name)
  const field = known.get(anyName(known, name))
  if (first !== undefined) return firstCondition(type, first, operator, value)
  if (field === undefined || isMultifield(field.name) || field.isWriteOnly) {
    throw new RestError(`Invalid filter: field '${name}' is not allowed in filter`, 'INVALID_ARG_VALUE')
  }
  return fieldCondition(call, type, field, operator, field.type === 'boolean' ? toFlags(value) : value)
}

/** Flags are shown as Y and N, and compared as numbers: a letter is a 0 to the table (§10.15). */
function toFlags(value: Param): Param {
  return asList(value).map((one) => (asText(one) === '' ? '' : asInt(one)))
}

function firstCondition(
  type: CrmType,
  { typeId, valueType }: { readonly typeId: string; readonly valueType?: string },
  operator: string,
  value: Param,
): Condition {
  const values = asList(value).map((one) => asText(one) ?? '')
  const places = values.map(() => '?').join(', ')
  const kind = valueType === undefined ? '' : ' AND m.value_type = ?'
  const sql = `i.id IN (SELECT m.entity_id FROM b24_multifields m
    WHERE m.type_id = ? AND m.value IN (${places}) AND m.entity_type = ?${kind})`
  const params = [typeId, ...values, type, ...(valueType === undefined ? [] : [valueType])]
  return operator.startsWith('!') ? { sql: `NOT ${sql}`, params } : { sql, params }
}

function linkedCondition(type: CrmType, operator: string, name: string, value: Param): Condition | undefined {
  const side = sideOf(type)
  if (side === undefined || name !== (side.childType === COMPANY ? 'companyIds' : 'contactIds')) return undefined
  const ids = asList(value).map((one) => Number.parseInt(asText(one) ?? '', 10) || 0)
  const sql = `i.id IN (SELECT l.owner_id FROM b24_links l
    WHERE l.owner_type = ? AND l.child_type = ? AND l.child_id IN (${ids.map(() => '?').join(', ')}))`
  const params = [type, side.childType, ...ids]
  return operator.startsWith('!') ? { sql: `NOT ${sql}`, params } : { sql, params }
}
