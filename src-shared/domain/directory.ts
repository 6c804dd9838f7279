import type { AccountId, CompanyId, FieldId, RemoteId, UserId } from './ids.ts'

/** A company as the CRM last told it. */
export interface Company {
  readonly id: CompanyId
  readonly accountId: AccountId
  readonly remoteId: RemoteId | null
  readonly name: string
  readonly updatedAt: number
}

/** A colleague who can be responsible for a contact. */
export interface User {
  readonly id: UserId
  readonly accountId: AccountId
  readonly name: string
  readonly isActive: boolean
}

/** How a custom field is shown and edited; `other` is kept and shown, never edited here. */
export const fieldKinds = [
  'text',
  'long-text',
  'number',
  'money',
  'boolean',
  'date',
  'date-time',
  'url',
  'choice',
  'choices',
  'other',
] as const
export type FieldKind = (typeof fieldKinds)[number]

export interface FieldOption {
  readonly id: string
  readonly value: string
}

/** A custom field of contacts in one account, in the CRM's order. */
export interface FieldDefinition {
  readonly id: FieldId
  readonly accountId: AccountId
  readonly name: string
  readonly kind: FieldKind
  readonly sort: number
  readonly isReadOnly: boolean
  /** Empty but for `choice` and `choices`. */
  readonly options: readonly FieldOption[]
}
