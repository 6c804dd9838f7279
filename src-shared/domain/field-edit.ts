import type { ContactPoint, CustomItem } from './contact.ts'
import type { CompanyId, FieldId, UserId } from './ids.ts'

/**
 * One intended change of one contact. It carries what the user saw (`from`), so that a change made meanwhile in the
 * CRM is noticed before it is overwritten. Sets know no conflict when members are added or removed.
 */
export type FieldEdit =
  | { readonly kind: 'set'; readonly field: 'firstName' | 'lastName'; readonly from: string; readonly to: string }
  | { readonly kind: 'responsible'; readonly from: UserId | null; readonly to: UserId | null }
  | CustomEdit
  | PointEdit
  | CompanyEdit
  | CompanyOrderEdit
  | { readonly kind: 'tag'; readonly op: 'add' | 'remove'; readonly tag: string }
  | DeleteEdit

/**
 * How a custom field takes an edit on top of what others have changed in it: as a `set` its values come and go one by one; in
 * `parts` each value stands for its code (lines of an address), as `keys` each key of its one object. Without it the field is
 * one value.
 */
export const customMerges = ['set', 'parts', 'keys'] as const
export type CustomMerge = (typeof customMerges)[number]

/** The values of one custom field, before and after. */
export interface CustomEdit {
  readonly kind: 'custom'
  readonly fieldId: FieldId
  readonly from: readonly CustomItem[]
  readonly to: readonly CustomItem[]
  readonly merge?: CustomMerge | undefined
}

/** `from: null` adds, `to: null` removes, both: one value replaced in its place, the `at`-th when it was edited. */
export interface PointEdit {
  readonly kind: 'point'
  readonly field: 'phones' | 'emails'
  readonly at: number
  readonly from: ContactPoint | null
  readonly to: ContactPoint | null
}

/** As `point`, for the link to a company. */
export interface CompanyEdit {
  readonly kind: 'company'
  readonly from: CompanyId | null
  readonly to: CompanyId | null
  /** The CRM has room for one company: any other than `from` in its place is a conflict. */
  readonly exclusive: boolean
  /** Set when `to` is not in the CRM yet: it is looked up by this name, and made if nobody has. */
  readonly createName?: string | undefined
}

/** In which order a contact has its companies, the main one first, where it may have several. Which they are is no part of it. */
export interface CompanyOrderEdit {
  readonly kind: 'company-order'
  readonly from: readonly CompanyId[]
  readonly to: readonly CompanyId[]
}

/** The contact is to be deleted, where the CRM can. Nothing leads back once it has been. */
export interface DeleteEdit {
  readonly kind: 'delete'
  /** How the contact looked when the user said so (`seenOf`): what has been changed since is asked about. */
  readonly seen: string
}

/** Where an edit shows: a conflict, a rejection and a pending mark belong to one of these. */
export type FieldName =
  | 'firstName'
  | 'lastName'
  | 'responsible'
  | 'phones'
  | 'emails'
  | 'company'
  | 'tags'
  /** All of it. */
  | 'contact'
  | `custom:${FieldId}`
  | NeighbourFieldName

/** The same for a record that stands beside contacts. */
export type NeighbourFieldName = `neighbour:${string}`

/** The field in which an edit shows. */
export function fieldOf(edit: FieldEdit): FieldName {
  switch (edit.kind) {
    case 'set':
      return edit.field
    case 'responsible':
      return 'responsible'
    case 'custom':
      return `custom:${edit.fieldId}`
    case 'point':
      return edit.field
    case 'company':
    case 'company-order':
      return 'company'
    case 'tag':
      return 'tags'
    case 'delete':
      return 'contact'
  }
}
