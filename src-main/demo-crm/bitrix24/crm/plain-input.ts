import type { MethodCall } from '../portal.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import type { FieldMap } from '../store/item-store.ts'
import { toStored } from './field-values.ts'
import type { FieldSet } from './record-fields.ts'

/**
 * What was sent for something that is no card, as it is kept, by names in upper case. Names that nobody knows, fields that are
 * read-only and values that make no sense are dropped in silence.
 */
export function readPlainFields(call: MethodCall, known: FieldSet, input: ParamMap): FieldMap {
  const stored = Object.entries(input).flatMap(([name, value]) => {
    const field = known.get(name)
    const kept = field === undefined || field.isReadOnly ? undefined : toStored(call.portal, field, value)
    return kept === undefined ? [] : [[name, kept] as const]
  })
  return Object.fromEntries(stored)
}
