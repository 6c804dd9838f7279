import type { MessageKey } from '#renderer/locales/en.ts'
import type { Text } from './use-text.ts'

const words = {
  mine: 'conflicts.didMine',
  theirs: 'conflicts.didTheirs',
  edited: 'conflicts.didEdited',
  recreated: 'conflicts.didRecreated',
  moved: 'conflicts.didMoved',
  discarded: 'conflicts.didDiscarded',
  deleted: 'conflicts.didDeleted',
  reversed: 'conflicts.didReversed',
} as const satisfies Record<string, MessageKey>

/** A decision as a sentence. @param who the contact's name, said when it was one decision alone */
export function decisionText(decision: keyof typeof words, count: number, who: string, text: Text): string {
  return text.plural(words[decision], count, { who: who || text.t('contacts.unnamed') })
}

/** What is true once a decision is undone: no question opens again where the edit had gone out, or was given up. */
export function undoneKey(decision: keyof typeof words | undefined): MessageKey {
  if (decision === 'mine' || decision === 'edited') return 'undo.undoneMine'
  return decision === 'theirs' ? 'undo.undoneTheirs' : 'undo.undone'
}
