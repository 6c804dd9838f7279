import type { Portal } from '../portal.ts'
import { asFlag, asInt, asList, asMap, asText } from '../protocol/parameters.ts'
import type { Param } from '../protocol/parameters.ts'
import { isoDay, isoTime, parseDay, parseMoment } from '../protocol/server-time.ts'
import type { FieldValue } from '../store/item-store.ts'
import type { RecordField } from './record-fields.ts'

const INTEGERS = ['integer', 'user', 'employee', 'crm_company', 'crm_contact', 'crm_lead', 'crm_quote', 'crm_category']
const isInteger = (type: string): boolean => INTEGERS.includes(type)

/** What was sent, as it is kept. Undefined when it makes no sense, and then it is dropped without a word. */
export function toStored(portal: Portal, field: RecordField, value: Param): FieldValue | undefined {
  if (field.isMultiple) {
    // `false` and an empty text clear a list; a scalar is a list of one.
    return asList(value)
      .map((item) => scalarToStored(portal, field, item))
      .filter((item) => typeof item === 'string' && item !== '') as readonly string[]
  }
  return scalarToStored(portal, field, value)
}

function scalarToStored(portal: Portal, field: RecordField, value: Param): string | null | undefined {
  const { type } = field
  if (type === 'file') return fileName(value)
  const text = asText(value)
  if (text === undefined) return undefined
  if (type === 'char') return asFlag(value) ? 'Y' : 'N'
  if (type === 'boolean') return text === '' ? null : asFlag(value) ? '1' : '0'
  if (text.trim() === '') return field.userField !== undefined || isInteger(type) ? null : text
  if (isInteger(type))
    return asInt(value) === 0 && field.userField === undefined && type !== 'crm_category' ? null : String(asInt(value))
  if (type === 'double') return toNumber(field, text)
  if (type === 'date') return parseDay(text)
  if (type === 'datetime') return momentToStored(portal, text)
  if (type === 'enumeration') return optionId(field, text)
  return text
}

/** Only that there is a file is remembered, and its name. What was read may be sent back, and changes nothing. */
function fileName(value: Param): string | null | undefined {
  const map = asMap(value)
  if (map?.['remove'] !== undefined) return asFlag(map['remove']) ? null : undefined
  if (map?.['id'] !== undefined && map['fileData'] === undefined) return undefined
  const name = asText(asList(map?.['fileData'] ?? value)[0]) ?? ''
  return name === '' ? null : name
}

function toNumber({ userField }: RecordField, text: string): string | undefined {
  const number = Number(text.replace(',', '.'))
  if (!Number.isFinite(number)) return undefined
  if (userField === undefined) return number.toFixed(2)
  const precision = Number(userField.settings['PRECISION'] ?? 2)
  return String(Number(number.toFixed(precision)))
}

function momentToStored(portal: Portal, text: string): string | undefined {
  const seconds = parseMoment(portal, text)
  return seconds === undefined ? undefined : storedMoment(seconds)
}

function optionId({ userField }: RecordField, text: string): string | null {
  return userField?.options.some(({ id }) => String(id) === text) === true ? text : null
}

/** Moments are kept in UTC, so that they sort as texts. */
export function storedMoment(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`
}

/** A value as the old methods show it: texts, moments with the server's offset. */
export function toLegacy(portal: Portal, field: RecordField, value: FieldValue | undefined): unknown {
  if (field.isMultiple) {
    const list = asValues(value)
    // PHP's false stands for an empty list of values.
    if (list.length === 0) return false
    return list.map((item) => legacyScalar(portal, field, item))
  }
  const text = typeof value === 'string' ? value : null
  if (text === null) return emptyLegacy(portal, field)
  return legacyScalar(portal, field, text)
}

function emptyLegacy(portal: Portal, field: RecordField): unknown {
  if (field.userField !== undefined) return portal.switches().emptyUserField === 'text' ? '' : null
  // The samples show empty days and closing times as empty texts.
  return field.type === 'date' || field.name === 'DATE_CLOSED' ? '' : null
}

function legacyScalar(portal: Portal, { type }: RecordField, value: string): unknown {
  if (type === 'date') return value === '' ? '' : isoDay(portal, value)
  if (type === 'datetime') return isoTime(portal, Date.parse(value) / 1000)
  if (type === 'boolean') return portal.switches().booleanUserField === 'letters' ? (value === '1' ? 'Y' : 'N') : value
  if (type === 'file') return { id: value.length, showUrl: fileUrl(value), downloadUrl: fileUrl(value) }
  return value
}

/** A value as crm.item shows it: real numbers, Y and N, null for nothing. */
export function toNative(portal: Portal, field: RecordField, value: FieldValue | undefined): unknown {
  if (field.isMultiple) return asValues(value).map((item) => nativeScalar(portal, field, item))
  if (typeof value !== 'string')
    return isInteger(field.type) && field.userField === undefined ? emptyNative(field) : null
  return nativeScalar(portal, field, value)
}

function emptyNative({ type }: RecordField): unknown {
  return type === 'crm_company' || type === 'crm_contact' ? 0 : null
}

function nativeScalar(portal: Portal, field: RecordField, value: string): unknown {
  if (isInteger(field.type) || field.type === 'enumeration') return Number(value)
  if (field.type === 'double') return Number(value)
  if (field.type === 'boolean') return value === '1' ? 'Y' : 'N'
  if (field.type === 'date' && value === '') return null
  return legacyScalar(portal, field, value)
}

function asValues(value: FieldValue | undefined): readonly string[] {
  if (value === undefined || value === null) return []
  return typeof value === 'string' ? [value] : value
}

/** A link as the vendor writes it. Nothing lies behind it: contents are not kept. */
function fileUrl(name: string): string {
  return `/bitrix/components/bitrix/crm.contact.show/show_file.php?fileName=${encodeURIComponent(name)}`
}
