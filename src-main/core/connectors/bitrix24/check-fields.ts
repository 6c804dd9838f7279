import type { CustomItem } from '#shared/domain/contact.ts'
import { toRejectedWith, type Rejected } from '#shared/domain/fault.ts'
import type { FieldName } from '#shared/domain/field-edit.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import type { ContactCreate, ContactUpdate, ItemResult } from '../connector.ts'
import type { ContactContext } from './contact-context.ts'
import type { Family } from './families.ts'
import type { Catalog } from './field-catalog.ts'
import { parseResult } from './parse-result.ts'
import type { Afterwards } from './send-writes.ts'
import { listOfRows, UserFieldWire } from './wire.ts'

/** A value of a user field that an item writes. */
export interface WrittenField {
  readonly code: string
  /** As a refusal of it names it. */
  readonly field: FieldName
}

/** Values of user fields among what one item writes, tags included; clearing one that is gone leaves nothing to be done. */
export const writtenFields = (
  { custom, addTags }: ContactUpdate['patch'],
  { tagField }: Pick<Catalog, 'tagField'>,
): readonly WrittenField[] => [
  ...(Object.entries(custom ?? {}) as [FieldId, readonly CustomItem[]][])
    .filter(([id, items]) => id.startsWith('UF_') && items.length > 0)
    .map(([id]): WrittenField => ({ code: id, field: `custom:${id}` })),
  ...(tagField === null || addTags.length === 0 ? [] : [{ code: tagField, field: 'tags' as const }]),
]

/** The same of a new contact. */
export const newFields = (
  { custom, tags }: ContactCreate['fields'],
  catalog: Pick<Catalog, 'tagField'>,
): readonly WrittenField[] => [
  ...writtenFields({ custom, addTags: tags, removeTags: [] }, catalog),
  // There is nowhere to put them any more.
  ...(catalog.tagField === null && tags.length > 0 ? [{ code: NOWHERE, field: 'tags' as const }] : []),
]

/** What no field is called. */
const NOWHERE = ''

/** Asks which user fields there are, right after they have been written to. */
export interface FieldCheck extends Afterwards {
  /** `null` where the portal did not say. */
  names(): ReadonlySet<string> | null
}

export function createFieldCheck(family: Family): FieldCheck {
  const method = `${family.method}.userfield.list`
  let known: ReadonlySet<string> | null = null
  return {
    toCommand: () => ({ method, params: {} }),
    hear(outcome) {
      if (outcome?.kind !== 'answered' || outcome.answer.next !== null) return
      const rows = parseResult(listOfRows(UserFieldWire), outcome.answer.result, method)
      known = new Set(rows.map(({ FIELD_NAME }) => FIELD_NAME))
    },
    names: () => known,
  }
}

/**
 * The same of records that are made: they are there, but for those values.
 * @param written of each item
 * @param known as of `withoutDropped`
 */
export function sayingDropped(
  { catalog }: ContactContext,
  written: readonly (readonly WrittenField[])[],
  results: readonly ItemResult[],
  known: ReadonlySet<string> | null,
): readonly ItemResult[] {
  return results.map((result, at): ItemResult => {
    const without = droppedOf(written[at], known)
    if (result.kind !== 'applied' || without === null) return result
    catalog.forget()
    return { ...result, without }
  })
}

/**
 * The vendor says yes to a value of a field that is not there, and forgets it: that is no success.
 * @param written of each item
 * @param known the fields that are there; `null` where nobody knows
 */
export function withoutDropped(
  { catalog }: ContactContext,
  written: readonly (readonly WrittenField[])[],
  results: readonly ItemResult[],
  known: ReadonlySet<string> | null,
): readonly ItemResult[] {
  return results.map((result, at): ItemResult => {
    const rejected = droppedOf(written[at], known)
    if (result.kind !== 'applied' || rejected === null) return result
    catalog.forget()
    return rejected
  })
}

function droppedOf(written: readonly WrittenField[] = [], known: ReadonlySet<string> | null): Rejected | null {
  const dropped = written.filter(({ code }) => code === NOWHERE || known?.has(code) === false)
  return toRejectedWith(dropped.map(({ field }) => ({ field, reason: 'no-such-field', message: '' })))
}
