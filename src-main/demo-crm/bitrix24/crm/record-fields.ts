import type { PortalStore } from '../store/portal-store.ts'
import type { UserField } from '../store/portal-rows.ts'
import { wordsOf } from './entities.ts'
import type { CrmType } from './entities.ts'
import { systemFields } from './system-fields.ts'
import type { SystemField } from './system-fields.ts'

/** A field of either kind: of every portal, or made by the people of this one. */
export type RecordField = SystemField & { readonly userField?: UserField }

/** All fields of a kind by their names. */
export type FieldSet = ReadonlyMap<string, RecordField>

/** The fields that records of a kind have on this portal now. */
export function fieldsOf(data: PortalStore, type: CrmType): FieldSet {
  return new Map(
    [...systemFields(type), ...ownFieldsOf(data, wordsOf(type).userFields)].map((field) => [field.name, field]),
  )
}

/** The fields of a kind that the people of this portal have made. */
export function ownFieldsOf(data: PortalStore, entityId: string): RecordField[] {
  return userFieldsOf(data, entityId).map((field) => fromUserField(field))
}

/** Definitions of one kind, in the order of the card. */
export function userFieldsOf(data: PortalStore, entityId: string): UserField[] {
  return data.userFields
    .all()
    .filter((field) => field.entityId === entityId)
    .toSorted((a, b) => a.sort - b.sort || a.id - b.id)
}

/** The label of a field in a language, or its name. */
export function labelOf(field: UserField, language: string, kind = 'EDIT_FORM_LABEL'): string {
  const label = field.labels[kind]?.[language] ?? ''
  return label === '' ? field.fieldName : label
}

function fromUserField(field: UserField): RecordField {
  return {
    name: field.fieldName,
    type: field.typeId,
    title: field.fieldName,
    isRequired: field.isMandatory,
    isReadOnly: false,
    isMultiple: field.isMultiple,
    isWriteOnly: false,
    isDeprecated: false,
    isImmutable: false,
    userField: field,
  }
}
