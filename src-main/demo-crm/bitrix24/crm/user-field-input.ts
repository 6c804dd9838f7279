import type { MethodCall } from '../portal.ts'
import { asFlag, asInt, asList, asMap, asText } from '../protocol/parameters.ts'
import type { Param, ParamMap } from '../protocol/parameters.ts'
import { coreError, RestError } from '../protocol/rest-error.ts'
import type { EnumOption, UserField } from '../store/portal-rows.ts'
import { say } from './messages.ts'
import { isUserFieldType, userFieldTypes } from './user-field-types.ts'

export const LABELS = [
  'EDIT_FORM_LABEL',
  'LIST_COLUMN_LABEL',
  'LIST_FILTER_LABEL',
  'ERROR_MESSAGE',
  'HELP_MESSAGE',
] as const
const LANGUAGES = ['ru', 'en']
const MAX_NAME = 50
/** The database of the vendor holds no more of one kind, and one more is a failure without words. */
const MAX_FIELDS = 1016

/**
 * A new field from what was sent.
 * @throws {RestError} with all complaints in one text
 */
export function readNewField(call: MethodCall, entityId: string, input: ParamMap): UserField {
  const typeId = asText(input['USER_TYPE_ID']) ?? ''
  const name = asText(input['FIELD_NAME']) ?? ''
  if (typeId === '') throw new RestError("The 'USER_TYPE_ID' field is not found.")
  if (name === '') throw new RestError("The 'FIELD_NAME' field is not found.")
  if (call.data.userFields.all().filter((field) => field.entityId === entityId).length >= MAX_FIELDS) {
    throw new RestError('Internal server error', 'INTERNAL_SERVER_ERROR', 500)
  }
  const fieldName = fullName(name)
  const problems = [
    ...nameProblems(call, entityId, fieldName),
    ...(isUserFieldType(typeId) ? [] : [say(call.portal, 'badFieldType')]),
  ]
  if (problems.length > 0 || !isUserFieldType(typeId)) throw coreError(problems.join('\n'))
  const fallback = asText(input['LABEL']) ?? ''
  return {
    id: call.data.userFields.nextId(),
    ...{ entityId, fieldName, typeId },
    xmlId: asText(input['XML_ID']) ?? null,
    sort: positive(input['SORT'], 100),
    isMultiple: typeId !== 'boolean' && asFlag(input['MULTIPLE']),
    isMandatory: asFlag(input['MANDATORY']),
    showFilter: readShowFilter(input['SHOW_FILTER']),
    showInList: asFlag(input['SHOW_IN_LIST']),
    editInList: input['EDIT_IN_LIST'] === undefined || asFlag(input['EDIT_IN_LIST']),
    isSearchable: asFlag(input['IS_SEARCHABLE']),
    settings: { ...userFieldTypes[typeId][1], ...readSettings(typeId, input['SETTINGS']) },
    labels: Object.fromEntries(LABELS.map((label) => [label, readLabel(input[label] ?? fallback)])),
    options: typeId === 'enumeration' ? readOptions(call, input['LIST'], [], asFlag(input['MULTIPLE'])) : [],
  }
}

/** A field as it will be after a change. What is not named stays; labels lose the languages that are not named. */
export function readChangedField(call: MethodCall, field: UserField, input: ParamMap): UserField {
  const flag = (name: string, known: boolean): boolean => (input[name] === undefined ? known : asFlag(input[name]))
  const labels = LABELS.map((label) => [
    label,
    input[label] === undefined ? field.labels[label] : readLabel(input[label]),
  ])
  return {
    ...field,
    xmlId: input['XML_ID'] === undefined ? field.xmlId : (asText(input['XML_ID']) ?? null),
    sort: positive(input['SORT'], field.sort),
    isMandatory: flag('MANDATORY', field.isMandatory),
    showFilter: input['SHOW_FILTER'] === undefined ? field.showFilter : readShowFilter(input['SHOW_FILTER']),
    showInList: flag('SHOW_IN_LIST', field.showInList),
    editInList: flag('EDIT_IN_LIST', field.editInList),
    isSearchable: flag('IS_SEARCHABLE', field.isSearchable),
    settings: { ...field.settings, ...readSettings(field.typeId, input['SETTINGS']) },
    labels: Object.fromEntries(labels) as UserField['labels'],
    options:
      field.typeId === 'enumeration' && input['LIST'] !== undefined
        ? readOptions(call, input['LIST'], field.options, field.isMultiple)
        : field.options,
  }
}

