import type { ContactFields, CustomItem } from '../domain/contact.ts'
import type { CustomMerge, FieldEdit } from '../domain/field-edit.ts'
import type { CompanyId, FieldId, UserId } from '../domain/ids.ts'
import { isSameItem, isSameItems } from './same-value.ts'

/** Which field of many contacts is to be changed. */
export type BulkField =
  | { readonly kind: 'responsible' }
  | { readonly kind: 'company' }
  | { readonly kind: 'custom'; readonly fieldId: FieldId }

/** What a contact has in that field; empty for all others. */
export interface BulkValue {
  readonly responsibleId: UserId | null
  readonly companyIds: readonly CompanyId[]
  readonly items: readonly CustomItem[]
}

/** What all of them are to have there. */
export type BulkWish =
  | { readonly kind: 'responsible'; readonly to: UserId }
  | {
      readonly kind: 'company'
      /** `clear` takes off whatever is there: only where there is room for one. */
      readonly op: 'add' | 'remove' | 'clear'
      readonly companyId: CompanyId | null
      readonly exclusive: boolean
      readonly createName?: string | undefined
    }
  | {
      readonly kind: 'custom'
      readonly fieldId: FieldId
      /** `add` and `remove` speak of single values, where a field is a set. */
      readonly op: 'set' | 'add' | 'remove'
      readonly items: readonly CustomItem[]
      readonly merge?: CustomMerge | undefined
    }

/** Of all fields the one that is asked about. */
export function toBulkValue(fields: ContactFields, field: BulkField): BulkValue {
  return {
    responsibleId: field.kind === 'responsible' ? fields.responsibleId : null,
    companyIds: field.kind === 'company' ? fields.companyIds : [],
    items: field.kind === 'custom' ? (fields.custom[field.fieldId] ?? []) : [],
  }
}

/** The edit that brings a contact there from what it has; `null` where it is so already. */
export function wishedEdit(value: BulkValue, wish: BulkWish): FieldEdit | null {
  switch (wish.kind) {
    case 'responsible':
      return value.responsibleId === wish.to ? null : { kind: 'responsible', from: value.responsibleId, to: wish.to }
    case 'company':
      return wishedCompany(value.companyIds, wish)
    case 'custom':
      return wishedItems(value.items, wish)
  }
}

function wishedCompany(has: readonly CompanyId[], wish: BulkWish & { kind: 'company' }): FieldEdit | null {
  const { op, companyId, exclusive, createName } = wish
  const [first = null] = has
  if (op === 'clear') return first === null ? null : { kind: 'company', from: first, to: null, exclusive }
  if (companyId === null || has.includes(companyId) === (op === 'add')) return null
  if (op === 'remove') return { kind: 'company', from: companyId, to: null, exclusive }
  const named = createName === undefined ? {} : { createName }
  return { kind: 'company', from: exclusive ? first : null, to: companyId, exclusive, ...named }
}

/** Of a set only the values that come and go are told: what else a contact has there is no part of the edit. */
function wishedItems(has: readonly CustomItem[], wish: BulkWish & { kind: 'custom' }): FieldEdit | null {
  const { fieldId, op, items, merge } = wish
  const about = { kind: 'custom', fieldId } as const
  if (merge !== 'set') {
    const how = merge === undefined ? {} : { merge }
    return isSameItems(has, items) ? null : { ...about, from: has, to: items, ...how }
  }
  const gone = op === 'add' ? [] : op === 'remove' ? common(has, items) : without(has, items)
  const come = op === 'remove' ? [] : without(items, has)
  return gone.length + come.length === 0 ? null : { ...about, from: gone, to: come, merge }
}

const isIn = (items: readonly CustomItem[], wanted: CustomItem) => items.some((item) => isSameItem(item, wanted))
const without = (items: readonly CustomItem[], others: readonly CustomItem[]) =>
  items.filter((item) => !isIn(others, item))
const common = (items: readonly CustomItem[], others: readonly CustomItem[]) =>
  items.filter((item) => isIn(others, item))
