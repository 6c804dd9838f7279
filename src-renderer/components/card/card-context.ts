import type { Capabilities } from '#shared/domain/account.ts'
import type { ContactFacts, ContactFields } from '#shared/domain/contact.ts'
import type { FieldDefinition, RecordKind, Team, User } from '#shared/domain/directory.ts'
import type { CustomEdit, FieldEdit, PointEdit, FieldName } from '#shared/domain/field-edit.ts'
import type { AccountId, CompanyId, ContactId, MutationId, RemoteId, UserId } from '#shared/domain/ids.ts'
import type { LayoutSection } from '#shared/domain/layout.ts'
import type { LinkedFound, LinkedKind, LinkedRef } from '#shared/domain/linked.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import type { PageKind } from '#shared/domain/providers.ts'
import type { AccountMark } from '#renderer/composables/account-marks.ts'
import type { LinkReach } from '#renderer/composables/link-address.ts'
import type { Speaker } from '#renderer/composables/mutation-words.ts'
import type { DoubtWays } from '../base/doubt-ways.ts'
import type { DraftKind } from '../base/draft-words.ts'

/** The contact that a card shows. */
export interface CardContact {
  readonly id: ContactId
  readonly accountId: AccountId
  readonly remoteId: RemoteId | null
  readonly fields: ContactFields
  readonly createdAt: number
  readonly updatedAt: number
  /** `null` is the system, or nobody knows. */
  readonly updatedBy: UserId | null
  /** What the CRM tells beside the fields; `null` until it has. */
  readonly facts: ContactFacts | null
  readonly isDeleted: boolean
}

export interface CardProblem {
  readonly mutationId: MutationId
  readonly problem: Problem
}

export interface CompanyChoice {
  readonly id: CompanyId
  /** `null` until the CRM has it. */
  readonly remoteId: RemoteId | null
  readonly name: string
}

/** What all fields of one account's cards need to know and may ask. */
export interface AccountContext {
  readonly accountId: AccountId
  /** Where there are several accounts: which one this is. */
  readonly mark: AccountMark | undefined
  readonly capabilities: Capabilities
  readonly speaker: Speaker
  readonly definitions: readonly FieldDefinition[]
  readonly users: readonly User[]
  /** Groups of users that the CRM names by themselves. */
  readonly teams: readonly Team[]
  /** The profile can be looked at, not changed. */
  readonly isReadOnly: boolean
  /** The most used first. */
  readonly tagNames: readonly string[]
  /** Whether a link may lead anywhere, or to the vendor's own pages alone, as the host of the window allows. */
  readonly opens: LinkReach
  /** Why no company may be made, in words; empty where one may. */
  readonly companiesLockedBy: string
  readonly searchCompanies: (text: string) => Promise<readonly CompanyChoice[]>
  readonly records: RecordWays
  /** Where the CRM itself shows a record; `null` where no such page can be opened. */
  readonly pageOf: (remoteId: RemoteId, kind?: PageKind) => string | null
}

/** What a field that names other records needs. */
export interface RecordWays {
  /** In the order of the refs; `null` for what is not on this device. */
  readonly find: (refs: readonly RecordRef[]) => Promise<readonly (FoundRecord | null)[]>
  /** Records of this device that the CRM has and could be named, by what is typed; a few of each kind. */
  readonly seek: (text: string, kinds: readonly RecordKind[]) => Promise<readonly SoughtRecord[]>
}

/** One that could be named. */
export interface SoughtRecord {
  readonly ref: RecordRef
  readonly name: string
}

/** A record as the CRM names it. */
export interface RecordRef {
  readonly kind: RecordKind
  readonly id: RemoteId
}

export interface FoundRecord {
  readonly name: string
  /** Goes to its card. */
  readonly open: () => void
}

