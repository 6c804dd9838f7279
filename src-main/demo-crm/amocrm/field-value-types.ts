import { isJsonObject } from '../http/exchange.ts'
import type { FieldDefinition, FieldOption, StoredScalar, StoredValue } from '../store/records.ts'
import type { FieldError } from './answers.ts'
import { fieldMissing, fieldNotExpected, invalidType, notBlank, notSupportedChoice } from './answers.ts'
import { readFile, readLegalEntity } from './object-values.ts'
import { isIntLike, toUnixSeconds } from './scalars.ts'
import type { Switches } from './switches.ts'
import { startOfDay } from './time-zone.ts'

/** `value` is missing when the item was blank (it then counts as not sent) or wrong. */
export type ValueRead = { readonly value?: StoredValue; readonly errors: readonly FieldError[] }

type Item = Readonly<Record<string, unknown>>

/** Reads one item of `values`. `path` leads to the item. */
export function readFieldValue(input: unknown, field: FieldDefinition, path: string, switches: Switches): ValueRead {
  if (!isJsonObject(input)) return wrong(invalidType(path, 'array'))
  switch (field.type) {
    case 'select':
    case 'radiobutton':
    case 'multiselect':
      return readChoice(input, field.options ?? [], path, switches)
    case 'multitext':
      return readTyped(input, field.options ?? [], path, switches, field.options?.[0])
    case 'smart_address':
      return readTyped(input, field.options ?? [], path, switches, undefined)
    case 'legal_entity':
    case 'file': {
      const refused = refuseEnumKeys(input, path)
      if (refused !== undefined) return refused
      if (input['value'] === null) return blank(path, switches)
      const read = field.type === 'file' ? readFile : readLegalEntity
      return read(input['value'], `${path}.value`)
    }
    case 'chained_list':
      return readChained(input, path, switches)
    case 'text':
    case 'textarea':
    case 'url':
    case 'streetaddress':
    case 'numeric':
    case 'monetary':
    case 'checkbox':
    case 'date':
    case 'date_time':
    case 'birthday':
    case 'tracking_data':
      return refuseEnumKeys(input, path) ?? readPlain(input, field, path, switches)
  }
}

/** Even `enum_code: null` is refused where a type has no codes: echoing a whole contact fails on this at the vendor. */
function refuseEnumKeys(item: Item, path: string): ValueRead | undefined {
  const errors = ['enum_id', 'enum_code', 'enum']
    .filter((key) => key in item)
    .map((key) => fieldNotExpected(`${path}.${key}`))
  return errors.length === 0 ? undefined : { errors }
}

function readPlain(item: Item, field: FieldDefinition, path: string, switches: Switches): ValueRead {
  if (!('value' in item)) return wrong(fieldMissing(`${path}.value`))
  const { value } = item
  if (value === null || value === '') return blank(path, switches)
  const read = readScalar(value, field, switches)
  return read === undefined ? wrong(invalidType(`${path}.value`, typeName(field))) : right(read)
}

function readScalar(value: unknown, field: FieldDefinition, switches: Switches): StoredScalar | undefined {
  switch (field.type) {
    case 'numeric':
    case 'monetary': {
      const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : ''
      return /^-?(\d+(\.\d*)?|\.\d+)$/.test(text) ? text : undefined
    }
    case 'checkbox':
      if (value === true || value === 1 || value === '1' || value === 'true') return true
      return value === false || value === 0 || value === '0' || value === 'false' ? false : undefined
    case 'date':
    case 'birthday': {
      const at = toUnixSeconds(value)
      return at === undefined || switches.storedDays === 'as-sent' ? at : startOfDay(switches.timeZone, at)
    }
    case 'date_time':
      return toUnixSeconds(value)
    default:
      return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  }
}

