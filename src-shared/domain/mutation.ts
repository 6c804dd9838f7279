import { editInBulk, idsInBulk, retellInBulk, type BulkEdit } from './bulk-edit.ts'
import type { ContactFields } from './contact.ts'
import type { Rejected } from './fault.ts'
import type { FieldEdit } from './field-edit.ts'
import {
  isContactId,
  uuidOf,
  type AccountId,
  type ContactId,
  type MutationId,
  type NeighbourId,
  type RecordId,
  type RemoteId,
  type UserId,
} from './ids.ts'
import {
  aboutIdsOf,
  leadsTo,
  namedInEdit,
  type Neighbour,
  type NeighbourConflict,
  type NeighbourEdit,
} from './neighbour.ts'
import { isRemoval } from './removal.ts'

/** One tag put on, or taken off, every contact of a bulk edit. */
export interface BulkTag {
  readonly op: 'add' | 'remove'
  readonly tag: string
  /** Contacts on which it changed nothing when it was accepted; undo leaves these alone. */
  readonly unchangedIds: readonly ContactId[]
  /** Contacts of the list that this tag is not for: left over when the undo of several tags differs by contact. */
  readonly exceptIds: readonly ContactId[]
}

/** What one user action means. A bulk edit is one change with the ids frozen when the user confirmed it. */
export type Change =
  | {
      readonly kind: 'create'
      readonly contactId: ContactId
      readonly fields: ContactFields
      readonly createCompanyName?: string | undefined
      /** It comes back from being discarded: the CRM may have it, and the user is asked before it leaves. */
      readonly doubt?: DoubtfulProblem | undefined
    }
  | {
      readonly kind: 'edit'
      readonly contactId: ContactId
      readonly edit: FieldEdit
      /** What the contact began with: it comes before every other edit of it, whenever it was written down. */
      readonly isOrigin?: boolean | undefined
    }
  | { readonly kind: 'bulk-tags'; readonly contactIds: readonly ContactId[]; readonly tags: readonly BulkTag[] }
  | BulkEdit
  | NeighbourChange

/** What one user action means for a record that stands beside contacts. */
export type NeighbourChange =
  | { readonly kind: 'create-neighbour'; readonly recordId: NeighbourId; readonly record: Neighbour }
  | {
      readonly kind: 'edit-neighbour'
      readonly recordId: NeighbourId
      readonly edit: NeighbourEdit
      /** As of an edit of a contact. */
      readonly isOrigin?: boolean | undefined
    }

/** An edit of one field, of whatever record. */
export type AnyEdit = FieldEdit | NeighbourEdit

/** One accepted user action: it is applied, pending, or set aside in plain sight. */
export interface Mutation {
  readonly id: MutationId
  readonly accountId: AccountId
  /** By this device's clock, milliseconds: shown to the user, never used for order. */
  readonly at: number
  readonly change: Change
  /** The name of the contact that it is about, or of the first, when the edit was made: lets any page say it in words. */
  readonly subject: string
  /** It stays on this device: its CRM has no place for it. Not pending, for it is not to be sent. */
  readonly staysHere?: true | undefined
}

/** Both sides moved one field apart: base is `edit.from`, mine `edit.to`, theirs `rebased.from`. */
export interface FieldConflict {
  readonly edit: FieldEdit
  /** The same intention on top of what the CRM has now: what "keep mine" sends. */
  readonly rebased: FieldEdit
  /** When the CRM last changed the contact, milliseconds. */
  readonly theirsAt: number
  /** Who did; `null` is the system, or nobody knows. */
  readonly theirsBy: UserId | null
}

/** Why an edit is set aside, and so what can be done about it. */
export type Problem =
  | { readonly kind: 'conflict'; readonly conflict: FieldConflict }
  | Rejected
  | { readonly kind: 'neighbour-conflict'; readonly conflict: NeighbourConflict }
  | { readonly kind: 'gone' }
  | DoubtfulProblem

/** The answer to a create was lost, and the CRM has contacts that may be it. */
export interface DoubtfulProblem {
  readonly kind: 'doubtful'
  readonly candidates: readonly RemoteId[]
  /** As they looked when they were found. A journal of an earlier release does not say. */
  readonly seen?: readonly Candidate[] | undefined
}

/** What tells one contact of the CRM from another of its name. */
export interface Candidate {
  readonly remoteId: RemoteId
  readonly name: string
  readonly phone: string
  readonly email: string
}

/** What became of a mutation for one of its records. */
export type Outcome =
  | { readonly kind: 'applied' }
  /** A later edit of the same field was told to the CRM in its place and did not get through: that one now stands for both. */
  | { readonly kind: 'superseded'; readonly by: MutationId; readonly edit: AnyEdit }
  | { readonly kind: 'set-aside'; readonly problem: Problem }

