import type { CustomItem } from '#shared/domain/contact.ts'
import { toRejectedWith, type Rejected } from '#shared/domain/fault.ts'
import type { FieldName } from '#shared/domain/field-edit.ts'
import type { FieldId, RemoteId } from '#shared/domain/ids.ts'
import type { ContactCreate, ContactUpdate, ItemResult } from '../contact-writes.ts'
import type { ContactContext } from './contact-context.ts'
import type { Family } from './families.ts'
import type { Catalog } from './field-catalog.ts'
import { parseResult } from './parse-result.ts'
import { readRowsById } from './read-by-ids.ts'
import type { Afterwards } from './send-writes.ts'
import { listOfRows, UserFieldWire, type RowWire } from './wire.ts'

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

/** Records that have been made, and how it is known which of their values have a field. */
export interface Made {
  readonly family: Family
  readonly check: FieldCheck
  /** Values of user fields among what each item was given. */
  readonly written: readonly (readonly WrittenField[])[]
}

/**
 * The same of records that are made: they are there, but for those values. Made twice there would be two, so what the look of
 * their request did not tell is asked for once more, and then read from the records themselves.
 */
export async function sayingDropped(
  context: ContactContext,
  made: Made,
  results: readonly ItemResult[],
  signal: AbortSignal,
): Promise<readonly ItemResult[]> {
  const { written } = made
  const ids = results.flatMap((result, at) =>
    result.kind === 'applied' && (written[at] ?? []).length > 0 ? [result.remoteId] : [],
  )
  const rows =
    ids.length === 0 || (await hasNames(context, made, signal)) ? null : await readBack(context, made, ids, signal)
  return results.map((result, at): ItemResult => {
    if (result.kind !== 'applied') return result
    const row = rows?.get(result.remoteId)
    const without = droppedOf(written[at], row === undefined ? made.check.names() : new Set(Object.keys(row)))
    if (without === null) return result
    context.catalog.forget()
    return { ...result, without }
  })
}

/** Whether the look says which fields there are, asked again where it has not run. */
async function hasNames({ api }: ContactContext, { check }: Made, signal: AbortSignal): Promise<boolean> {
  const command = check.names() === null ? check.toCommand([]) : null
  if (command !== null) {
    // The records are made: whatever fails from here on must not put that in doubt.
    const outcomes = await api.batch([{ name: 'l0', ...command }], { halt: false }, signal).catch(() => null)
    check.hear(outcomes?.get('l0'))
  }
  return check.names() !== null
}

/** A row names each field that there is, empty ones too. `null` where the portal does not let them be read. */
async function readBack(
  context: ContactContext,
  { family, written }: Made,
  ids: readonly RemoteId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RowWire> | null> {
  const codes = new Set(written.flatMap((fields) => fields.map(({ code }) => code)).filter((code) => code !== NOWHERE))
  try {
    const rows = await readRowsById(context, `${family.method}.list`, ids, ['ID', ...codes], signal)
    return new Map(rows.map((row) => [row.ID, row]))
  } catch {
    context.logger.warn('nobody can tell whether new records have all their values', { count: ids.length })
    return null
  }
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
