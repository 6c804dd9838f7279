import type { Json } from '#shared/domain/contact.ts'
import type { FieldDefinition, Pipeline, User } from '#shared/domain/directory.ts'
import type { CompanyId, ContactId, NeighbourId, RemoteId, SaleKind, StageId, UserId } from '#shared/domain/ids.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import type { LayoutSection } from '#shared/domain/layout.ts'
import type { CustomValues, LeadFields } from '#shared/domain/neighbour.ts'
import type { ProductRow } from '#shared/domain/product-row.ts'
import type { SaleTag } from '#shared/domain/sale-facts.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import type { AccountMark } from '#renderer/composables/account-marks.ts'
import type { Speaker } from '#renderer/composables/mutation-words.ts'
import type { CardProblem, CompanyChoice, CustomFieldContext, RecordReachContext } from '../card/card-context.ts'

/** What a list of deals can be narrowed by. */
export type DealFilterKind = 'account' | 'pipeline' | 'stage' | 'responsible' | 'tag'

/** One line of a list of deals. */
export interface DealListLine {
  readonly id: NeighbourId
  readonly accountId: AccountId
  readonly name: string
  readonly price: number
  /** ISO code; absent where it is the account's. */
  readonly currency?: string | undefined
  readonly stage: StageId | null
  readonly responsibleId: UserId | null
  readonly contact: string
  readonly moreContacts: number
  readonly tags: readonly SaleTag[]
  readonly updatedAt: number
  readonly isPending: boolean
  readonly needsAttention: boolean
}

/** A contact of a deal. */
export interface DealPerson {
  /** As the deal names it. */
  readonly memberId: ContactId
  /** Its card; `null` where there is none. */
  readonly cardId: ContactId | null
  readonly name: string
  /** Empty where there is none. */
  readonly phone: string
  readonly email: string
  readonly position: string
  readonly isMain: boolean
  readonly isPending: boolean
}

/** What a lead has beside what a deal has. */
export type LeadPart = Pick<
  LeadFields,
  'firstName' | 'lastName' | 'companyName' | 'phones' | 'emails' | 'isPriceManual' | 'rows'
>

/** The deal, or the lead, that a card shows. */
export interface CardDeal {
  readonly id: NeighbourId
  readonly remoteId: RemoteId | null
  readonly fields: {
    readonly name: string
    readonly price: number
    readonly currency?: string
    readonly stage: StageId | null
    readonly responsibleId: UserId | null
    readonly companyId: CompanyId | null
    readonly custom?: CustomValues
  }
  /** What only a lead has. */
  readonly lead: LeadPart | null
  readonly contacts: readonly DealPerson[]
  readonly createdAt: number
  readonly createdBy: UserId | null
  readonly updatedAt: number
  readonly updatedBy: UserId | null
  readonly isDeleted: boolean
  /** The user has deleted it, and the CRM has not heard of that yet. */
  readonly isRemoved: boolean
  readonly problems: readonly { readonly problem: Problem }[]
}

/** Somebody who can be added. */
export interface PersonChoice {
  readonly id: ContactId
  readonly name: string
  /** Its name, and what tells it from others of that name. */
  readonly label: string
}

/** Fields with a line in the card. */
export type DealField =
  'name' | 'price' | 'stage' | 'responsibleId' | 'companyId' | 'firstName' | 'lastName' | 'companyName'

/** What the fields of a deal's card know and may ask. All ways to change it reject when nothing was saved. */
export interface DealContext extends CustomFieldContext, RecordReachContext {
  readonly kind: SaleKind
  readonly mark: AccountMark | undefined
  readonly users: readonly User[]
  readonly pipelines: readonly Pipeline[]
  /** How the CRM lays the card out; `null` where it has its default, or does not say. */
  readonly layout: readonly LayoutSection[] | null
  /** Opens the editor of that; `null` where the CRM does not say. */
  readonly layOut: (() => void) | null
  readonly page: string | null
  /** As that of a `RecordCard`. */
  readonly refresh: (() => Promise<void>) | null
  /** Custom fields of its kind. */
  readonly definitions: readonly FieldDefinition[]
  /** What no field can carry. */
  readonly general: readonly CardProblem[]
  readonly edit: (field: DealField, to: Json) => Promise<void>
  /** The products, as they are by the time that it is their turn. */
  readonly changeRows: (change: (rows: readonly ProductRow[]) => readonly ProductRow[]) => Promise<void>
  /** Instead of what somebody has typed: what the products come to, from now on. */
  readonly countPrice: (total: number) => Promise<void>
  /** Takes it away; a draft at once, and for good. `null` where the CRM lets nobody do that, or not this user. */
  readonly remove: (() => Promise<void>) | null
  readonly addContact: (id: ContactId) => Promise<void>
  readonly removeContact: (person: DealPerson) => Promise<void>
  /** All of them, as one action. */
  readonly removeContacts: () => Promise<void>
  /** Why the main contact cannot be chosen, in words; empty where it can. */
  readonly mainFixedBy: string
  readonly makeMain: (id: ContactId) => Promise<void>
  /** Companies of this account that match; those that the CRM has not got yet cannot be linked. */
  readonly searchCompanies: (text: string) => Promise<readonly CompanyChoice[]>
  /** Contacts of this account that match. */
  readonly findContacts: (text: string) => Promise<readonly PersonChoice[]>
  readonly openContact: (id: ContactId) => void
}

/** The deals of a contact, for its card. */
export interface OwnDealsContext {
  readonly kind: SaleKind
  readonly speaker: Speaker
  readonly pipelines: readonly Pipeline[]
  readonly isReadOnly: boolean
  /** Why no deal may be added, in words; empty where one may. */
  readonly lockedBy: string
  readonly deals: readonly DealListLine[]
  readonly open: (id: NeighbourId) => void
  readonly create: (name: string, price: number) => Promise<void>
}
