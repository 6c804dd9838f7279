import type { ContactFields, RemoteContact } from '#shared/domain/contact.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { foldName } from '#shared/domain/same-text.ts'
import type { ContactDoubt } from './journal-rows.ts'
import type { Journal } from './journal.ts'

/** Each doubt with the first contact that has all that was sent, and what is left over on either side. */
export function pairUp(journal: Journal, doubts: readonly ContactDoubt[], candidates: readonly RemoteContact[]) {
  const contacts = [...candidates]
  const pairs: { doubt: ContactDoubt; contact: RemoteContact }[] = []
  const left: ContactDoubt[] = []
  for (const doubt of doubts) {
    const change = journal.mutation(doubt.mutationId)?.change
    const edits = journal.pendingEdits(doubt.recordId)
    const at = contacts.findIndex(({ fields }) => change?.kind !== 'create' || holds(fields, change.fields, edits))
    const [contact] = at === -1 ? [] : contacts.splice(at, 1)
    if (contact === undefined) left.push(doubt)
    else pairs.push({ doubt, contact })
  }
  return { pairs, doubts: left, contacts }
}

/**
 * Whether a contact has what the fingerprint does not tell of. Values may have been worded anew by the CRM. What a later
 * edit changes again is not asked for: it may have left with the create, and if not, it is compared once more.
 */
function holds(theirs: ContactFields, created: ContactFields, edits: readonly FieldEdit[]): boolean {
  const tags = new Set(theirs.tags.map(foldName))
  const isTagEdited = (tag: string) => edits.some((edit) => edit.kind === 'tag' && edit.tag === tag)
  const isFieldEdited = (id: string) => edits.some((edit) => edit.kind === 'custom' && edit.fieldId === id)
  return (
    created.tags.every((tag) => isTagEdited(tag) || tags.has(foldName(tag))) &&
    Object.keys(created.custom).every((id) => isFieldEdited(id) || id in theirs.custom)
  )
}
