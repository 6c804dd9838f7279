import type { AccountId, ContactId, UserId } from '#shared/domain/ids.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { FieldConflict, Mutation } from '#shared/domain/mutation.ts'
import type { Likeness } from '#shared/sync/find-likeness.ts'
import type { ContactFields } from '#shared/domain/contact.ts'

/** One field that both sides moved apart. */
export interface ConflictEntry {
  readonly mutation: Mutation
  readonly contactId: ContactId
  readonly conflict: FieldConflict
}

/** A contact with such fields. */
export interface ConflictedEntry {
  readonly contactId: ContactId
  readonly accountId: AccountId
  readonly name: string
  readonly conflicts: readonly ConflictEntry[]
}

/** A contact that the CRM does not have any more, with our edits. */
export interface GoneEntry {
  readonly contactId: ContactId
  readonly accountId: AccountId
  readonly name: string
  readonly fields: ContactFields | null
  readonly mutations: readonly Mutation[]
  readonly edits: readonly FieldEdit[]
  readonly isBack: boolean
}

/** Where edits can be moved to. */
export interface SurvivorEntry {
  readonly id: ContactId
  readonly name: string
  readonly phone: string
  readonly email: string
  readonly likeness: readonly Likeness[]
}

/** Which way a conflict is decided without typing anything. */
export type Side = 'mine' | 'theirs'

/** One line of the history. */
export interface HistoryLine {
  readonly seq: number
  readonly accountId: AccountId
  readonly contactId: ContactId
  readonly at: number
  readonly subject: string
  readonly event: HistoryLineEvent
}

type HistoryLineEvent =
  | {
      readonly kind: 'merge'
      readonly theirsAt: number
      readonly theirsBy: UserId | null
      readonly theirs: readonly FieldEdit[]
      readonly mine: readonly FieldEdit[]
      readonly reversed: readonly Side[]
    }
  | {
      readonly kind: 'conflict'
      readonly decision: 'mine' | 'theirs' | 'edited'
      readonly conflict: FieldConflict
      readonly edited?: FieldEdit | undefined
      readonly undoneAt?: number | undefined
    }
  | {
      readonly kind: 'gone'
      readonly decision: 'recreated' | 'moved' | 'discarded'
      readonly edits: readonly FieldEdit[]
      readonly toName?: string | undefined
      readonly undoneAt?: number | undefined
    }
  | {
      readonly kind: 'import'
      readonly fileName: string
      readonly count: number
      readonly undoneAt?: number | undefined
    }
