import { isJsonObject } from '../http/exchange.ts'
import type { StoredObject, StoredScalar } from '../store/records.ts'
import { fieldMissing, fieldNotExpected, invalidType, notBlank, notSupportedChoice } from './answers.ts'
import type { ValueRead } from './field-value-types.ts'

const LEGAL_ENTITY_KEYS: readonly string[] = [
  'name',
  'entity_type',
  'vat_id',
  'tax_registration_reason_code',
  'address',
  'real_address',
  'kpp',
  'bank_code',
  'bank_account_number',
  'director',
  'external_uid',
  'unp',
  'bin',
  'egrpou',
  'mfo',
  'oked',
]
/** 1 a private person, 2 a legal entity. */
const LEGAL_ENTITY_TYPES: readonly unknown[] = [1, 2, '1', '2', null]

/** Requisites of a company or a person: an object with a name and any of the known keys. */
export function readLegalEntity(value: unknown, path: string): ValueRead {
  if (value === null) return { errors: [] }
  if (!isJsonObject(value)) return { errors: [invalidType(path, 'array')] }
  const unknown = Object.keys(value).filter((key) => !LEGAL_ENTITY_KEYS.includes(key))
  if (unknown.length > 0) return { errors: unknown.map((key) => fieldNotExpected(`${path}.${key}`)) }
  const { name, entity_type: type } = value
  if (name === undefined || name === null) return { errors: [fieldMissing(`${path}.name`)] }
  if (name === '') return { errors: [notBlank(`${path}.name`)] }
  if (type !== undefined && !LEGAL_ENTITY_TYPES.includes(type)) {
    return { errors: [notSupportedChoice(`${path}.entity_type`)] }
  }
  return readObject(value, path)
}

/** A reference to an uploaded file. The upload itself is another service of the vendor and not emulated. */
export function readFile(value: unknown, path: string): ValueRead {
  if (value === null) return { errors: [] }
  if (!isJsonObject(value)) return { errors: [invalidType(path, 'array')] }
  if (typeof value['file_uuid'] !== 'string') return { errors: [fieldMissing(`${path}.file_uuid`)] }
  return readObject(value, path)
}

function readObject(value: Readonly<Record<string, unknown>>, path: string): ValueRead {
  const stored: { [key: string]: StoredScalar | null } = {}
  for (const [key, part] of Object.entries(value)) {
    if (part !== null && typeof part !== 'string' && typeof part !== 'number' && typeof part !== 'boolean') {
      return { errors: [invalidType(`${path}.${key}`, 'string')] }
    }
    stored[key] = part
  }
  const object: StoredObject = stored
  return { value: { value: object }, errors: [] }
}
