import type { BulkGroup } from '#shared/domain/bulk-edit.ts'
import { contactIdsOf, isDeletion, type Change } from '#shared/domain/mutation.ts'
import { kindOf } from '#shared/domain/ids.ts'
import { memberOf } from '#shared/domain/neighbour.ts'
import { saleKey } from '../composables/sale-key.ts'
import { decisionText, undoneKey } from '../composables/decision-words.ts'
import { describeMutation, type Speaker } from '../composables/mutation-words.ts'
import type { Undoable } from '../stores/outbox-store.ts'

/** That it was taken back. */
export function undoneText({ decision, imported }: Undoable, { text }: Speaker): string {
  const kept = imported?.kept() ?? 0
  return kept > 0 ? text.plural('import.undonePart', kept) : text.t(undoneKey(decision))
}

/** What was done, be it an edit or a decision about edits. */
export function describeAction(action: Undoable, speaker: Speaker): string {
  const { decision, mutations, imported } = action
  if (imported !== undefined) return speaker.text.plural('import.done', imported.count, { file: imported.fileName })
  if (decision === undefined) return takenOffText(action, speaker) ?? describeMutation(wholeOf(action), speaker)
  return decisionText(decision, mutations.length, mutations[0]?.subject ?? '', speaker.text)
}

/** One action over several accounts is one mutation for each; its sentence counts them all. */
function wholeOf({ mutations }: Undoable) {
  const [first, ...others] = mutations
  if (first === undefined) throw new Error('an undoable action has at least one mutation')
  if (others.length === 0) return first
  if (isDeletion(first.change)) {
    const groups = mutations.flatMap(({ change }) => groupsOf(change))
    return { ...first, change: { kind: 'bulk-edit' as const, groups } }
  }
  if (first.change.kind !== 'bulk-tags') return first
  const contactIds = mutations.flatMap(({ change }) => contactIdsOf(change))
  return { ...first, change: { ...first.change, contactIds } }
}

/** Several companies of one contact, or contacts of one deal, that were taken off at once; `null` for anything else. */
function takenOffText({ mutations }: Undoable, { text }: Speaker): string | null {
  const gone = mutations.filter(({ change }) => isTakenOff(change))
  const [first] = gone
  if (first === undefined || gone.length < 2) return null
  if (first.change.kind === 'edit') {
    const who = first.subject || text.t('mutation.someone')
    return text.plural('mutation.removeCompanies', gone.length, { who })
  }
  const kind = first.change.kind === 'edit-neighbour' && kindOf(first.change.recordId) === 'lead' ? 'lead' : 'deal'
  const deal = first.subject || text.t(saleKey(kind, 'unnamed'))
  return text.plural(saleKey(kind, 'removeContacts'), gone.length, { deal })
}

function isTakenOff(change: Change): boolean {
  if (change.kind === 'edit') return change.edit.kind === 'company' && change.edit.to === null
  return change.kind === 'edit-neighbour' && memberOf(change.edit.field) !== null && change.edit.to === false
}

function groupsOf(change: Change): readonly BulkGroup[] {
  if (change.kind === 'bulk-edit') return change.groups
  return change.kind === 'edit' ? [{ edit: change.edit, contactIds: [change.contactId] }] : []
}
