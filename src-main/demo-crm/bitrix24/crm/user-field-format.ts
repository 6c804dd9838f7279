import type { UserField } from '../store/portal-rows.ts'
import { LABELS } from './user-field-input.ts'

/** All that is one text in a definition, by the vendor's names. */
export function toScalars(field: UserField): Readonly<Record<string, string | null>> {
  const flag = (is: boolean): string => (is ? 'Y' : 'N')
  return {
    ID: String(field.id),
    ENTITY_ID: field.entityId,
    FIELD_NAME: field.fieldName,
    USER_TYPE_ID: field.typeId,
    XML_ID: field.xmlId,
    SORT: String(field.sort),
    MULTIPLE: flag(field.isMultiple),
    MANDATORY: flag(field.isMandatory),
    SHOW_FILTER: field.showFilter,
    SHOW_IN_LIST: flag(field.showInList),
    EDIT_IN_LIST: flag(field.editInList),
    IS_SEARCHABLE: flag(field.isSearchable),
  }
}

/** @param labels `all` as maps by language, `none`, or those of one language as plain texts */
export function formatUserField(field: UserField, labels: string): Readonly<Record<string, unknown>> {
  return {
    ...toScalars(field),
    SETTINGS: Object.keys(field.settings).length === 0 ? [] : field.settings,
    ...formatLabels(field, labels),
    ...(field.typeId === 'enumeration' ? { LIST: formatOptions(field) } : {}),
  }
}

function formatLabels(field: UserField, labels: string): Readonly<Record<string, unknown>> {
  if (labels === 'none') return {}
  return Object.fromEntries(
    LABELS.map((label) => {
      const texts = field.labels[label] ?? {}
      return [label, labels === 'all' ? texts : (texts[labels] ?? '')]
    }),
  )
}

function formatOptions({ options }: UserField): readonly unknown[] {
  return options.map(({ id, value, sort, isDefault, xmlId }) => ({
    ID: String(id),
    SORT: String(sort),
    VALUE: value,
    DEF: isDefault ? 'Y' : 'N',
    XML_ID: xmlId,
  }))
}