/** `X` and `UF_X` mean `UF_CRM_X`. */
function fullName(name: string): string {
  const upper = name.toUpperCase()
  if (upper.startsWith('UF_CRM_')) return upper
  return `UF_CRM_${upper.replace(/^UF_/, '')}`
}

function nameProblems(call: MethodCall, entityId: string, name: string): string[] {
  const { portal, data } = call
  const isTaken = data.userFields.all().some((field) => field.entityId === entityId && field.fieldName === name)
  return [
    ...(name.length > MAX_NAME ? [say(portal, 'longFieldName')] : []),
    ...(/^[A-Z0-9_]+$/.test(name) ? [] : [say(portal, 'badFieldName')]),
    ...(isTaken ? [say(portal, 'takenFieldName', { name, entity: entityId })] : []),
  ]
}

/** One text is for all languages; a map leaves those empty that it does not name. */
function readLabel(value: Param): Readonly<Record<string, string>> {
  const map = asMap(value)
  const text = asText(value) ?? ''
  return Object.fromEntries(
    LANGUAGES.map((language) => [language, map === undefined ? text : (asText(map[language]) ?? '')]),
  )
}

function readSettings(typeId: string, value: Param | undefined): Readonly<Record<string, unknown>> {
  const map = asMap(value)
  if (map === undefined || !isUserFieldType(typeId)) return {}
  const known: Readonly<Record<string, unknown>> = userFieldTypes[typeId][1]
  const entries = Object.entries(map).filter(([name]) => Object.hasOwn(known, name))
  return Object.fromEntries(entries.map(([name, item]) => [name, readSetting(name, item, known[name])]))
}

function readSetting(name: string, value: Param, usual: unknown): unknown {
  if (typeof usual !== 'number') return value
  const number = asInt(value)
  return name === 'ROWS' ? Math.min(Math.max(number, 1), 50) : number
}

/** Options with an id change or go (`DEL`), those without are added, what is not mentioned stays. */
function readOptions(
  call: MethodCall,
  value: Param | undefined,
  known: readonly EnumOption[],
  isMultiple: boolean,
): EnumOption[] {
  const options = new Map(known.map((option) => [option.id, option]))
  for (const item of asList(value)) {
    const map = asMap(item) ?? {}
    const id = asInt(map['ID'])
    const before = options.get(id)
    if (before !== undefined && asFlag(map['DEL'])) options.delete(id)
    else if (before !== undefined) options.set(id, mergeOption(before, map))
    else if ((asText(map['VALUE']) ?? '') !== '') {
      const made = call.data.items.nextId('enum options')
      options.set(made, mergeOption({ id: made, value: '', sort: 500, isDefault: false, xmlId: '' }, map))
    }
  }
  const list = [...options.values()].map((option) =>
    option.xmlId === '' ? { ...option, xmlId: `xml_${option.id}` } : option,
  )
  if (new Set(list.map(({ xmlId }) => xmlId)).size < list.length) throw coreError(say(call.portal, 'doubleXmlId'))
  const first = list.find(({ isDefault }) => isDefault)
  const single = isMultiple ? list : list.map((option) => ({ ...option, isDefault: option === first }))
  return single.toSorted((a, b) => a.sort - b.sort || a.id - b.id)
}

function mergeOption(option: EnumOption, map: ParamMap): EnumOption {
  return {
    ...option,
    value: asText(map['VALUE']) ?? option.value,
    sort: map['SORT'] === undefined ? option.sort : asInt(map['SORT']),
    isDefault: map['DEF'] === undefined ? option.isDefault : asFlag(map['DEF']),
    xmlId: asText(map['XML_ID']) ?? option.xmlId,
  }
}

function readShowFilter(value: Param | undefined): string {
  const text = asText(value) ?? 'N'
  if (['I', 'E', 'S'].includes(text)) return text
  return asFlag(value) ? 'E' : 'N'
}

function positive(value: Param | undefined, usual: number): number {
  const number = asInt(value)
  return number > 0 ? number : usual
}
