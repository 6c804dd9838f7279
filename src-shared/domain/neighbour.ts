import type { Json } from './contact.ts'
import {
  isContactId,
  type AccountId,
  type ContactId,
  type NeighbourId,
  type NeighbourKind,
  type RemoteId,
  type UserId,
} from './ids.ts'

/** What is written about a contact, or happened to it: a comment, a call, a message. */
export type NoteFields = {
  /** `null` for a note about something that is not kept here. */
  readonly aboutId: ContactId | null
  /** `common` is what people type; all others come from telephony, mail and robots, and are only shown. */
  readonly noteType: string
  readonly text: string
}

/** Something to be done, by somebody, until some time. */
export type TaskFields = {
  readonly aboutId: ContactId | null
  /** As the CRM numbers its types of tasks. */
  readonly typeId: string
  readonly text: string
  /** Milliseconds, whole seconds. */
  readonly dueAt: number
  readonly responsibleId: UserId | null
  /** What came of it, perhaps an empty text; `null` while it is open. */
  readonly doneWith: string | null
}

/** Which contact a conversation in a messenger is with. Its id is the messenger's own, so there is nothing else to keep. */
export type ChatFields = {
  /** `null` for one that nobody has, or nobody whom this user may see. */
  readonly aboutId: ContactId | null
}

/** The fields of each kind. Every value is JSON: the steps of a sync compare them as such. */
export interface FieldsByKind {
  readonly note: NoteFields
  readonly task: TaskFields
  readonly chat: ChatFields
}

/** A record of one of the kinds that stand beside contacts. */
export type Neighbour = {
  readonly [K in NeighbourKind]: { readonly kind: K; readonly fields: FieldsByKind[K] }
}[NeighbourKind]
export type NeighbourFields = Neighbour['fields']

/** A neighbour as the CRM last told it. Times are milliseconds since the epoch, whole seconds. */
export type RemoteNeighbour = Neighbour & {
  readonly id: NeighbourId
  readonly remoteId: RemoteId
  readonly accountId: AccountId
  readonly createdAt: number
  /** `null` is the system, as below. */
  readonly createdBy: UserId | null
  readonly updatedAt: number
  readonly updatedBy: UserId | null
}

/** One field of one neighbour, from what the user saw to what was meant. */
export interface NeighbourEdit {
  readonly kind: 'value'
  readonly field: string
  readonly from: Json
  readonly to: Json
}

/** Both sides moved one field of a neighbour apart: base is `edit.from`, mine `edit.to`, theirs `rebased.from`. */
export interface NeighbourConflict {
  readonly edit: NeighbourEdit
  readonly rebased: NeighbourEdit
  readonly theirsAt: number
  readonly theirsBy: UserId | null
}

/** One field as an edit of it; its kind says which fields there are, and of what type. */
export function editOf<K extends NeighbourKind, F extends keyof FieldsByKind[K] & string>(
  field: F,
  from: FieldsByKind[K][F] & Json,
  to: FieldsByKind[K][F] & Json,
): NeighbourEdit {
  return { kind: 'value', field, from, to }
}

/** Contacts that it hangs on: it shows in their cards, and waits until the CRM has them. */
export const aboutIdsOf = ({ fields }: Neighbour): readonly ContactId[] =>
  fields.aboutId === null ? [] : [fields.aboutId]

/** The same record about other contacts: whoever sends it, or takes it in, knows them by other ids. */
export function withAbout<N extends Neighbour>(neighbour: N, rename: (id: ContactId) => ContactId): N {
  const { aboutId } = neighbour.fields
  return { ...neighbour, fields: { ...neighbour.fields, aboutId: aboutId === null ? null : rename(aboutId) } }
}

/** The field that says what a record is about: an edit of it leads to another contact. */
export const ABOUT = 'aboutId'

/** The same edit, where it is about a contact, with the ids that somebody else knows. */
export function withAboutInEdit(edit: NeighbourEdit, rename: (id: ContactId) => ContactId): NeighbourEdit {
  if (edit.field !== ABOUT) return edit
  const renamed = (value: Json): Json => (isContactId(value) ? rename(value) : value)
  return { ...edit, from: renamed(edit.from), to: renamed(edit.to) }
}
