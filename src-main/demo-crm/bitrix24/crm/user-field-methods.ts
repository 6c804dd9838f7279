import { emit } from '../events/emit.ts'
import { basicMethod, crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asText, pick } from '../protocol/parameters.ts'
import { pageEnd } from '../protocol/paging.ts'
import { RestError } from '../protocol/rest-error.ts'
import type { UserField } from '../store/portal-rows.ts'
import { describeLines } from './describe-fields.ts'
import { crmTypes, REQUISITE_FIELDS, wordsOf } from './entities.ts'
import type { FieldOwner } from './entities.ts'
import { fieldsParameter, idParameter } from './legacy-input.ts'
import { mapParameter } from './legacy-list.ts'
import { userFieldsOf } from './record-fields.ts'
import { denied, mustBeCrmAdmin, may } from './rights.ts'
import { formatUserField, toScalars } from './user-field-format.ts'
import { readChangedField, readNewField } from './user-field-input.ts'
import { isUserFieldType, settingsFields, userFieldTypes } from './user-field-types.ts'

/** `crm.{kind}.userfield.*`, and the methods that describe user fields as such. */
export function userFieldMethods(): readonly (readonly [string, Method])[] {
  return [
    ...[...crmTypes.map(wordsOf), REQUISITE_FIELDS].flatMap(methodsOf),
    ['crm.userfield.types', crmMethod(types)],
    ['crm.userfield.fields', crmMethod(() => FIELDS)],
    ['crm.userfield.enumeration.fields', crmMethod(() => OPTION_FIELDS)],
    ['crm.userfield.settings.fields', crmMethod(describeSettings)],
  ]
}

function methodsOf(words: FieldOwner): readonly (readonly [string, Method])[] {
  const prefix = `crm.${words.method}.userfield`
  return [
    [`${prefix}.add`, crmMethod((call) => add(call, words))],
    [`${prefix}.update`, crmMethod((call) => update(call, words))],
    [`${prefix}.get`, crmMethod((call) => formatUserField(mustFind(call, words), 'all'))],
    [`${prefix}.list`, crmList((call) => list(call, words))],
    [`${prefix}.delete`, crmMethod((call) => remove(call, words))],
  ]
}

function add(call: MethodCall, words: FieldOwner): number {
  const input = fieldsParameter(call.params)
  mustBeCrmAdmin(call)
  const field = readNewField(call, words.userFields, input)
  call.data.userFields.put(field)
  tell(call, words, field, 'ADD')
  if (field.options.length > 0) tell(call, words, field, 'SETENUMVALUES')
  return field.id
}

function update(call: MethodCall, words: FieldOwner): boolean {
  idParameter(call.params)
  const input = fieldsParameter(call.params)
  mustBeCrmAdmin(call)
  const field = mustFind(call, words)
  const changed = readChangedField(call, field, input)
  call.data.userFields.put(changed)
  tell(call, words, field, 'UPDATE')
  if (JSON.stringify(changed.options) !== JSON.stringify(field.options)) tell(call, words, field, 'SETENUMVALUES')
  return true
}

function list(call: MethodCall, words: FieldOwner): MethodResult {
  if (!may(call, 'read')) throw denied()
  const order = Object.entries(mapParameter(call.params, 'order'))
  const { LANG: language, ...filter } = mapParameter(call.params, 'filter')
  const found = userFieldsOf(call.data, words.userFields).filter((field) => {
    const scalars = toScalars(field)
    return Object.entries(filter).every(([key, value]) => {
      const name = key.replace(/^=/, '').toUpperCase()
      return !Object.hasOwn(scalars, name) || scalars[name] === asText(value)
    })
  })
  const sorted = order.length === 0 ? found : found.toSorted((a, b) => compareBy(a, b, order))
  const lang = asText(language) ?? ''
  const result = sorted.map((field) => formatUserField(field, lang === '' ? 'none' : lang))
  return { result, ...pageEnd({ offset: 0, isCounted: true }, 0), total: result.length }
}

function compareBy(a: UserField, b: UserField, order: readonly (readonly [string, unknown])[]): number {
  for (const [key, direction] of order) {
    const name = key.toUpperCase()
    if (!['ID', 'FIELD_NAME', 'USER_TYPE_ID', 'XML_ID', 'SORT'].includes(name)) continue
    const [left, right] = [toScalars(a)[name] ?? '', toScalars(b)[name] ?? '']
    const by = name === 'ID' || name === 'SORT' ? Number(left) - Number(right) : left.localeCompare(right)
    if (by !== 0) return String(direction).toUpperCase() === 'DESC' ? -by : by
  }
  return a.id - b.id
}

function remove(call: MethodCall, words: FieldOwner): boolean {
  idParameter(call.params)
  mustBeCrmAdmin(call)
  const field = mustFind(call, words)
  call.data.userFields.remove(field.id)
  const path = `$.${field.fieldName}`
  const sql = `UPDATE b24_items SET fields = json_remove(fields, ?) WHERE type = ? AND json_type(fields, ?) IS NOT NULL`
  call.data.sql.run(sql, path, words.type, path)
  tell(call, words, field, 'DELETE')
  return true
}

/** Another kind's field may not even be looked at. */
function mustFind(call: MethodCall, words: FieldOwner): UserField {
  const id = idParameter(call.params)
  const field = call.data.userFields.get(id)
  if (field === undefined) throw new RestError(`The entity with ID '${id}' is not found.`, 'ERROR_NOT_FOUND')
  if (field.entityId !== words.userFields || !may(call, 'read')) throw denied()
  return field
}

function tell(call: MethodCall, { event, userFields }: FieldOwner, field: UserField, deed: string): void {
  const FIELDS = { ID: field.id, ENTITY_ID: userFields, FIELD_NAME: field.fieldName }
  emit(call, `ONCRM${event}USERFIELD${deed}`, { FIELDS })
}

function types(): readonly unknown[] {
  return Object.entries(userFieldTypes).map(([ID, [title]]) => ({ ID, title }))
}

function describeSettings(call: MethodCall): unknown {
  const type = asText(pick(call.params, 'type', 'TYPE')) ?? ''
  if (type === '') throw new RestError("Parameter 'type' is not specified or empty.")
  return isUserFieldType(type) ? settingsFields(type) : []
}

const FIELDS = describeLines(`
  ID int r ID
  ENTITY_ID string i Object
  FIELD_NAME string i Field name
  USER_TYPE_ID string i Data type
  XML_ID string - External code
  SORT int - Sorting
  MULTIPLE char i Multiple
  MANDATORY char - Mandatory
  SHOW_FILTER char - Show in filter
  SHOW_IN_LIST char - Show in list
  EDIT_IN_LIST char - Allow editing
  IS_SEARCHABLE char - Searchable
  EDIT_FORM_LABEL string - Label in form
  LIST_COLUMN_LABEL string - Column header
  LIST_FILTER_LABEL string - Filter label
  ERROR_MESSAGE string - Error message
  HELP_MESSAGE string - Help
  LIST uf_enum_element m Items
  SETTINGS object - Settings`)

const OPTION_FIELDS = describeLines(`
  ID int r ID
  SORT int - Sorting
  VALUE string - Value
  DEF string - Default
  DEL string - Delete
  XML_ID string - External code`)

/** The description of a multifield's own keys. */
export const multifieldFields = basicMethod(() =>
  describeLines(`
    ID int r ID
    TYPE_ID string i Type
    VALUE string - Value
    VALUE_TYPE string - Kind of value`),
)
