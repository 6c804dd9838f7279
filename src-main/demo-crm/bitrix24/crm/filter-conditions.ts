import type { MethodCall } from '../portal.ts'
import { asList, asMap, asText } from '../protocol/parameters.ts'
import type { Param, ParamMap } from '../protocol/parameters.ts'
import type { Condition } from '../store/item-store.ts'
import { isNumeric, isZeroEmpty, toComparable } from './comparable-values.ts'
import type { FieldSet, RecordField } from './record-fields.ts'
import { isMultifield } from './system-fields.ts'

/** The comparison that stands in front of a name. */
export type Operator = '=' | '!' | '>' | '>=' | '<' | '<=' | '@' | '!@' | '%' | '!%' | 'like' | '!like'

type Ordering = '>' | '>=' | '<' | '<='
type Part = '%' | '!%' | 'like' | '!like'

/** From the longest to the shortest, so that `>=` is not read as `>`. */
const PREFIXES: readonly (readonly [prefix: string, operator: Operator])[] = [
  ['!=%', '!like'],
  ['!%=', '!like'],
  ['!=', '!'],
  ['!@', '!@'],
  ['!%', '!%'],
  ['>=', '>='],
  ['<=', '<='],
  ['=%', 'like'],
  ['%=', 'like'],
  ['!', '!'],
  ['=', '='],
  ['>', '>'],
  ['<', '<'],
  ['@', '@'],
  ['%', '%'],
]

/** Takes the comparison off a key of a filter. */
export function splitKey(key: string): { readonly operator: Operator; readonly name: string } {
  const found = PREFIXES.find(([prefix]) => key.startsWith(prefix))
  return found === undefined ? { operator: '=', name: key } : { operator: found[1], name: key.slice(found[0].length) }
}

/** Conditions of an old list. Empty entries and names that nobody knows are passed over, as the vendor does. */
export function legacyConditions(call: MethodCall, known: FieldSet, filter: ParamMap, type: number): Condition[] {
  return Object.entries(filter).flatMap(([key, value]) => {
    const { operator, name } = splitKey(key.trim())
    const field = known.get(name)
    return field === undefined ? [] : [fieldCondition(call, type, field, operator, value)]
  })
}

/** One comparison of one field, in SQL. */
export function fieldCondition(
  call: MethodCall,
  type: number,
  field: RecordField,
  operator: Operator,
  value: Param,
): Condition {
  if (isMultifield(field.name)) return multifieldCondition(type, field.name, operator, value)
  if (field.name === 'CONTACT_ID' && call.portal.switches().contactFilter === 'all') {
    return linkedCondition(type, operator, value)
  }
  const values = asMap(value) === undefined ? [value] : asList(value)
  const column = columnOf(field)
  // A part of a text is looked for as it was written, whatever the field holds.
  if (isByPart(operator)) {
    const parts = values.map((one) => asText(one) ?? '')
    return field.isMultiple ? severalCondition(field, operator, parts) : compare(column, operator, parts, false)
  }
  const comparable = values.flatMap((one) => toComparable(call, field, one) ?? [])
  if (values.length > 0 && comparable.length === 0) return unreadable(operator)
  if (isIndexed(field, operator, comparable)) return indexedCondition(type, field, comparable)
  if (field.isMultiple) return severalCondition(field, operator, comparable)
  return compareField(field, column, operator, comparable)
}

function isByPart(operator: Operator): operator is Part {
  return operator === '%' || operator === '!%' || operator === 'like' || operator === '!like'
}

function isOrdering(operator: Operator): operator is Ordering {
  return operator.startsWith('>') || operator.startsWith('<')
}

/** Nothing equals or follows what is no day or moment, and everything differs from it. */
function unreadable(operator: Operator): Condition {
  return { sql: operator.startsWith('!') ? '1' : '0', params: [] }
}

function compareField(
  field: RecordField,
  column: string,
  operator: Operator,
  values: readonly (string | number)[],
): Condition {
  if (isOrdering(operator)) return ordered(field, numberColumn(field, column), operator, values[0])
  // Only a filter for nothing, or for the 0 that stands for nothing, looks at what is not there.
  const wanted = isZeroEmpty(field) && values.includes(0) ? [...values, ''] : values
  return compare(column, operator, wanted, isFolded(field), numberColumn(field, column))
}

/** Numbers are kept as texts. */
function numberColumn(field: RecordField, column: string): string {
  return isNumeric(field) && !column.startsWith('i.') ? `CAST(${column} AS REAL)` : column
}

/** A column of SQL for a field; names are known ones, so that nothing from outside gets into the statement. */
export function columnOf({ name }: RecordField): string {
  if (name === 'ID') return 'i.id'
  if (name === 'DATE_CREATE') return 'i.created'
  if (name === 'DATE_MODIFY') return 'i.modified'
  return `json_extract(i.fields, '$.${name}')`
}

/** Texts that people wrote compare without case, as the vendor's tables do; codes and ids as they are. */
function isFolded(field: RecordField): boolean {
  return (
    (field.type === 'string' || field.type === 'url' || field.type === 'address') && !field.name.startsWith('ORIGIN')
  )
}

