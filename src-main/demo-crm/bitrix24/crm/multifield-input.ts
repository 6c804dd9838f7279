import { asFlag, asInt, asList, asMap, asText } from '../protocol/parameters.ts'
import type { Param } from '../protocol/parameters.ts'
import { coreError } from '../protocol/rest-error.ts'
import type { MethodCall } from '../portal.ts'
import type { Multifield } from '../store/multifield-store.ts'
import { say } from './messages.ts'

export type MultifieldChange =
  | { readonly is: 'add'; readonly typeId: string; readonly valueType: string; readonly value: string }
  | {
      readonly is: 'change'
      readonly id: number
      readonly typeId: string
      readonly valueType: string | null
      readonly value: string
    }
  | { readonly is: 'delete'; readonly id: number }

/**
 * `PHONE: […]` of the old methods. An item without an id is one more value, also when it stands there already; one with an
 * id and no value deletes; what is not mentioned stays.
 */
export function readMultifields(call: MethodCall, typeId: string, value: Param, isNew: boolean): MultifieldChange[] {
  return asList(value).flatMap((item): MultifieldChange[] => {
    const map = asMap(item)
    if (map === undefined) return []
    const id = isNew ? 0 : asInt(map['ID'])
    const text = asText(map['VALUE']) ?? ''
    const isEmpty = text.trim() === ''
    const valueType = asText(map['VALUE_TYPE']) ?? ''
    if (id > 0 && (isEmpty || asFlag(map['DELETE']))) return [{ is: 'delete', id }]
    if (isEmpty) return []
    mustBeAddress(call, typeId, valueType, text)
    if (id > 0) return [{ is: 'change', id, typeId, valueType: valueType === '' ? null : valueType, value: text }]
    return [{ is: 'add', typeId, valueType: valueType === '' ? 'WORK' : valueType, value: text }]
  })
}

/** @throws {RestError} for an e-mail that is none */
export function mustBeAddress(call: MethodCall, typeId: string, valueType: string, value: string): void {
  if (typeId !== 'EMAIL' || /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+$/.test(value.trim())) return
  throw coreError(say(call.portal, valueType === 'HOME' ? 'badHomeEmail' : 'badWorkEmail'))
}

/** Carries the changes out. An id that belongs to another record is nobody's here, and does nothing. */
export function applyMultifields(
  call: MethodCall,
  type: number,
  id: number,
  changes: readonly MultifieldChange[],
): void {
  const { multifields } = call.data
  const own = new Map(multifields.of(type, id).map((field) => [field.id, field]))
  for (const change of changes) {
    if (change.is === 'add') {
      multifields.add(type, id, change)
      continue
    }
    const known = own.get(change.id)
    if (known === undefined) continue
    if (change.is === 'delete') multifields.remove(change.id)
    else multifields.change({ ...known, value: change.value, valueType: change.valueType ?? known.valueType })
  }
}

/** `HAS_PHONE` and its like follow from what there is. */
export function hasFlags(fields: readonly Multifield[]): Readonly<Record<string, string>> {
  const flag = (is: boolean): string => (is ? 'Y' : 'N')
  return {
    HAS_PHONE: flag(fields.some(({ typeId }) => typeId === 'PHONE')),
    HAS_EMAIL: flag(fields.some(({ typeId }) => typeId === 'EMAIL')),
    HAS_IMOL: flag(fields.some(({ typeId, value }) => typeId === 'IM' && value.startsWith('imol|'))),
  }
}
