import type { AccountId, CompanyId, ContactId, RemoteId } from '#shared/domain/ids.ts'
import type { AccountMark } from '#renderer/composables/account-marks.ts'
import type { Speaker } from '#renderer/composables/mutation-words.ts'

/** One line of a list of companies. */
export interface CompanyListLine {
  readonly id: CompanyId
  readonly accountId: AccountId
  /** Empty where it has none. */
  readonly name: string
  /** Contacts of it that are here. */
  readonly contacts: number
}

/** The company that the panel shows. */
export interface CardCompany {
  readonly id: CompanyId
  readonly accountId: AccountId
  readonly remoteId: RemoteId | null
  readonly name: string
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
