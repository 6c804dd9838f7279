import type { RemoteId } from './ids.ts'

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

/** The same for the same thing, within one account. */
export const keyOfLinked = ({ kind, id, catalogId }: LinkedRef): string => `${kind} ${catalogId ?? ''} ${id}`
