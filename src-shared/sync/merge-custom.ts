import type { CustomItem, Json } from '../domain/contact.ts'
import type { CustomEdit } from '../domain/field-edit.ts'
import { isSameItem, isSameItems, isSameJson } from './same-value.ts'

type Items = readonly CustomItem[]

/** What an edit of a custom field meets in the values that stand there now. */
export type CustomVerdict =
  | { readonly kind: 'applies' | 'already' }
  /** `to` is mine on top of theirs: what "keep mine" sends. */
  | { readonly kind: 'conflict'; readonly to: Items }

/** Three-way comparison of one edit with the values as they are now; a value in parts is compared part by part. */
export function reviewCustom(theirs: Items, edit: CustomEdit): CustomVerdict {
  const { from, to, merge } = edit
  if (merge === undefined) {
    if (isSameItems(theirs, to)) return { kind: 'already' }
    return isSameItems(theirs, from) ? { kind: 'applies' } : { kind: 'conflict', to }
  }
  if (merge === 'set') {
    const isThere = (item: CustomItem) => has(theirs, item)
    const isDone = without(to, from).every(isThere) && !without(from, to).some(isThere)
    return { kind: isDone ? 'already' : 'applies' }
  }
  const [now, was, wanted] = [toParts(theirs, merge), toParts(from, merge), toParts(to, merge)]
  const moved = changedParts(edit).filter((part) => !isSameJson(now.get(part), wanted.get(part)))
  if (moved.length === 0) return { kind: 'already' }
  const isApart = moved.some((part) => !isSameJson(now.get(part), was.get(part)))
  return isApart ? { kind: 'conflict', to: applyCustom(theirs, edit) } : { kind: 'applies' }
}

/** The values with one edit done, whatever stood there: what the edit does not speak of stays. */
export function applyCustom(theirs: Items, edit: CustomEdit): Items {
  const { from, to, merge } = edit
  if (merge === undefined) return to
  if (merge === 'set') {
    const kept = without(theirs, without(from, to))
    return [...kept, ...without(without(to, from), kept)]
  }
  const parts = toParts(theirs, merge)
  const wanted = toParts(to, merge)
  for (const part of changedParts(edit)) {
    const value = wanted.get(part)
    if (value === undefined) parts.delete(part)
    else parts.set(part, value)
  }
  return fromParts(parts, merge)
}

/** Whether two edits of one field are about the same value, line or key of it; else each goes its own way. */
export function touchesSame(one: CustomEdit, other: CustomEdit): boolean {
  if (one.merge === undefined || other.merge === undefined) return true
  if (one.merge === 'set') return movedItems(one).some((item) => has(movedItems(other), item))
  const parts = changedParts(other)
  return changedParts(one).some((part) => parts.includes(part))
}

const movedItems = ({ from, to }: CustomEdit): Items => [...without(from, to), ...without(to, from)]

function changedParts({ from, to, merge }: CustomEdit): readonly string[] {
  const [was, wanted] = [toParts(from, merge), toParts(to, merge)]
  return [...new Set([...was.keys(), ...wanted.keys()])].filter((part) => !isSameJson(was.get(part), wanted.get(part)))
}

const has = (items: Items, wanted: CustomItem): boolean => items.some((item) => isSameItem(item, wanted))
const without = (items: Items, others: Items): Items => items.filter((item) => !has(others, item))

/** By code, or by the key of the one object. What is empty is not there. */
function toParts(items: Items, merge: CustomEdit['merge']): Map<string, Json> {
  const entries =
    merge === 'keys'
      ? Object.entries(objectOf(items))
      : items.map(({ value, code }): [string, Json] => [code ?? '', value])
  return new Map(entries.filter(([, value]) => value !== null && value !== ''))
}

function fromParts(parts: ReadonlyMap<string, Json>, merge: CustomEdit['merge']): Items {
  if (parts.size === 0) return []
  if (merge === 'keys') return [{ value: Object.fromEntries(parts) }]
  return [...parts].map(([code, value]) => (code === '' ? { value } : { value, code }))
}

function objectOf([first]: Items): Readonly<Record<string, Json>> {
  const value = first?.value ?? null
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, Json>) : {}
}
