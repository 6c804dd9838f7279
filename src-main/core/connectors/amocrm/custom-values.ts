import type { CustomItem, Json } from '#shared/domain/contact.ts'
import type { FieldKind, FieldVariant } from '#shared/domain/directory.ts'
import { dayIn, toDayOut } from './account-zone.ts'
import type { FieldValueWire } from './wire.ts'

/** How a value goes out. */
export interface ValueOut {
  readonly value?: Json
  readonly enum_id?: number
  readonly enum_code?: string
  readonly catalog_id?: Json
  readonly catalog_element_id?: Json
}

/** A day is a moment there: midnight in the zone of the account. */
const dayTypes: readonly string[] = ['date', 'birthday']
const choiceTypes: readonly string[] = ['select', 'radiobutton', 'multiselect']
/** Each value of these says which part, or which sort, it is. */
const codedTypes: readonly string[] = ['multitext', 'smart_address']

const kinds: Readonly<Record<string, FieldKind>> = {
  text: 'text',
  streetaddress: 'text',
  textarea: 'long-text',
  numeric: 'number',
  monetary: 'money',
  checkbox: 'boolean',
  date: 'date',
  birthday: 'date',
  date_time: 'date-time',
  url: 'url',
  select: 'choice',
  radiobutton: 'choice',
  multiselect: 'choices',
  multitext: 'messengers',
  smart_address: 'address',
  legal_entity: 'requisites',
  tracking_data: 'text',
  file: 'file',
  chained_list: 'elements',
}

/** What a field of the vendor's type is to the user; what we cannot edit faithfully is `other`. */
export const toFieldKind = (type: string): FieldKind =>
  Object.hasOwn(kinds, type) ? (kinds[type] ?? 'other') : 'other'

const variants: Readonly<Record<string, FieldVariant>> = {
  birthday: 'birthday',
  radiobutton: 'radio',
  streetaddress: 'street',
  tracking_data: 'tracking',
}

/** What is particular to a field of the vendor's type, beside its kind; `null` for most. */
export const toFieldVariant = (type: string): FieldVariant | null =>
  Object.hasOwn(variants, type) ? (variants[type] ?? null) : null

/**
 * One value of a field of the vendor's `type`: moments in milliseconds, days as midnight in UTC, choices with their option.
 * @param zone of the account; `null` where it is not known
 */
export function toCustomItem(wire: FieldValueWire, type: string, zone: string | null): CustomItem {
  const code = codeOf(wire)
  const value = wire.value === undefined ? restOf(wire) : wire.value
  if (codedTypes.includes(type)) return { value, ...toCode(code, wire.enum_id) }
  return {
    value: toDated(value, type, zone),
    ...(typeof wire.enum_id === 'number' ? { optionId: String(wire.enum_id) } : {}),
    ...(code === null ? {} : { code }),
  }
}

/** Of these a value is what it says and of which sort it is: the number of the sort is no option that was chosen. */
function toCode(code: string | null, id: number | null | undefined): Pick<CustomItem, 'code'> {
  if (code !== null && code !== '') return { code }
  return typeof id === 'number' ? { code: `${NUMBERED}${id}` } : {}
}

/** Before the number of a sort that has no code. */
const NUMBERED = '#'

/** A value without `value` is all that it has: nothing of it is lost on the way to the screen. */
function restOf(wire: FieldValueWire): Json {
  const known = ['value', 'enum_id', 'enum_code', 'enum']
  const rest = Object.entries(wire).filter(([key]) => !known.includes(key))
  return rest.length === 0 ? null : (Object.fromEntries(rest) as Json)
}

/** `null` where a value has none. */
export function codeOf({ enum_code, enum: legacy }: FieldValueWire): string | null {
  return enum_code ?? (typeof legacy === 'string' ? legacy : null)
}

function toDated(value: Json, type: string, zone: string | null): Json {
  if (type === 'date_time') return toMilliseconds(value)
  const at = dayTypes.includes(type) ? toMilliseconds(value) : null
  return typeof at === 'number' ? dayIn(zone, at) : value
}

/** Read as seconds; a value kept as it was written may be RFC 3339. */
function toMilliseconds(value: Json): Json {
  if (typeof value === 'number') return value * 1000
  const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isFinite(parsed) ? parsed : value
}

/**
 * One value as the vendor takes it for a field of that type. Only the keys that the type knows: `enum_code` on another
 * type refuses the whole contact, `null` included.
 * @param type `null` when the account has no such field; the vendor will say so
 * @param zone as for `toCustomItem`
 */
export function toValueOut(item: CustomItem, type: string | null, zone: string | null): ValueOut {
  const optionId = item.optionId === undefined ? Number.NaN : Number(item.optionId)
  const option = Number.isInteger(optionId) ? { enum_id: optionId } : null
  if (type === null) return { value: item.value }
  if (choiceTypes.includes(type)) return option ?? { value: item.value }
  if (codedTypes.includes(type)) {
    const { code } = item
    if (code?.startsWith(NUMBERED) === true) return { value: item.value, enum_id: Number(code.slice(NUMBERED.length)) }
    return { value: item.value, ...(code === undefined ? option : { enum_code: code }) }
  }
  if (type === 'chained_list') return toChainedOut(item.value)
  if (type === 'file') return { value: toFileOut(item.value) }
  if (typeof item.value !== 'number') return { value: item.value }
  if (dayTypes.includes(type)) return { value: toDayOut(zone, item.value) }
  return { value: type === 'date_time' ? Math.floor(item.value / 1000) : item.value }
}

/** What refers to a file; whatever else the vendor tells of one it may not take back. */
const fileKeys: readonly string[] = ['file_uuid', 'version_uuid', 'file_name', 'file_size']

function toFileOut(value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => fileKeys.includes(key)))
}

/** It stands where other types have their `value`. */
function toChainedOut(value: Json): ValueOut {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { value }
  const { catalog_id, catalog_element_id } = value as { readonly [key: string]: Json }
  return { catalog_id: catalog_id ?? null, catalog_element_id: catalog_element_id ?? null }
}
