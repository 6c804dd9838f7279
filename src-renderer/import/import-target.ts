import type { FieldDefinition, FieldKind } from '#shared/domain/directory.ts'
import type { FieldId } from '#shared/domain/ids.ts'

const ownTargets = ['name', 'firstName', 'lastName', 'phones', 'emails', 'company', 'tags', 'responsible'] as const
export type OwnTarget = (typeof ownTargets)[number]

/** What a column of a table is: a field of contacts, one of the account's own fields, or nothing that is taken. */
export type ImportTarget = OwnTarget | `custom:${FieldId}` | 'none'

/** Of these a cell of a table has no words that a person would write. */
const unwritable: readonly FieldKind[] = ['messengers', 'requisites', 'records', 'elements', 'file', 'other']

/** The account's own fields that a column can fill. */
export const fillable = (definitions: readonly FieldDefinition[]): readonly FieldDefinition[] =>
  definitions.filter(({ kind, isReadOnly }) => !isReadOnly && !unwritable.includes(kind))

/** All that a column can be, in the order of a card. */
export const targetsFor = (definitions: readonly FieldDefinition[]): readonly ImportTarget[] => [
  ...ownTargets,
  ...fillable(definitions).map(({ id }) => `custom:${id}` as const),
]

/** Several columns may be the same of these: two phones of a person often stand in two columns. */
export const mayRepeat = (target: ImportTarget): boolean =>
  target === 'none' || target === 'phones' || target === 'emails' || target === 'tags'

/** The account's own field that a column fills. */
export const definitionFor = (
  target: ImportTarget,
  definitions: readonly FieldDefinition[],
): FieldDefinition | undefined => definitions.find(({ id }) => target === `custom:${id}`)
