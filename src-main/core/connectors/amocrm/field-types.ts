import type { FieldId } from '#shared/domain/ids.ts'
import type { FieldTypes } from './submission.ts'
import type { FieldWire } from './wire.ts'

/** Types of custom fields: how a value is written depends on them, and a value alone does not tell. */
export interface FieldTypeCache {
  learn(fields: readonly FieldWire[]): void
  /** Those that have been learnt. */
  readonly known: () => FieldTypes
  /** Types that cover `ids`, reading the definitions again when one is new. */
  covering(ids: readonly FieldId[], signal: AbortSignal): Promise<FieldTypes>
}

/** @param readFields reads the definitions and lets the cache learn them */
export function createFieldTypeCache(readFields: (signal: AbortSignal) => Promise<unknown>): FieldTypeCache {
  let known: FieldTypes = new Map()
  return {
    learn(fields) {
      known = new Map(fields.map(({ id, type }) => [String(id) as FieldId, type]))
    },
    known: () => known,
    async covering(ids, signal) {
      // Still unknown after that: the field was deleted, and the vendor will say so.
      if (ids.some((id) => !known.has(id))) await readFields(signal)
      return known
    },
  }
}
