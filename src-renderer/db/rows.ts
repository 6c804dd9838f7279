import type { ContactFacts, ContactFields } from '#shared/domain/contact.ts'
import type {
  AccountId,
  CompanyId,
  ContactId,
  ImportId,
  MutationId,
  NeighbourId,
  NeighbourKind,
  RecordId,
  RemoteId,
  UserId,
} from '#shared/domain/ids.ts'
import type { Neighbour } from '#shared/domain/neighbour.ts'
import type { EarlierLinks } from './earlier-links.ts'
import type { Problem } from '#shared/domain/mutation.ts'

/** A contact in the cache: data that JSON can hold, for `contact-pack.ts` keeps it so. */
export interface ContactRow {
  readonly id: ContactId
  readonly accountId: AccountId
  /** Absent until the CRM has it. */
  readonly remoteId?: RemoteId
  /** What the user sees: base plus pending edits. */
  readonly fields: ContactFields
  /** Last version told by the CRM; present exactly while edits of a contact that the CRM has are pending. */
  readonly base?: ContactFields
  readonly createdAt: number
  readonly updatedAt: number
  readonly updatedBy: UserId | null
  readonly facts?: (ContactFacts & EarlierLinks) | undefined
  /** Tombstone: when this device heard that the CRM deleted it. A row with pending edits keeps them beside it. */
  readonly deletedAt?: number
  /** The user has deleted it, and nobody has refused that: it shows nowhere, and comes back when that is taken back. */
  readonly isLeaving?: boolean
}

/** A note, a task or the like in the cache: as `ContactRow`. */
export interface NeighbourRow {
  readonly id: NeighbourId
  readonly accountId: AccountId
  readonly remoteId?: RemoteId
  /** What the user sees. */
  readonly record: Neighbour
  readonly base?: Neighbour
  /** Contacts in whose cards it shows, or a company, as `homeOfCompany` has it. */
  readonly aboutIds: readonly RecordId[]
  readonly createdAt: number
  readonly createdBy: UserId | null
  readonly updatedAt: number
  readonly updatedBy: UserId | null
  readonly deletedAt?: number
}

/** A company in the cache; without `remoteId` it is only intended: an edit in the outbox will make it. */
export interface CompanyRow {
  readonly id: CompanyId
  readonly accountId: AccountId
  readonly remoteId?: RemoteId
  readonly name: string
  readonly updatedAt: number
  /** The CRM does not have it any more, or somebody here has taken it away: it is in no list, and names what leads to it. */
  readonly isGone?: true
}

export interface TagRow {
  readonly accountId: AccountId
  readonly name: string
}

/** What something is called that contacts refer to. */
export interface LinkedNameRow {
  readonly accountId: AccountId
  /** As `keyOfLinked` has it. */
  readonly key: string
  /** Empty where the CRM did not name it. */
  readonly name: string
  /** When it was asked for last, milliseconds of this device. */
  readonly at: number
}

/**
 * `saving`: main may not have it yet. `pending`: both have it. `cancelling`, `retrying`, `adopting`: the user asked, main may not
 * have heard; asked again at the next start. `staying`: both have it, and it stays on this device.
 */
export type MutationState = 'saving' | 'pending' | 'cancelling' | 'retrying' | 'adopting' | 'staying'

/** One user action that the CRM has not confirmed for all its records. */
export interface MutationRow {
  /** The order in which the user acted. */
  readonly seq: number
  readonly id: MutationId
  readonly accountId: AccountId
  readonly state: MutationState
  /** A `Mutation` as `stored-mutation.ts` packs it; unpacked and parsed again whenever it is read back. */
  readonly mutation: unknown
  /** Only for `adopting`. */
  readonly adoption?: AdoptionWish
}

/** The user has said which contact of the CRM a create has become. */
export interface AdoptionWish {
  readonly remoteId: RemoteId
  /** Edits that were written with it: what the contact began with. */
  readonly mutationIds: readonly MutationId[]
  /** The question: there it returns if main refuses the wish. */
  readonly problem: Problem
}

/** One record that a mutation is not confirmed for. */
export interface TargetRow {
  readonly mutationId: MutationId
  readonly recordId: RecordId
  readonly accountId: AccountId
  /** Why it is set aside. */
  readonly problem?: Problem
  /** The user has given it up for this record; main may not have heard, and is asked again at the next start. */
  readonly givenUp?: GivenUp
  /** It stays on this device: it shows, and waits for nothing. */
  readonly staysHere?: true
}

/**
 * A bulk edit that was accepted as one record: which contacts of its list have no target yet and do not show it in their
 * rows. Gone when none is left.
 */
export interface SpreadRow {
  readonly mutationId: MutationId
  readonly accountId: AccountId
  /** By place in the list, one bit each. */
  readonly left: Uint32Array
}

export interface GivenUp {
  readonly at: number
  /** What it was set aside for: there it returns if main refuses the wish. */
  readonly problem?: Problem
}

/** Something that was decided about the edits of one contact, by the user or by a merge that nobody had to be asked about. */
export interface HistoryRow {
  readonly seq: number
  readonly accountId: AccountId
  readonly contactId: ContactId
  /** When it was written, milliseconds of this device. */
  readonly at: number
  /** The contact's name at that time. */
  readonly subject: string
  /** A `HistoryEvent`, parsed again whenever it is read back. */
  readonly event: unknown
}

/** What is pulled, each with a position of its own. */
export type EntityName = 'contacts' | NeighbourKind

export interface CheckpointRow {
  readonly accountId: AccountId
  readonly entity: EntityName
  readonly cursor: string
  readonly isComplete: boolean
  /** When it was written, milliseconds of this device. */
  readonly at: number
}

/** What was made of other rows and kept, to be there sooner: it may be deleted. Parsed by whoever reads it. */
export interface IndexPartRow {
  readonly key: string
  readonly part: unknown
}

/** Parsed by whoever reads it. */
export interface PreferenceRow {
  readonly name: string
  readonly value: unknown
}

/** A table of contacts that the user has had taken in, until all of it is: it can be gone on with after a kill. */
export interface ImportRow {
  readonly id: ImportId
  readonly accountId: AccountId
  readonly fileName: string
  /** When the user accepted it, milliseconds of this device. */
  readonly at: number
  readonly total: number
  /** The first of them: the history has its line there. */
  readonly firstId: ContactId
  readonly firstName: string
}

/** Contacts of an import that are accepted together, each as a create of its own. */
export interface ImportPartRow {
  readonly importId: ImportId
  /** Its place, from 0. */
  readonly at: number
  /** Parsed again before they are accepted; empty once they are in the outbox. */
  readonly mutations: readonly unknown[]
  readonly mutationIds: readonly MutationId[]
}
