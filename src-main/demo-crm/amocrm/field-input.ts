import { isJsonList, isJsonObject } from '../http/exchange.ts'
import type { EntityName, FieldDefinition, FieldOption, FieldType } from '../store/records.ts'
import { fieldMissing, invalidType, notBlank, notSupportedChoice } from './answers.ts'
import type { FieldError } from './answers.ts'
import { readInt, readText } from './batch.ts'
import type { Item } from './batch.ts'
import type { AmoContext } from './context.ts'
import { isIntLike } from './scalars.ts'

/** Types that fields of any record can have. Phones and e-mails are there from the start and are not made. */
const COMMON_TYPES: readonly FieldType[] = [
  'text',
  'textarea',
  'url',
  'streetaddress',
  'numeric',
  'monetary',
  'checkbox',
  'date',
  'date_time',
  'birthday',
  'select',
  'radiobutton',
  'multiselect',
  'smart_address',
  'legal_entity',
  'file',
]
const TYPES: Readonly<Record<EntityName, readonly FieldType[]>> = {
  contacts: COMMON_TYPES,
  companies: COMMON_TYPES,
  deals: [...COMMON_TYPES, 'tracking_data', 'chained_list'],
  customers: [...COMMON_TYPES, 'chained_list'],
}
const CHOICES: readonly FieldType[] = ['select', 'radiobutton', 'multiselect']
const REMINDERS: readonly unknown[] = ['never', 'day', 'week', 'month']
const ADDRESS_PARTS = ['address_line_1', 'address_line_2', 'city', 'state', 'zip', 'country']

/** A definition as submitted, and whether people are kept from editing it. */
export type FieldInput = { readonly field: FieldDefinition; readonly isApiOnly: boolean | undefined }

/** Reads a new definition. Its id is given when it is saved. */
export function readNewField(
  context: AmoContext,
  entity: EntityName,
  item: Item,
  errors: FieldError[],
): FieldInput | undefined {
  const { type: sentType } = item
  const type = TYPES[entity].find((one) => one === sentType)
  if (item['name'] === undefined) errors.push(fieldMissing('name'))
  if (sentType === undefined) errors.push(fieldMissing('type'))
  else if (type === undefined) errors.push(notSupportedChoice('type'))
  if (type === 'monetary' && typeof item['currency'] !== 'string') errors.push(fieldMissing('currency'))
  if (type === undefined) return undefined
  const siblings = context.store.directory.fields(entity)
  const blank: FieldDefinition = {
    id: 0,
    entity,
    name: '',
    code: null,
    type,
    sort: Math.max(0, ...siblings.map(({ sort }) => sort)) + 1,
    groupId: 'default',
    isPredefined: false,
    currency: null,
    remind: type === 'birthday' ? 'never' : null,
    options: type === 'smart_address' ? addressParts() : CHOICES.includes(type) ? [] : null,
  }
  return readFieldChange(context, blank, item, errors)
}

/** Reads what a submitted item changes of a definition. Its type stays for ever. */
export function readFieldChange(
  context: AmoContext,
  current: FieldDefinition,
  item: Item,
  errors: FieldError[],
): FieldInput {
  const { directory } = context.store
  const name = readText(item, 'name', errors)
  if (name?.trim() === '') errors.push(notBlank('name'))
  if (item['type'] !== undefined && item['type'] !== current.type) errors.push(notSupportedChoice('type'))
  const code = readText(item, 'code', errors)
  const isTaken = directory.fields(current.entity).some((other) => other.code === code && other.id !== current.id)
  if (code !== undefined && isTaken) errors.push(notSupportedChoice('code'))
  const groupId = readText(item, 'group_id', errors)
  const isGroup = directory.fieldGroups(current.entity).some(({ id }) => id === groupId)
  if (groupId !== undefined && !isGroup) errors.push(notSupportedChoice('group_id'))
  const remind = readText(item, 'remind', errors)
  if (remind !== undefined && !REMINDERS.includes(remind)) errors.push(notSupportedChoice('remind'))
  const field: FieldDefinition = {
    ...current,
    name: name?.trim() ?? current.name,
    code: code ?? current.code,
    sort: readInt(context, item, 'sort', errors) ?? current.sort,
    groupId: groupId ?? current.groupId,
    currency: readText(item, 'currency', errors) ?? current.currency,
    remind: current.type === 'birthday' ? (remind ?? current.remind) : current.remind,
    options: readOptions(context, current, item['enums'], errors),
    ...(typeof item['is_required'] === 'boolean' ? { isRequired: item['is_required'] } : {}),
  }
  return { field, isApiOnly: typeof item['is_api_only'] === 'boolean' ? item['is_api_only'] : undefined }
}

/** Options that come with their id stay what they are; those without are new, whatever they say; others are gone. */
function readOptions(
  context: AmoContext,
  { options, type }: FieldDefinition,
  input: unknown,
  errors: FieldError[],
): readonly FieldOption[] | null {
  if (input === undefined || input === null || !CHOICES.includes(type)) return options
  if (!isJsonList(input)) {
    errors.push(invalidType('enums', 'array'))
    return options
  }
  const known = options ?? []
  return input.flatMap((item, index): FieldOption[] => {
    const path = `enums.${index}`
    if (!isJsonObject(item)) {
      errors.push(invalidType(path, 'array'))
      return []
    }
    const { id, value, code, sort } = item
    const kept = known.find((option) => isIntLike(id, context.switches()) && option.id === Number(id))
    if (id !== undefined && id !== null && kept === undefined) errors.push(notSupportedChoice(`${path}.id`))
    if (value === undefined && kept === undefined) errors.push(fieldMissing(`${path}.value`))
    return [
      {
        id: kept?.id ?? 0,
        value: typeof value === 'string' || typeof value === 'number' ? String(value) : (kept?.value ?? ''),
        code: typeof code === 'string' ? code : (kept?.code ?? null),
        sort: typeof sort === 'number' ? sort : (kept?.sort ?? (index + 1) * 10),
      },
    ]
  })
}

/** Gives new options their ids: no option ever gets one that another of this field has had. */
export function numberOptions(field: FieldDefinition, before: readonly FieldOption[]): FieldDefinition {
  if (field.options === null || field.type === 'smart_address') return field
  let last = Math.max(field.id * 10 - 1, ...before.map(({ id }) => id))
  return { ...field, options: field.options.map((option) => (option.id === 0 ? { ...option, id: ++last } : option)) }
}

function addressParts(): FieldOption[] {
  return ADDRESS_PARTS.map((code, index) => ({ id: index + 1, value: code, code, sort: (index + 1) * 10 }))
}
