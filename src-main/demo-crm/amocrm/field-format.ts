import type { FieldDefinition, FieldValues, StoredValue } from '../store/records.ts'

/**
 * `custom_fields_values` as read: only filled fields, in the order of the card; null when there is none.
 * A value whose option was removed from the list has gone with it.
 * @source https://www.amocrm.ru/developers/content/crm_platform/custom-fields#cf-fill-examples
 */
export function formatFieldValues(
  values: FieldValues,
  definitions: readonly FieldDefinition[],
): readonly Readonly<Record<string, unknown>>[] | null {
  const filled = definitions.flatMap((field) => {
    const items = (values[field.id] ?? []).flatMap((value) => formatValue(value, field))
    if (items.length === 0) return []
    return [
      {
        field_id: field.id,
        field_name: field.name,
        field_code: field.code,
        field_type: field.type,
        values: items,
      },
    ]
  })
  return filled.length === 0 ? null : filled
}

function formatValue(stored: StoredValue, field: FieldDefinition): Readonly<Record<string, unknown>>[] {
  switch (field.type) {
    case 'select':
    case 'radiobutton':
    case 'multiselect': {
      const option = field.options?.find(({ id }) => id === stored.enumId)
      return option === undefined ? [] : [{ value: option.value, enum_id: option.id, enum_code: option.code }]
    }
    case 'multitext':
    case 'smart_address': {
      const option = field.options?.find(({ id }) => id === stored.enumId)
      if (option === undefined) return [{ value: stored.value }]
      return [{ value: stored.value, enum_id: option.id, enum_code: option.code }]
    }
    case 'text':
    case 'textarea':
    case 'url':
    case 'streetaddress':
    case 'numeric':
    case 'monetary':
    case 'checkbox':
    case 'date':
    case 'date_time':
    case 'birthday':
    case 'legal_entity':
    case 'file':
    case 'tracking_data':
      return [{ value: stored.value }]
    case 'chained_list':
      return typeof stored.value === 'object' ? [stored.value] : []
  }
}
