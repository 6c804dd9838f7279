import type { FieldKind, FieldOwner } from './directory.ts'
import type { FieldId } from './ids.ts'

/** Kinds of fields that can be made here; how a CRM calls them is its connector's business. */
export const newFieldKinds = [
  'text',
  'long-text',
  'number',
  'boolean',
  'date',
  'date-time',
  'url',
  'choice',
  'choices',
  'address',
  'requisites',
] as const satisfies readonly FieldKind[]
export type NewFieldKind = (typeof newFieldKinds)[number]

/**
 * A change of the form that all users of an account share, one thing at a time: what others have changed of it meanwhile
 * stays.
 */
export type FieldWish = {
  /** Whose form it is; absent for that of contacts. */
  readonly of?: FieldOwner | undefined
} & (
  | { readonly kind: 'create'; readonly name: string; readonly fieldKind: NewFieldKind }
  | { readonly kind: 'rename'; readonly fieldId: FieldId; readonly name: string }
  /** With all values that records have in it. */
  | { readonly kind: 'delete'; readonly fieldId: FieldId }
  | { readonly kind: 'add-option'; readonly fieldId: FieldId; readonly value: string }
  | { readonly kind: 'rename-option'; readonly fieldId: FieldId; readonly optionId: string; readonly value: string }
  | { readonly kind: 'remove-option'; readonly fieldId: FieldId; readonly optionId: string }
)
