import type { Json } from '#shared/domain/contact.ts'
import type { AccountId, MutationId, NeighbourId, RemoteId, UserId } from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import type { NoteFields, TaskFields } from '#shared/domain/neighbour.ts'
import type { TaskType, User } from '#shared/domain/directory.ts'
import type { Speaker } from '#renderer/composables/mutation-words.ts'
import type { FeedEdits } from './feed-drafts.ts'
import type { DraftKind } from '../base/draft-words.ts'

/** One note or task as a card shows it. */
export interface FeedEntry<Fields> {
  readonly id: NeighbourId
  readonly accountId: AccountId
  /** `null` until the CRM has it. */
  readonly remoteId: RemoteId | null
  readonly createdAt: number
  readonly createdBy: UserId | null
  readonly isPending: boolean
  readonly problems: readonly { readonly mutationId: MutationId; readonly problem: Problem }[]
  readonly fields: Fields
}
export type NoteEntry = FeedEntry<NoteFields>
export type TaskEntry = FeedEntry<TaskFields>

/** What the section of notes and tasks knows and may ask. All ways reject when nothing was saved. */
export interface FeedContext {
  readonly accountId: AccountId
  readonly speaker: Speaker
  readonly isReadOnly: boolean
  /** What came of a task can be told when it is ticked off, and afterwards. */
  readonly keepsResults: boolean
  readonly openTasks: readonly TaskEntry[]
  readonly past: readonly (
    { readonly kind: 'note'; readonly entry: NoteEntry } | { readonly kind: 'task'; readonly entry: TaskEntry }
  )[]
  /** Why no task may be added, in words; empty where one may. */
  readonly tasksLockedBy: string
  /** Why this task may not be changed, in words; empty where it may. */
  readonly lockedBy: (task: TaskEntry) => string
  /** The line that the user is on the way to; it shows itself, and says so. */
  readonly sought: NeighbourId | null
  readonly found: () => void
  readonly addNote: (text: string) => Promise<void>
  readonly addTask: (text: string, dueAt: number, typeId: string) => Promise<void>
  readonly edit: (id: NeighbourId, field: string, to: Json) => Promise<void>
  /** Several fields in one action. */
  readonly editAll: (id: NeighbourId, edits: FeedEdits) => Promise<void>
  /** Whether the words of a note are the user's own to change. */
  readonly isOwn: (note: NoteEntry) => boolean
  /** Takes a note or a task away, in the CRM as well: comes back by undo until that has left. `null` where this cannot be done. */
  readonly removal: (item: FeedContext['past'][number]) => (() => Promise<void>) | null
  /** In the CRM's order; empty where it tells of none. */
  readonly taskTypes: readonly TaskType[]
  readonly users: readonly User[]
  readonly retry: (mutationId: MutationId) => Promise<void>
  readonly discard: (mutationId: MutationId) => Promise<void>
  /** As in `FieldContext`. */
  readonly draftOf?: (mutationId: MutationId) => DraftKind | null
}