/** The records that a change touches, in order, each once. */
export function recordIdsOf(change: Change): readonly RecordId[] {
  return isOfNeighbour(change) ? [change.recordId] : contactIdsOf(change)
}

/** The contacts that a change touches, in order, each once. */
export function contactIdsOf(change: Change): readonly ContactId[] {
  if (isOfNeighbour(change)) return []
  if (change.kind === 'bulk-edit') return idsInBulk(change)
  return change.kind === 'bulk-tags' ? change.contactIds : [change.contactId]
}

/** Whether it is one action on many contacts. */
export const isBulk = (kind: Change['kind']): boolean => kind === 'bulk-tags' || kind === 'bulk-edit'

/** Whether it takes away a record that stands beside contacts. */
export const takesAway = (change: Change): boolean => change.kind === 'edit-neighbour' && isRemoval(change.edit)

/** Whether it deletes its contacts, all of them. */
export function isDeletion(change: Change): boolean {
  if (change.kind === 'edit') return change.edit.kind === 'delete'
  return change.kind === 'bulk-edit' && change.groups[0]?.edit.kind === 'delete'
}

/**
 * Whether a question about one contact of many is answered by itself: trying the others again must not delete this one. Its
 * answer is a deletion of its own.
 */
export const isAskedAlone = (change: Change, problem: Problem | null): boolean =>
  isBulk(change.kind) && problem?.kind === 'conflict' && problem.conflict.edit.kind === 'delete'

/** Whether a change is about a record that stands beside contacts. */
export const isOfNeighbour = (change: Change): change is NeighbourChange => 'recordId' in change

/**
 * The same change with its edit of that record told anew; `null` where it is no edit of one field, or of another kind of
 * record. A tag means the same on top of anything.
 */
export function withEdit(change: Change, recordId: RecordId, edit: AnyEdit): Change | null {
  if (change.kind === 'edit' && edit.kind !== 'value') return { ...change, edit }
  if (change.kind === 'bulk-edit' && edit.kind !== 'value' && isContactId(recordId)) {
    return retellInBulk(change, recordId, edit)
  }
  return change.kind === 'edit-neighbour' && edit.kind === 'value' ? { ...change, edit } : null
}

/** Whether it brings something into being: sent twice, there would be two. */
export const isCreate = ({ kind }: Change): boolean => kind === 'create' || kind === 'create-neighbour'

/**
 * Records made on this device that the CRM must have before this can be sent; the change's own is none of them. An edit waits
 * even where it takes such a contact away: else it would overtake the one that has brought it.
 */
export function needsOf(change: Change): readonly ContactId[] {
  return namedIn(change).filter((id) => uuidOf(id) !== null)
}

function namedIn(change: Change): readonly ContactId[] {
  if (change.kind === 'create-neighbour') return aboutIdsOf(change.record)
  return change.kind === 'edit-neighbour' ? namedInEdit(change.edit) : []
}

/**
 * What of a change goes with a contact that is not to be made after all: the whole record that would be made about it, the
 * edit alone that leads to it, or nothing.
 */
export function lossOf(change: Change, contactId: ContactId): 'record' | 'edit' | null {
  if (change.kind === 'create-neighbour') return aboutIdsOf(change.record).includes(contactId) ? 'record' : null
  return change.kind === 'edit-neighbour' && leadsTo(change.edit, contactId) ? 'edit' : null
}

/** What a change means for one of its contacts; a create means none, it brings the contact whole. */
export function editsFor(change: Change, contactId: ContactId): readonly FieldEdit[] {
  switch (change.kind) {
    case 'create':
      return []
    case 'edit':
      return change.contactId === contactId ? [change.edit] : []
    case 'create-neighbour':
    case 'edit-neighbour':
      return []
    case 'bulk-edit': {
      const edit = editInBulk(change, contactId)
      return edit === undefined ? [] : [edit]
    }
    case 'bulk-tags':
      return change.tags.filter((tag) => isFor(tag, contactId)).map(({ op, tag }) => ({ kind: 'tag', op, tag }))
  }
}

/** Lists never change: each is looked through once, however many contacts are asked about. */
const exceptions = new WeakMap<readonly ContactId[], ReadonlySet<ContactId>>()

/** Whether a tag of a bulk edit is meant for that contact of its list. */
export function isFor({ exceptIds }: BulkTag, contactId: ContactId): boolean {
  if (exceptIds.length === 0) return true
  const known = exceptions.get(exceptIds) ?? new Set(exceptIds)
  exceptions.set(exceptIds, known)
  return !known.has(contactId)
}