function typeName(field: FieldDefinition): string {
  switch (field.type) {
    case 'numeric':
    case 'monetary':
      return 'numeric'
    case 'checkbox':
      return 'bool'
    case 'date':
    case 'date_time':
    case 'birthday':
      return 'int'
    default:
      return 'string'
  }
}

/** One of a list, named by id, code or text. An id wins over a code, a code over a text. */
function readChoice(item: Item, options: readonly FieldOption[], path: string, switches: Switches): ValueRead {
  const hasCodes = options.some((option) => option.code !== null)
  if ('enum_code' in item && item['enum_code'] === null && !hasCodes && switches.selectEnumCodeNull === 'reject') {
    return wrong(fieldNotExpected(`${path}.enum_code`))
  }
  const named = findOption(item, options, path, switches)
  if (named !== undefined) return 'detail' in named ? wrong(named) : right(named.value, named.id)
  if (!('value' in item)) return wrong(fieldMissing(`${path}.value`))
  const { value } = item
  if (value === null || value === '') return blank(path, switches)
  const option = options.find((candidate) => candidate.value === String(value as StoredScalar))
  return option === undefined ? wrong(notSupportedChoice(`${path}.value`)) : right(option.value, option.id)
}

/** A text with a kind: a phone that is WORK or MOB, a part of an address. */
function readTyped(
  item: Item,
  options: readonly FieldOption[],
  path: string,
  switches: Switches,
  fallback: FieldOption | undefined,
): ValueRead {
  if (!('value' in item)) return wrong(fieldMissing(`${path}.value`))
  const { value } = item
  const option = findOption(item, options, path, switches) ?? fallback
  if (option === undefined) return wrong(fieldMissing(`${path}.enum_id`))
  if ('detail' in option) return wrong(option)
  if (value === null || value === '') return blank(path, switches)
  if (typeof value !== 'string' && typeof value !== 'number') return wrong(invalidType(`${path}.value`, 'string'))
  return right(String(value), option.id)
}

/** The option that an item names by id or code; undefined when it names none. `enum` is the spelling of older pages. */
function findOption(
  item: Item,
  options: readonly FieldOption[],
  path: string,
  switches: Switches,
): FieldOption | FieldError | undefined {
  const { enum_id: id } = item
  if (id !== undefined && id !== null) {
    if (!isIntLike(id, switches)) return invalidType(`${path}.enum_id`, 'int')
    return options.find((option) => option.id === Number(id)) ?? notSupportedChoice(`${path}.enum_id`)
  }
  const key = item['enum_code'] === undefined ? 'enum' : 'enum_code'
  const code = item[key]
  if (code === undefined || code === null) return undefined
  const wanted = typeof code === 'string' ? code.toLowerCase() : ''
  return options.find((option) => option.code?.toLowerCase() === wanted) ?? notSupportedChoice(`${path}.${key}`)
}

/** An element of a catalog; here the item itself is the value. */
function readChained(item: Item, path: string, switches: Switches): ValueRead {
  const { catalog_id: catalog, catalog_element_id: element } = item
  if (catalog === undefined) return wrong(fieldMissing(`${path}.catalog_id`))
  if (element === undefined) return wrong(fieldMissing(`${path}.catalog_element_id`))
  if (!isIntLike(catalog, switches)) return wrong(invalidType(`${path}.catalog_id`, 'int'))
  if (!isIntLike(element, switches)) return wrong(invalidType(`${path}.catalog_element_id`, 'int'))
  return { value: { value: { catalog_id: Number(catalog), catalog_element_id: Number(element) } }, errors: [] }
}

/** What the vendor makes of a blank value is not documented. */
function blank(path: string, { blankValue }: Switches): ValueRead {
  return blankValue === 'clear' ? { errors: [] } : wrong(notBlank(`${path}.value`))
}

function right(value: StoredScalar, enumId?: number): ValueRead {
  return { value: enumId === undefined ? { value } : { value, enumId }, errors: [] }
}

function wrong(error: FieldError): ValueRead {
  return { errors: [error] }
}
