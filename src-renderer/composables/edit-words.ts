import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { fieldOf } from '#shared/domain/field-edit.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { describeSides, fieldLabel, type Speaker } from './mutation-words.ts'

/** What one edit did, as a label and a short text: for lists of edits whose contact is named above them. */
export interface EditWords {
  readonly field: string
  readonly change: string
}

/** Members of a set come and go; a field of one value goes from one to another. */
export function editWords(edit: FieldEdit, accountId: AccountId, speaker: Speaker): EditWords {
  return { field: fieldLabel(fieldOf(edit), accountId, speaker), change: changeText(edit, accountId, speaker) }
}

function changeText(edit: FieldEdit, accountId: AccountId, speaker: Speaker): string {
  const { t } = speaker.text
  if (edit.kind === 'tag') return t(edit.op === 'add' ? 'conflicts.addTag' : 'conflicts.removeTag', { tag: edit.tag })
  const { from, to } = describeSides(edit, accountId, speaker)
  if (edit.kind === 'point' || edit.kind === 'company') {
    if (edit.from === null) return t('conflicts.added', { value: to })
    if (edit.to === null) return t('conflicts.removed', { value: from })
  }
  return `${from} → ${to}`
}
