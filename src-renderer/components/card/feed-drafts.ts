import type { Json } from '#shared/domain/contact.ts'
import type { TaskFields } from '#shared/domain/neighbour.ts'
import { fromMomentText, toMomentText } from '#renderer/composables/moment-text.ts'
import type { FeedContext } from './feed-context.ts'

/** Fields of a note or a task, each with where it is to lead. */
export type FeedEdits = readonly (readonly [field: string, to: Json])[]

/** What stands in the form of a task. */
export interface TaskDraft {
  readonly text: string
  /** As an input for a moment writes it. */
  readonly due: string
  readonly typeId: string
  /** Empty for nobody. */
  readonly responsibleId: string
}

export const toTaskDraft = ({ text, dueAt, typeId, responsibleId }: TaskFields): TaskDraft => ({
  ...{ text, due: toMomentText(dueAt), typeId },
  responsibleId: responsibleId ?? '',
})

/** What of a task a form has changed; `null` for what cannot be saved: a task has words and an end. */
export function editsOfTask(task: TaskFields, draft: TaskDraft, users: FeedContext['users']): FeedEdits | null {
  const [before, text, dueAt] = [toTaskDraft(task), draft.text.trim(), fromMomentText(draft.due)]
  if (text === '' || dueAt === null) return null
  const responsibleId = users.find(({ id }) => id === draft.responsibleId)?.id
  return [
    ...(text === before.text.trim() ? [] : [['text', text] as const]),
    // An input knows minutes: seconds that nobody has touched stay.
    ...(draft.due === before.due ? [] : [['dueAt', dueAt] as const]),
    ...(draft.typeId === before.typeId ? [] : [['typeId', draft.typeId] as const]),
    ...(responsibleId === undefined || responsibleId === task.responsibleId
      ? []
      : [['responsibleId', responsibleId] as const]),
  ]
}

/** The same for a note. */
export const editsOfNote = (before: string, text: string): FeedEdits | null => {
  const words = text.trim()
  if (words === '') return null
  return words === before.trim() ? [] : [['text', words]]
}
