import type { Json } from '#shared/domain/contact.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { placeInRequisite } from '#shared/domain/requisite.ts'
import type { Pipeline, TaskType, User } from '#shared/domain/directory.ts'

/** A field of a note, a task or a deal that both sides moved apart, to be given a third value. */
export interface BesideEditing {
  readonly accountId: AccountId
  readonly field: string
  readonly mine: Json
  readonly users: readonly User[]
  readonly taskTypes: readonly TaskType[]
  readonly pipelines: readonly Pipeline[]
  /** Rejects when nothing was saved. */
  readonly save: (to: Json) => Promise<void>
}

/** Fields with more than two values to choose from: for others "mine" and "theirs" are all that there is. */
const editable: readonly string[] = ['text', 'dueAt', 'typeId', 'responsibleId', 'doneWith', 'name', 'price', 'stage']
export const isEditableBeside = (field: string): boolean => editable.includes(field) || placeInRequisite(field) !== null
