import type { FieldEdit } from '#shared/domain/field-edit.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { customOf } from '#shared/domain/neighbour.ts'
import { customItems } from '#shared/sync/neighbour-custom.ts'

/** Whether an edit is about a custom field. */
export function touchesField({ change }: Mutation, fieldId: FieldId): boolean {
  switch (change.kind) {
    case 'create':
      return fieldId in change.fields.custom
    case 'edit':
      return isAbout(change.edit, fieldId)
    case 'bulk-edit':
      return change.groups.some(({ edit }) => isAbout(edit, fieldId))
    case 'create-neighbour':
      return customItems(change.record, fieldId).length > 0
    case 'edit-neighbour':
      return customOf(change.edit.field) === fieldId
    case 'bulk-tags':
      return false
  }
}

const isAbout = (edit: FieldEdit, fieldId: FieldId): boolean => edit.kind === 'custom' && edit.fieldId === fieldId
