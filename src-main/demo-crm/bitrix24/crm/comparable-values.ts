import type { MethodCall } from '../portal.ts'
import { asText } from '../protocol/parameters.ts'
import type { Param } from '../protocol/parameters.ts'
import { parseDay, parseMoment } from '../protocol/server-time.ts'
import { storedMoment } from './field-values.ts'
import type { RecordField } from './record-fields.ts'

const NUMERIC = [
  'integer',
  'double',
  'user',
  'employee',
  'crm_company',
  'crm_contact',
  'crm_lead',
  'crm_quote',
  'crm_category',
  'enumeration',
]

/** Does this field hold numbers? They are kept as texts, and compare and sort by what they are worth. */
export function isNumeric({ type, name }: RecordField): boolean {
  return name === 'ID' || NUMERIC.includes(type)
}

/** Where a system field has no number, the vendor's table holds a 0: both are the same to a filter. */
export function isZeroEmpty(field: RecordField): boolean {
  return isNumeric(field) && field.userField === undefined
}

/**
 * A value of a filter in the form that records are kept in: numbers for numeric fields, `''` for nothing, texts for the rest.
 * Undefined for a moment or day that cannot be read, as PHP's `strtotime` gives none: a raw `+` before an offset, which
 * a query turns into a blank, is a second time of day to it. Such a value is equal to nothing and compares with nothing.
 */
export function toComparable(call: MethodCall, field: RecordField, value: Param): string | number | undefined {
  const text = asText(value) ?? ''
  if (field.name === 'ID') return Number.parseInt(text, 10) || 0
  if (text === '') return text
  if (field.type === 'datetime') return comparableMoment(call, field, text)
  if (field.type === 'date') return parseDay(text)
  if (field.type === 'boolean') return ['Y', 'y', '1', 'true'].includes(text) ? '1' : '0'
  if (!isNumeric(field)) return text
  const number = Number(text.replace(',', '.'))
  // No number is no number of a record's either.
  return Number.isNaN(number) ? text : number
}

function comparableMoment(call: MethodCall, { name }: RecordField, text: string): string | number | undefined {
  const seconds = parseMoment(call.portal, text)
  if (seconds === undefined) return undefined
  return name === 'DATE_CREATE' || name === 'DATE_MODIFY' ? seconds : storedMoment(seconds)
}