function compare(
  column: string,
  operator: Exclude<Operator, Ordering>,
  values: readonly (string | number)[],
  isFoldedText: boolean,
  compared = column,
): Condition {
  const folded = isFoldedText ? `b24_fold(${column})` : compared
  const fold = (value: string | number): string | number => (isFoldedText ? String(value).toLowerCase() : value)
  const [value = ''] = values
  switch (operator) {
    case '=':
    case '@':
      return anyOf(column, folded, values, fold)
    case '!':
    case '!@': {
      const { sql, params } = anyOf(column, folded, values, fold)
      return { sql: `NOT coalesce(${sql}, 0)`, params }
    }
    case '%':
      return oneOf(values, (one) => ({ sql: `instr(b24_fold(${column}), ?) > 0`, params: [String(one).toLowerCase()] }))
    case '!%': {
      const { sql, params } = oneOf(values, (one) => ({
        sql: `instr(b24_fold(${column}), ?) > 0`,
        params: [String(one).toLowerCase()],
      }))
      return { sql: `NOT coalesce(${sql}, 0)`, params }
    }
    case 'like':
      return { sql: `b24_fold(${column}) LIKE ?`, params: [String(value).toLowerCase()] }
    case '!like':
      return { sql: `NOT coalesce(b24_fold(${column}) LIKE ?, 0)`, params: [String(value).toLowerCase()] }
  }
}

function anyOf(
  column: string,
  folded: string,
  values: readonly (string | number)[],
  fold: (value: string | number) => string | number,
): Condition {
  const given = values.filter((value) => value !== '')
  // One list rather than many comparisons: long lists of ids would make too deep a statement.
  const among = { sql: `${folded} IN (${given.map(() => '?').join(', ')})`, params: given.map(fold) }
  if (given.length === values.length) return among
  return { sql: `(${column} IS NULL OR ${column} = '' OR ${among.sql})`, params: among.params }
}

function oneOf(values: readonly (string | number)[], make: (value: string | number) => Condition): Condition {
  if (values.length === 0) return { sql: '0', params: [] }
  const made = values.map(make)
  return { sql: `(${made.map(({ sql }) => sql).join(' OR ')})`, params: made.flatMap(({ params }) => params) }
}

/** No moment is before or after "nothing"; no number is 0. */
function ordered(field: RecordField, column: string, operator: string, value: string | number = ''): Condition {
  if (value === '' && (field.type === 'datetime' || field.type === 'date')) return { sql: '0', params: [] }
  return { sql: `${column} ${operator} ?`, params: [value === '' && isNumeric(field) ? 0 : value] }
}

/** Terms of ORDER BY sort numbers by what they are worth. */
export function orderColumn(field: RecordField): string {
  return numberColumn(field, columnOf(field))
}

/** Fields with an index of their own, which a list in the order of ids would not look at by itself. */
function isIndexed({ name }: RecordField, operator: Operator, values: readonly (string | number)[]): boolean {
  const isEqual = operator === '=' || operator === '@'
  return (
    isEqual && (name === 'ORIGIN_ID' || name === 'COMPANY_ID') && values.every((value) => value !== '' && value !== 0)
  )
}

function indexedCondition(type: number, { name }: RecordField, values: readonly (string | number)[]): Condition {
  const places = values.map(() => '?').join(', ')
  const sql = `i.id IN (SELECT o.id FROM b24_items o
    WHERE o.type = ? AND json_extract(o.fields, '$.${name}') IN (${places}))`
  return { sql, params: [type, ...values.map(String)] }
}

/** A field of several values matches when one of them does. */
function severalCondition(field: RecordField, operator: Operator, values: readonly (string | number)[]): Condition {
  const column = columnOf(field)
  const isNegative = operator.startsWith('!')
  const positive = (isNegative ? operator.slice(1) || '=' : operator) as Operator
  const isEmpty = values.length === 1 && values[0] === '' && (positive === '=' || positive === '@')
  const { sql, params } = compareField(field, 'each.value', positive, values)
  const found = isEmpty
    ? { sql: `coalesce(json_array_length(${column}), 0) = 0`, params: [] }
    : { sql: `EXISTS (SELECT 1 FROM json_each(${column}) each WHERE ${sql})`, params }
  return isNegative ? { sql: `NOT ${found.sql}`, params: found.params } : found
}

/** Phones and the like are found by their exact text alone. */
function multifieldCondition(type: number, typeId: string, operator: Operator, value: Param): Condition {
  const values = asList(value).map((one) => asText(one) ?? '')
  const places = values.map(() => '?').join(', ')
  const sql = `i.id IN (SELECT m.entity_id FROM b24_multifields m
    WHERE m.type_id = ? AND m.value IN (${places}) AND m.entity_type = ?)`
  const params = [typeId, ...values, type]
  return operator.startsWith('!') ? { sql: `NOT ${sql}`, params } : { sql, params }
}

/** Deals and leads of a contact, whichever place it has among theirs. */
function linkedCondition(type: number, operator: Operator, value: Param): Condition {
  const ids = asList(value).map((one) => Number.parseInt(asText(one) ?? '', 10) || 0)
  const places = ids.map(() => '?').join(', ')
  const sql = `i.id IN (SELECT l.owner_id FROM b24_links l
    WHERE l.owner_type = ? AND l.child_type = 3 AND l.child_id IN (${places}))`
  const params = [type, ...ids]
  return operator.startsWith('!') ? { sql: `NOT ${sql}`, params } : { sql, params }
}
