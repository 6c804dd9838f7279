import type { FieldId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'

/** Whether an edit is about a custom field. */
export function touchesField({ change }: Mutation, fieldId: FieldId): boolean {
  switch (change.kind) {
    case 'create':
      return fieldId in change.fields.custom
    case 'edit':
      return change.edit.kind === 'custom' && change.edit.fieldId === fieldId
    case 'create-neighbour':
    case 'edit-neighbour':
    case 'bulk-tags':
      return false
  }
}
