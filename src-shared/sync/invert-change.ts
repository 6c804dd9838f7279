import { partOfBulk } from '../domain/bulk-edit.ts'
import type { FieldEdit } from '../domain/field-edit.ts'
import { kindOf, type ContactId } from '../domain/ids.ts'
import { isDeletion, type BulkTag, type Change } from '../domain/mutation.ts'
import { isRemoval } from '../domain/removal.ts'

/**
 * The change that undoes `change`. For a bulk edit only on `appliedIds`, and only where it changed anything: a tag
 * that a contact had before stays. `null` when nothing can undo it: not every CRM has a way to delete a contact.
 */
export function invertChange(change: Change, appliedIds: readonly ContactId[]): Change | null {
  switch (change.kind) {
    case 'create':
    case 'create-neighbour':
      return null
    case 'edit-neighbour':
      return hasWayBack(change)
        ? { ...change, edit: { ...change.edit, from: change.edit.to, to: change.edit.from } }
        : null
    case 'edit':
      return change.edit.kind === 'delete' ? null : { ...change, edit: invertEdit(change.edit) }
    case 'bulk-edit':
      return isDeletion(change) ? null : partOfBulk(change, appliedIds, invertEdit)
    case 'bulk-tags': {
      const undone = change.tags.map((bulk) => invertTag(bulk, appliedIds))
      const contactIds = appliedIds.filter((id) => undone.some(({ touched }) => touched.has(id)))
      const tags = undone.map(({ op, tag, touched }) => ({
        op,
        tag,
        unchangedIds: [],
        exceptIds: contactIds.filter((id) => !touched.has(id)),
      }))
      return { kind: 'bulk-tags', contactIds, tags }
    }
  }
}

/**
 * A chat can be given to another contact, but not be taken from the only one that ever had it. What was taken away is not there
 * any more.
 */
function hasWayBack({ recordId, edit }: Change & { kind: 'edit-neighbour' }): boolean {
  // What everybody has had of their own is known to nobody any more.
  if (edit.field === 'isForced' || isRemoval(edit)) return false
  // No CRM keeps a sale without a stage: once it has one it can only be given another.
  if (edit.field === 'stage' && edit.from === null) return false
  return kindOf(recordId) !== 'chat' || edit.from !== null
}

function invertTag({ op, tag, unchangedIds, exceptIds }: BulkTag, appliedIds: readonly ContactId[]) {
  const touched = new Set(appliedIds).difference(new Set([...unchangedIds, ...exceptIds]))
  return { op: op === 'add' ? ('remove' as const) : ('add' as const), tag, touched }
}

/** The edit that leads back, where one does. A company that was only intended is there by then: its name is not needed any more. */
export function invertEdit(edit: FieldEdit): FieldEdit {
  if (edit.kind === 'tag') return { ...edit, op: edit.op === 'add' ? 'remove' : 'add' }
  if (edit.kind === 'delete') return edit
  // `from` and `to` of one edit have the same type; only TypeScript cannot see it through the union.
  const inverse = { ...edit, from: edit.to, to: edit.from } as FieldEdit
  return inverse.kind === 'company' ? { ...inverse, createName: undefined } : inverse
}
