import type { Json } from '#shared/domain/contact.ts'
import type { FieldDefinition, User } from '#shared/domain/directory.ts'
import type { AccountId, CompanyId, ContactId, NeighbourId, RemoteId, UserId } from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import type { CompanyFields } from '#shared/domain/neighbour.ts'
import type { AccountMark } from '#renderer/composables/account-marks.ts'
import type { Speaker } from '#renderer/composables/mutation-words.ts'
import type { CardProblem, CustomFieldContext, RecordReachContext } from '../card/card-context.ts'
import type { RequisiteContext } from '../card/requisite-context.ts'

/** One line of a list of companies. */
export interface CompanyListLine {
  readonly id: CompanyId
  readonly accountId: AccountId
  /** Empty where it has none. */
  readonly name: string
  /** Contacts of it that are here. */
  readonly contacts: number
  /** Its first number; empty where it has none. */
  readonly phone: string
  readonly responsibleId: UserId | null
  readonly isPending: boolean
  readonly needsAttention: boolean
}

/** The company that the panel shows. */
export interface CardCompany {
  readonly id: CompanyId
  readonly accountId: AccountId
  readonly remoteId: RemoteId | null
  readonly name: string
  /** All else; `null` until a pull has brought it. */
  readonly record: CardCompanyRecord | null
}

/** What the CRM has of a company beside its name. */
export interface CardCompanyRecord {
  readonly id: NeighbourId
  readonly fields: CompanyFields
  readonly createdAt: number
  readonly createdBy: UserId | null
  readonly updatedAt: number
  readonly updatedBy: UserId | null
  readonly isDeleted: boolean
  /** The user has deleted it, and the CRM has not heard of that yet. */
  readonly isRemoved: boolean
  readonly isPending: boolean
  readonly problems: readonly { readonly problem: Problem }[]
}

/** What the fields of a company know and may ask. All ways to change them reject when nothing was saved. */
export interface CompanyFieldsContext extends CustomFieldContext, RecordReachContext {
  readonly users: readonly User[]
  /** Its custom fields, and its tags among them. */
  readonly definitions: readonly FieldDefinition[]
  /** What no field can carry. */
  readonly general: readonly CardProblem[]
  readonly edit: (field: 'name' | 'responsibleId', to: Json) => Promise<void>
  /** Takes it away. `null` where the CRM lets nobody do that, or not this user. */
  readonly remove: (() => Promise<void>) | null
}

/** A contact of a company. */
export interface CompanyContact {
  readonly id: ContactId
  readonly name: string
  readonly phone: string
  readonly email: string
  readonly isPending: boolean
  readonly needsAttention: boolean
  /** Why the user may not take it out, in words; empty where they may. */
  readonly lockedBy: string
}

/** Somebody who can be added. */
export interface CompanyChoice {
  readonly id: ContactId
  /** Its name, and what tells it from others of that name. */
  readonly label: string
}

/** What the panel of a company knows and may ask. All ways to change it reject when nothing was saved. */
export interface CompanyContext {
  readonly speaker: Speaker
  readonly mark: AccountMark | undefined
  readonly isReadOnly: boolean
  /** Where the CRM itself shows it. */
  readonly page: string | null
  /** As that of a `RecordCard`. */
  readonly refresh: (() => Promise<void>) | null
  /** `null` while there is nothing but a name. */
  readonly fields: CompanyFieldsContext | null
  /** `null` where its CRM keeps none. */
  readonly requisites: RequisiteContext | null
  /** The first of them, by name. */
  readonly contacts: readonly CompanyContact[]
  /** How many there are. */
  readonly total: number
  readonly add: (id: ContactId) => Promise<void>
  readonly remove: (id: ContactId) => Promise<void>
  readonly findContacts: (text: string) => Promise<readonly CompanyChoice[]>
  readonly openContact: (id: ContactId) => void
  /** All of them in the list of contacts. */
  readonly showAll: () => void
}
