import { isJsonList, isJsonObject } from '../http/exchange.ts'
import type { FieldDefinition } from '../store/records.ts'

type Fields = Readonly<Record<string, unknown>>

const PATCH_KEYS: readonly string[] = [
  'id',
  'name',
  'first_name',
  'last_name',
  'responsible_user_id',
  'created_by',
  'updated_by',
  'created_at',
  'updated_at',
  'custom_fields_values',
  '_embedded',
  'tags_to_add',
  'tags_to_delete',
  'request_id',
  'company_id',
  'price',
  'status_id',
  'pipeline_id',
  'loss_reason_id',
  'closed_at',
  'next_price',
  'next_date',
]

/**
 * Turns the `fields` of an edit into the body of a PATCH. Besides its keys a test may name custom fields by code or id, with
 * plain values (`{"PHONE": "+7…"}`), and give `tags` as a list of names.
 * @returns the body, or the first key that means nothing
 */
export function toPatchItem(fields: Fields, definitions: readonly FieldDefinition[]): Fields | { unknownKey: string } {
  const item: Record<string, unknown> = {}
  const values: unknown[] = isJsonList(fields['custom_fields_values']) ? [...fields['custom_fields_values']] : []
  for (const [key, value] of Object.entries(fields)) {
    const field = definitions.find(({ id, code }) => String(id) === key || code?.toLowerCase() === key.toLowerCase())
    if (PATCH_KEYS.includes(key)) item[key] = value
    else if (key === 'tags') item['_embedded'] = { tags: toItems(value, 'name') }
    else if (field !== undefined) values.push({ field_id: field.id, values: toItems(value, 'value') })
    else return { unknownKey: key }
  }
  return values.length === 0 ? item : { ...item, custom_fields_values: values }
}

function toItems(value: unknown, key: 'name' | 'value'): readonly unknown[] | null {
  if (value === null) return null
  const list = isJsonList(value) ? value : [value]
  return list.length === 0 ? null : list.map((item) => (isJsonObject(item) ? item : { [key]: item }))
}
