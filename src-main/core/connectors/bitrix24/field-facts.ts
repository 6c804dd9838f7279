import type { FieldKind, FieldLimits, FieldOption, RecordKind } from '#shared/domain/directory.ts'
import type { FieldId } from '#shared/domain/ids.ts'
import { ADDRESS, addressOptions } from './contact-address.ts'
import { toFieldId, type Family } from './families.ts'
import { messengerTypes, webTypes } from './point-kinds.ts'
import { entriesOf, isYes, textOf } from './scalars.ts'
import type { FieldWire, StatusWire, UserFieldWire } from './wire.ts'

/** What this connector knows of one field that records have beside names, phones, companies and the like. */
export interface FieldFacts {
  readonly id: FieldId
  /** What the vendor calls it. */
  readonly code: string
  /** The vendor's number of a user field; `null` of a field that every portal has. */
  readonly userFieldId: string | null
  readonly name: string
  /** The vendor's word. */
  readonly type: string
  readonly isMultiple: boolean
  readonly kind: FieldKind
  readonly isReadOnly: boolean
  readonly isRequired: boolean
  /** What its people have set for it; `null` for nothing. */
  readonly limits: FieldLimits | null
  readonly sort: number
  readonly options: readonly FieldOption[]
  /** In which amounts are meant that say nothing else; empty where nobody knows. */
  readonly currency: string
  /** Where a number without a prefix leads, of a field for records: `null` where several kinds are allowed, or one not kept here. */
  readonly leadsTo: RecordKind | null
  /** Which records kept here a field for records may name; none for all others. */
  readonly mayName: readonly RecordKind[]
  /** An outside mark of whoever made it. */
  readonly xmlId: string
}

const longTexts: readonly string[] = ['COMMENTS', 'SOURCE_DESCRIPTION', 'BANKING_DETAILS']

const kinds: Readonly<Record<string, FieldKind>> = {
  string: 'text',
  integer: 'number',
  double: 'number',
  boolean: 'boolean',
  char: 'boolean',
  // People are chosen as options are; who they are is in the directory.
  employee: 'choice',
  crm: 'records',
  date: 'date',
  datetime: 'date-time',
  enumeration: 'choice',
  crm_status: 'choice',
  money: 'money',
  url: 'url',
  address: 'text',
  file: 'file',
  crm_multifield: 'messengers',
}

/** Of these several values are lines that come and go one by one. */
const lineKinds: readonly FieldKind[] = ['text', 'long-text', 'number', 'url']

/** User fields come after all others. */
const USER_FIELDS_FROM = 1_000

/** What is told of fields, in all the places where the vendor keeps it. */
export interface FieldSources {
  readonly fields: readonly (readonly [string, FieldWire])[]
  readonly userFields: readonly UserFieldWire[]
  readonly statuses: readonly StatusWire[]
  /** Whom a field may name; none where no field does. */
  readonly people: readonly FieldOption[]
}

/** The fields that a card shows, each with all that is known of it. Any order. */
export function toFieldFacts(
  family: Family,
  { fields, userFields, statuses, people }: FieldSources,
): readonly FieldFacts[] {
  const { systemFields } = family
  const titles = new Map(fields.map(([name, { title }]) => [name, title]))
  const own = new Map(userFields.map((field) => [field.FIELD_NAME, field]))
  return fields.flatMap(([name, wire]): FieldFacts[] => {
    const userField = own.get(name)
    if (wire.isDynamic ? !name.startsWith('UF_') : !systemFields.includes(name)) return []
    const kind = kindOf(name, wire, userField)
    return [
      {
        id: toFieldId(family, name),
        code: name,
        userFieldId: userField?.ID ?? null,
        name: wire.formLabel || wire.listLabel || wire.title || name,
        type: wire.type,
        isMultiple: wire.isMultiple && wire.type !== 'crm_multifield',
        kind,
        isReadOnly: wire.isReadOnly,
        isRequired: isAskedFor(name, wire) || userField?.MANDATORY === true,
        limits: limitsOf(userField),
        sort: wire.isDynamic ? USER_FIELDS_FROM + (Number(userField?.SORT) || 0) : systemFields.indexOf(name),
        options:
          name === ADDRESS
            ? addressOptions((line) => titles.get(line))
            : wire.type === 'employee'
              ? people
              : optionsOf(name, wire, userField, statuses),
        currency: wire.type === 'money' ? currencyOf(userField) : '',
        leadsTo: wire.type === 'crm' ? onlyKindOf(userField) : null,
        mayName: wire.type === 'crm' ? namedKindsOf(userField).flatMap((kind) => kind ?? []) : [],
        xmlId: userField?.XML_ID ?? '',
      },
    ]
  })
}

