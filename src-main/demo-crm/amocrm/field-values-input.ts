import { isJsonList, isJsonObject } from '../http/exchange.ts'
import type { FieldDefinition, StoredValue } from '../store/records.ts'
import type { FieldError } from './answers.ts'
import { fieldMissing, invalidType, notBlank, notSupportedChoice } from './answers.ts'
import { readFieldValue } from './field-value-types.ts'
import { isIntLike } from './scalars.ts'
import type { Switches } from './switches.ts'

/** A chain has no more links. */
const MAX_CHAIN = 5

export type FieldChanges = ReadonlyMap<number, readonly StoredValue[] | null>
export type FieldRead = { readonly changes: FieldChanges; readonly errors: readonly FieldError[] }

/**
 * Reads `custom_fields_values` of one submitted item against the definitions of its entity. A field that is present has all
 * its values replaced; `values: null` empties it.
 * @source https://www.amocrm.ru/developers/content/crm_platform/custom-fields#cf-fill-examples
 */
export function readFieldValues(
  input: unknown,
  definitions: readonly FieldDefinition[],
  switches: Switches,
): FieldRead {
  const path = 'custom_fields_values'
  if (input === undefined) return { changes: new Map(), errors: [] }
  if (input === null || (isJsonList(input) && input.length === 0)) {
    const cleared = switches.emptyFieldList === 'clear' ? definitions : []
    return { changes: new Map(cleared.map((field) => [field.id, null])), errors: [] }
  }
  if (!isJsonList(input)) return { changes: new Map(), errors: [invalidType(path, 'array')] }
  const changes = new Map<number, readonly StoredValue[] | null>()
  const errors: FieldError[] = []
  input.forEach((item, index) => {
    const read = readOneField(item, `${path}.${index}`, definitions, switches)
    errors.push(...read.errors)
    if (read.fieldId !== undefined && read.errors.length === 0) changes.set(read.fieldId, read.values)
  })
  return { changes, errors }
}

type OneField = {
  readonly fieldId?: number
  readonly values: readonly StoredValue[] | null
  readonly errors: readonly FieldError[]
}

function readOneField(
  item: unknown,
  path: string,
  definitions: readonly FieldDefinition[],
  switches: Switches,
): OneField {
  if (!isJsonObject(item)) return failed(invalidType(path, 'array'))
  const field = findDefinition(item, path, definitions, switches)
  if ('code' in field && 'detail' in field) return failed(field)
  const { values } = item
  if (values === null) return { fieldId: field.id, values: null, errors: [] }
  if (values === undefined) return failed(fieldMissing(`${path}.values`))
  if (!isJsonList(values)) return failed(invalidType(`${path}.values`, 'array'))
  if (values.length === 0) {
    if (switches.emptyValues === 'reject') return failed(notBlank(`${path}.values`))
    return { fieldId: field.id, values: null, errors: [] }
  }
  const reads = values.map((value, index) => readFieldValue(value, field, `${path}.values.${index}`, switches))
  return {
    fieldId: field.id,
    values: keepDistinct(
      field,
      reads.flatMap((read) => (read.value === undefined ? [] : [read.value])),
    ),
    errors: reads.flatMap((read) => read.errors),
  }
}

/** A list holds an option once; a field of one value keeps the last that was sent. */
function keepDistinct(field: FieldDefinition, values: readonly StoredValue[]): readonly StoredValue[] {
  switch (field.type) {
    case 'multitext':
      return values
    case 'chained_list':
      return values.slice(0, MAX_CHAIN)
    case 'multiselect':
    case 'smart_address':
      return [...new Map(values.map((value) => [value.enumId, value])).values()]
    default:
      return values.slice(-1)
  }
}

function findDefinition(
  item: Readonly<Record<string, unknown>>,
  path: string,
  definitions: readonly FieldDefinition[],
  switches: Switches,
): FieldDefinition | FieldError {
  const { field_id: id, field_code: code } = item
  if (id !== undefined && id !== null) {
    if (!isIntLike(id, switches)) return invalidType(`${path}.field_id`, 'int')
    return definitions.find((field) => field.id === Number(id)) ?? notSupportedChoice(`${path}.field_id`)
  }
  if (code === undefined || code === null) return fieldMissing(`${path}.field_id`)
  return definitions.find((field) => field.code === code) ?? notSupportedChoice(`${path}.field_code`)
}

function failed(error: FieldError): OneField {
  return { values: null, errors: [error] }
}
