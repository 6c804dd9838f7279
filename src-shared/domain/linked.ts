import type { ContactFields, CustomItem } from './contact.ts'
import type { CustomMerge } from './field-edit.ts'
import { isRemoteId, type FieldId, type RemoteId } from './ids.ts'

/** What a contact refers to and the CRM keeps elsewhere: here it is a name. */
export const linkedKinds = ['customer', 'element'] as const
export type LinkedKind = (typeof linkedKinds)[number]

export interface LinkedRef {
  readonly kind: LinkedKind
  readonly id: RemoteId
  /** Of an element the catalog that it is in; `null` for all else, and where the CRM did not say. */
  readonly catalogId: RemoteId | null
}

export interface LinkedName extends LinkedRef {
  readonly name: string
}

/** Something that can be linked, as a search has found it. */
export interface LinkedFound extends LinkedName {
  /** What the catalog is called that it is in; empty for all else. */
  readonly within: string
}

/** One link of a contact. */
export interface Linked extends LinkedRef {
  /** How much of an element; `null` where the CRM did not say, and for all else. */
  readonly quantity: number | null
}

/** The same for the same thing, within one account. */
export const keyOfLinked = ({ kind, id, catalogId }: LinkedRef): string => `${kind} ${catalogId ?? ''} ${id}`

/**
 * Links of a contact stand among its custom fields under these names, which no CRM gives a field: so an edit of them is queued,
 * merged, taken back and asked about as any other, and only whoever sends it knows that they go by calls of their own.
 */
export const linkedFields: Readonly<Record<LinkedKind, FieldId>> = {
  customer: '~customers' as FieldId,
  element: '~elements' as FieldId,
}

/** What such a field links to; `null` for any other field. */
export const linkedKindOf = (id: FieldId): LinkedKind | null =>
  linkedKinds.find((kind) => linkedFields[kind] === id) ?? null

/** Customers come and go one by one; of an element two people may also want different amounts. */
export const mergeOfLinked = (kind: LinkedKind): CustomMerge => (kind === 'customer' ? 'set' : 'parts')

/** A link as one value of its field: no text of it, so that nobody finds a contact by a number that is not its own. */
export const toLinkedItem = ({ kind, id, catalogId, quantity }: Linked): CustomItem =>
  kind === 'customer' ? { value: true, code: id } : { value: quantity ?? true, code: `${catalogId ?? ''}:${id}` }

/** The link that such a value stands for; `null` for what is none. */
export function fromLinkedItem(kind: LinkedKind, { value, code = '' }: CustomItem): Linked | null {
  const [catalogId = '', id = ''] = kind === 'customer' ? ['', code] : code.split(':')
  if (!isRemoteId(id)) return null
  const quantity = typeof value === 'number' ? value : null
  return { kind, id, catalogId: isRemoteId(catalogId) ? catalogId : null, quantity }
}

type Custom = ContactFields['custom']

/** Links of one kind, as they are told. */
export const linkedIn = (custom: Custom, kind: LinkedKind): readonly Linked[] =>
  (custom[linkedFields[kind]] ?? []).flatMap((item) => fromLinkedItem(kind, item) ?? [])

/** The same values in an order that does not depend on who tells them: what is compared must not differ by it. */
export function toLinkedCustom(links: readonly Linked[]): Custom {
  const entries = linkedKinds.flatMap((kind) => {
    const own = links.filter((link) => link.kind === kind)
    const sorted = own.toSorted((a, b) => keyOfLinked(a).localeCompare(keyOfLinked(b), 'en', { numeric: true }))
    return own.length === 0 ? [] : [[linkedFields[kind], sorted.map(toLinkedItem)] as const]
  })
  return Object.fromEntries(entries)
}

/** Custom fields in two parts: those that are links, and all others. */
export function partLinked(custom: Custom): { readonly links: Custom; readonly others: Custom } {
  const entries = Object.entries(custom)
  const isLink = ([id]: readonly [string, unknown]) => linkedKindOf(id as FieldId) !== null
  return {
    links: Object.fromEntries(entries.filter(isLink)),
    others: Object.fromEntries(entries.filter((entry) => !isLink(entry))),
  }
}