/** A portal flags all three parts of a name; what it insists on is a first name or a last one. */
const isAskedFor = (name: string, { isRequired }: FieldWire): boolean => isRequired && name !== 'SECOND_NAME'

function kindOf(name: string, wire: FieldWire, userField: UserFieldWire | undefined): FieldKind {
  if (name === ADDRESS) return 'address'
  const known = Object.hasOwn(kinds, wire.type) ? (kinds[wire.type] ?? 'other') : 'other'
  const isLong = longTexts.includes(name) || Number(settingOf(userField, 'ROWS')) > 1
  const kind = known === 'text' && isLong ? 'long-text' : known
  if (!wire.isMultiple) return kind
  if (kind === 'choice') return 'choices'
  return lineKinds.includes(kind) ? 'texts' : kind
}

function optionsOf(
  name: string,
  wire: FieldWire,
  userField: UserFieldWire | undefined,
  statuses: readonly StatusWire[],
): readonly FieldOption[] {
  if (wire.type === 'crm_multifield') {
    return (name === 'IM' ? messengerTypes : webTypes).map((code) => ({ id: code, value: code, code }))
  }
  if (wire.type === 'enumeration') {
    const items = wire.items.length > 0 ? wire.items : (userField?.LIST ?? [])
    return items.map(({ ID, VALUE }) => ({ id: ID, value: VALUE }))
  }
  if (wire.type !== 'crm_status') return []
  const directory = wire.statusType || textOf(settingOf(userField, 'ENTITY_TYPE'))
  return statuses
    .filter(({ ENTITY_ID }) => ENTITY_ID === directory)
    .map(({ STATUS_ID, NAME }) => ({ id: STATUS_ID, value: NAME }))
}

const settingOf = (field: Pick<UserFieldWire, 'SETTINGS'> | undefined, name: string): unknown =>
  entriesOf(field?.SETTINGS).find(([key]) => key === name)?.[1]

const recordSettings: Readonly<Record<string, RecordKind>> = {
  ...{ LEAD: 'lead', CONTACT: 'contact', COMPANY: 'company', DEAL: 'deal' },
}

/** Which records the field allows; other kinds (`DYNAMIC_128`) are allowed in the same way, and `null` here. */
export function namedKindsOf(field: Pick<UserFieldWire, 'SETTINGS'> | undefined): readonly (RecordKind | null)[] {
  const allowed = entriesOf(field?.SETTINGS).filter(([, value]) => isYes(value))
  return allowed.map(([name]) => (Object.hasOwn(recordSettings, name) ? (recordSettings[name] ?? null) : null))
}

function onlyKindOf(field: UserFieldWire | undefined): RecordKind | null {
  const [only = null, other] = namedKindsOf(field)
  return other === undefined ? only : null
}

/**
 * Lengths of texts and links, ends of numbers; 0 means that nothing is set.
 * @source https://apidocs.bitrix24.com/api-reference/crm/universal/user-defined-fields/crm-userfield-settings-fields.html
 */
function limitsOf(field: UserFieldWire | undefined): FieldLimits | null {
  const limits = Object.entries(limitSettings).flatMap(([name, setting]) => {
    const value = Number(settingOf(field, setting))
    return Number.isFinite(value) && value !== 0 ? [[name, value] as const] : []
  })
  return limits.length === 0 ? null : Object.fromEntries(limits)
}

const limitSettings = { minLength: 'MIN_LENGTH', maxLength: 'MAX_LENGTH', min: 'MIN_VALUE', max: 'MAX_VALUE' } as const

/** In which amounts of a field are meant: written behind its usual amount, if it has one; empty where it says none. */
export const currencyOf = (field: Pick<UserFieldWire, 'SETTINGS'> | undefined): string =>
  textOf(settingOf(field, 'DEFAULT_VALUE')).split('|')[1] ?? ''