/** What the line of any field of any record needs. */
export interface FieldContext {
  readonly accountId: AccountId
  readonly speaker: Speaker
  /** Why the user may not change the record, in words; empty where they may. */
  readonly lockedBy: string
  readonly isPending: (field: FieldName) => boolean
  /** What was set aside and belongs to this field. */
  readonly problemsOf: (field: FieldName) => readonly CardProblem[]
  /** Sends again what was set aside; for a conflict: keep mine. */
  readonly retry: (mutationId: MutationId) => Promise<void>
  /** Gives it up; for a conflict: take theirs. */
  readonly discard: (mutationId: MutationId) => Promise<void>
  /** What giving it up takes away whole; none where that is one edit alone. */
  readonly draftOf?: (mutationId: MutationId) => DraftKind | null
}

/** What a custom field of any record needs. */
export interface CustomFieldContext extends FieldContext {
  readonly isReadOnly: boolean
  /** As in `AccountContext`. */
  readonly opens: LinkReach
  readonly records: RecordWays
  /** Where the CRM itself shows the record; none where no such page can be opened. */
  readonly page?: string | null | undefined
  /** Finds what a field of `elements` can name; none where nothing can be looked for. */
  readonly linkable?: LinkableWays | null | undefined
  /** Rejects when the edit is not saved: then nothing changed. */
  readonly accept: (edit: CustomEdit) => Promise<void>
}

/** What a contact can be linked to, beside companies and sales. */
export interface LinkableWays {
  /** By a part of the name. Rejects when the CRM cannot be asked, and nothing is known here. */
  readonly find: (kind: LinkedKind, text: string) => Promise<readonly LinkedFound[]>
  /** Its name is known from now on. */
  readonly keep: (one: LinkedFound) => Promise<void>
  /** Has them asked for by name, where that is long ago. */
  readonly ask: (refs: readonly LinkedRef[]) => void
}

/** What phones and e-mails of a record need. */
export interface PointsContext extends FieldContext {
  readonly isReadOnly: boolean
  /** As in `CustomFieldContext`. */
  readonly accept: (edit: PointEdit) => Promise<void>
}

/** What numbers and addresses of a record need that stands beside contacts. */
export interface RecordReachContext extends FieldContext {
  readonly isReadOnly: boolean
  /** As `accept` of `PointsContext`. */
  readonly acceptPoint: (edit: PointEdit) => Promise<void>
  /** What these can be, the usual one first. */
  readonly pointKinds: { readonly phones: readonly string[]; readonly emails: readonly string[] }
}

/** The same for the fields of one open contact. Where it is locked `isReadOnly` holds. */
export interface CardContext extends AccountContext, FieldContext {
  /** Rejects when the edit is not saved: then nothing changed. */
  readonly accept: (edit: FieldEdit) => Promise<void>
  /** Several of them as one action. Rejects when any is not saved: then nothing changed. */
  readonly acceptAll: (edits: readonly FieldEdit[]) => Promise<void>
  /** Finds what the contact can be linked to; `null` where nothing can be looked for. */
  readonly linkable: LinkableWays | null
  /** Tags that stay on this device. */
  readonly deviceTags: ReadonlySet<string>
  /** As in `CustomFieldContext`. */
  readonly page?: string | null | undefined
  /** How to answer where the CRM may have the contact. */
  readonly doubtOf: (mutationId: MutationId) => DoubtWays
  /** How the CRM lays the card out; `null` where it has its default, or does not say. */
  readonly layout: readonly LayoutSection[] | null
  /** Opens the editor of that; `null` where the CRM does not say. */
  readonly layOut: (() => void) | null
  /** Reads it again from the CRM, at once. Rejects when the CRM cannot be reached. */
  readonly refresh: () => Promise<void>
  /** A contact that rights keep from being changed can be read again; in a profile that can only be looked at none can. */
  readonly mayRefresh: boolean
  /** Takes the contact away before the CRM has heard of it. Rejects when it has left already. */
  readonly deleteContact: () => Promise<void>
}
