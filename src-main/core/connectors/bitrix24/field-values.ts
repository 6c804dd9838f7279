import type { CustomItem, Json } from '#shared/domain/contact.ts'
import type { RecordKind } from '#shared/domain/directory.ts'
import type { FieldFacts } from './field-facts.ts'
import { isOpenLine, toValueType } from './point-kinds.ts'
import { dayOf, isYes, listOf, momentOf, textOf, toDayText, toMomentText } from './scalars.ts'
import type { MultifieldWire } from './wire.ts'

/** A field's values as the window keeps them; none for all that the vendor has for "nothing". */
export function toItems(value: unknown, field: FieldFacts): readonly CustomItem[] {
  const values = field.isMultiple ? listOf(value) : [value]
  return values.flatMap((one): CustomItem[] => {
    const item = toItem(one, field)
    return item === null ? [] : [item]
  })
}

/** What users see of a multifield that is shown as a field: links of open lines are not theirs to change. */
export const toReachItems = (values: readonly MultifieldWire[]): readonly CustomItem[] =>
  values
    .filter(({ VALUE }) => VALUE !== '' && !isOpenLine(VALUE))
    .map(({ VALUE, VALUE_TYPE }) => ({ value: VALUE, code: toValueType(VALUE_TYPE) || 'OTHER' }))

function toItem(value: unknown, field: FieldFacts): CustomItem | null {
  if (field.kind === 'file') return toFile(value)
  const text = textOf(value)
  if (text === '') return value === true ? { value: true } : null
  switch (field.type) {
    case 'boolean':
    case 'char':
      return { value: isYes(value) }
    case 'date':
      return { value: dayOf(value) ?? text }
    case 'datetime':
      return { value: momentOf(value) ?? text }
    case 'enumeration':
    case 'crm_status':
    case 'employee':
      return { value: field.options.find(({ id }) => id === text)?.value ?? text, optionId: text }
    case 'money':
      return toAmount(text)
    case 'crm':
      return { value: toRecord(text, field) }
    default:
      return { value: text }
  }
}

const prefixes: Readonly<Record<string, RecordKind>> = {
  ...{ L: 'lead', C: 'contact', CO: 'company', D: 'deal' },
}

/**
 * `CO_3`, or the number alone where the field allows one kind. What neither says, or says of a kind that we do not have, stays as it
 * came.
 */
function toRecord(text: string, { leadsTo }: FieldFacts): Json {
  if (leadsTo !== null && /^[1-9]\d*$/.test(text)) return { kind: leadsTo, id: text }
  const [, prefix = '', id = ''] = /^([A-Z]+)_(\d+)$/.exec(text) ?? []
  const kind = Object.hasOwn(prefixes, prefix) ? prefixes[prefix] : undefined
  return kind === undefined ? { kind: 'other', id: text } : { kind, id }
}

/** As `toRecord` reads it: what it could not read goes back as it came. */
function fromRecord(value: Json, { leadsTo }: FieldFacts): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return plainText(value)
  const { kind = null, id = null } = value as Readonly<Record<string, Json>>
  if (kind === leadsTo) return plainText(id)
  const prefix = Object.keys(prefixes).find((one) => prefixes[one] === kind)
  return prefix === undefined ? plainText(id) : `${prefix}_${plainText(id)}`
}

/** `300|USD`: also where that is the field's own currency, for another one may be chosen for the field, and amounts stay. */
function toAmount(text: string): CustomItem {
  const [amount = '', code = ''] = text.split('|')
  return code === '' ? { value: amount } : { value: amount, code }
}

/** Its number alone: links to files may carry a token. */
function toFile(value: unknown): CustomItem | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? textOf(value.id) : textOf(value)
  return id === '' ? null : { value: { id } }
}

/** What the vendor takes for a field: one text, or a list of them. An empty text clears either. */
export type ValueOut = string | readonly string[]

/** One custom field as it goes out. @param zone in which the portal writes moments */
export function toValueOut(items: readonly CustomItem[], field: FieldFacts, zone: Zone): ValueOut {
  const texts = items.map((item) => toText(item, field, zone)).filter((text) => text !== '')
  if (!field.isMultiple) return texts[0] ?? ''
  return texts.length === 0 ? '' : texts
}

/** Of the portal's server. */
export interface Zone {
  readonly offsetMinutes: number
}

function toText({ value, optionId, code }: CustomItem, field: FieldFacts, { offsetMinutes }: Zone): string {
  switch (field.type) {
    case 'boolean':
      return isYes(value) ? '1' : '0'
    case 'char':
      return isYes(value) ? 'Y' : 'N'
    case 'date':
      return typeof value === 'number' ? toDayText(value) : plainText(value)
    case 'datetime':
      return typeof value === 'number' ? toMomentText(value, offsetMinutes) : plainText(value)
    case 'enumeration':
    case 'crm_status':
    case 'employee':
      return optionId ?? field.options.find((option) => option.value === value)?.id ?? plainText(value)
    case 'crm':
      return fromRecord(value, field)
    case 'money': {
      const currency = code ?? field.currency
      return currency === '' ? plainText(value) : `${plainText(value)}|${currency}`
    }
    default:
      return plainText(value)
  }
}

function plainText(value: Json): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
