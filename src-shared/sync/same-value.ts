import type { ContactPoint, CustomItem, Json } from '../domain/contact.ts'

/** Deep equality of JSON values; the order of object keys does not matter. */
export function isSameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [a as Record<string, Json>, b as Record<string, Json>]
  const keys = Object.keys(left)
  return keys.length === Object.keys(right).length && keys.every((key) => isSameJson(left[key], right[key]))
}

/** Same values in the same order. A choice is its option: the CRM may word it anew. */
export function isSameItems(a: readonly CustomItem[], b: readonly CustomItem[]): boolean {
  return a.length === b.length && a.every((item, index) => isSameItem(item, b[index]))
}

/** One value of a custom field: the same option, or the same value of the same sort, as far as both say of which. */
export function isSameItem(a: CustomItem, b: CustomItem | undefined): boolean {
  if (b === undefined) return false
  if (a.optionId !== undefined && b.optionId !== undefined) return a.optionId === b.optionId
  const isChoice = a.optionId !== undefined || b.optionId !== undefined
  return isSameJson(a.value, b.value) && (isChoice || isSameSort(a.code, b.code))
}

/** What was typed into an empty field of amounts says no currency; the CRM adds the field's. */
const isSameSort = (a: string | undefined, b: string | undefined): boolean =>
  a === b || a === undefined || b === undefined

/** Same value and same kind; two empty places are the same. */
export function isSamePoint(a: ContactPoint | null, b: ContactPoint | null): boolean {
  return a === b || (a !== null && b !== null && a.value === b.value && a.kind === b.kind)
}
