import type { FieldKind, FieldOwner, FieldVariant, RecordKind, Reminder } from './directory.ts'
import type { FieldId } from './ids.ts'

/** Kinds of fields that can be made here; how a CRM calls them is its connector's business. */
export const newFieldKinds = [
  'text',
  'long-text',
  'number',
  'money',
  'boolean',
  'date',
  'birthday',
  'date-time',
  'url',
  'choice',
  'radio',
  'choices',
  'street',
  'address',
  'requisites',
  'file',
  'tracking',
  'employee',
  'records',
] as const satisfies readonly (FieldKind | FieldVariant)[]
export type NewFieldKind = (typeof newFieldKinds)[number]

/** Records that a new field may lead to. */
export const namedKinds = ['contact', 'company', 'deal', 'lead'] as const satisfies readonly RecordKind[]
export type NamedKind = (typeof namedKinds)[number]

/** Of these one of a few is chosen, or several. */
export const hasNewOptions = (kind: NewFieldKind): boolean => ['choice', 'radio', 'choices'].includes(kind)

/** Whose form it is; absent for that of contacts. */
interface OfForm {
  readonly of?: FieldOwner | undefined
}

/** A change of the sections that fields of a form stand in, and of where they stand; only with `fieldGroups`. */
export type GroupWish = OfForm &
  (
    | { readonly kind: 'create-group'; readonly name: string }
    | { readonly kind: 'rename-group'; readonly groupId: string; readonly name: string }
    /** Its fields stay and stand in another section then. */
    | { readonly kind: 'delete-group'; readonly groupId: string }
    /** @property before which section it is to stand; `null` is the last place */
    | { readonly kind: 'move-group'; readonly groupId: string; readonly before: string | null }
    /** @property before which field of the section it is to stand; `null` is the last place */
    | {
        readonly kind: 'move-field'
        readonly fieldId: FieldId
        readonly groupId: string
        readonly before: FieldId | null
      }
  )

/** A change of one field. */
export type OneFieldWish = OfForm &
  (
    | {
        readonly kind: 'create'
        readonly name: string
        readonly fieldKind: NewFieldKind
        /** ISO code; only for `money`. */
        readonly currency?: string | undefined
        /** What it begins with, where it has options at all. */
        readonly options?: readonly string[] | undefined
        /** Several values; only for kinds of `severalKinds`. */
        readonly isMultiple?: boolean | undefined
        /** Which records may be named; only for `records`, and all that the CRM has where absent. */
        readonly leadsTo?: readonly NamedKind[] | undefined
        /** Only with `requiresFields`. */
        readonly isRequired?: boolean | undefined
      }
    | { readonly kind: 'rename'; readonly fieldId: FieldId; readonly name: string }
    /** With all values that records have in it. */
    | { readonly kind: 'delete'; readonly fieldId: FieldId }
    | { readonly kind: 'add-option'; readonly fieldId: FieldId; readonly value: string }
    | { readonly kind: 'rename-option'; readonly fieldId: FieldId; readonly optionId: string; readonly value: string }
    | { readonly kind: 'remove-option'; readonly fieldId: FieldId; readonly optionId: string }
    /** @property before which option it is to stand; `null` is the last place */
    | {
        readonly kind: 'move-option'
        readonly fieldId: FieldId
        readonly optionId: string
        readonly before: string | null
      }
    /** What the amounts are in from now on: they stay as they are. An ISO code. */
    | { readonly kind: 'set-currency'; readonly fieldId: FieldId; readonly currency: string }
    /** Whether the CRM's own people are asked for it. */
    | { readonly kind: 'set-required'; readonly fieldId: FieldId; readonly isRequired: boolean }
    | { readonly kind: 'set-reminder'; readonly fieldId: FieldId; readonly remind: Reminder }
  )

/**
 * A change of the form that all users of an account share, one thing at a time: what others have changed of it meanwhile
 * stays.
 */
export type FieldWish = OneFieldWish | GroupWish

const groupKinds: readonly FieldWish['kind'][] = [
  'create-group',
  'rename-group',
  'delete-group',
  'move-group',
  'move-field',
]

/** Whether it is about sections. */
export const isGroupWish = (wish: FieldWish): wish is GroupWish => groupKinds.includes(wish.kind)
