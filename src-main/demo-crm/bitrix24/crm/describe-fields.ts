import type { MethodCall } from '../portal.ts'
import { COMPANY, LEAD, QUOTE } from './entities.ts'
import type { CrmType } from './entities.ts'
import { fieldsOf, labelOf } from './record-fields.ts'
import type { RecordField } from './record-fields.ts'
import { titleIn } from './russian-titles.ts'

/** Taken when a record is added, and in no description of live portals. */
const UNDESCRIBED: readonly string[] = ['TRACE']

/** What `crm.{kind}.fields` answers: each field by its name. */
export function describeFields(call: MethodCall, type: CrmType): Readonly<Record<string, unknown>> {
  const described = [...fieldsOf(call.data, type)].filter(([name]) => !UNDESCRIBED.includes(name))
  return Object.fromEntries(described.map(([name, field]) => [name, describeField(call, field)]))
}

/** The description of one field. */
export function describeField(call: MethodCall, field: RecordField): Readonly<Record<string, unknown>> {
  const { userField } = field
  const plain = {
    type: field.type,
    isRequired: field.isRequired,
    isReadOnly: field.isReadOnly,
    isImmutable: field.isImmutable,
    isMultiple: field.isMultiple,
    isDynamic: userField !== undefined,
    ...(field.isDeprecated ? { isDeprecated: true } : {}),
    ...(field.statusType === undefined ? {} : { statusType: field.statusType }),
  }
  const { language } = call.portal.switches()
  if (userField === undefined) return { ...plain, title: titleIn(language, field.title), ...parentOf(field) }
  const items = userField.options.map(({ id, value }) => ({ ID: String(id), VALUE: value }))
  return {
    ...plain,
    ...(userField.typeId === 'enumeration' ? { items } : {}),
    title: userField.fieldName,
    listLabel: labelOf(userField, language, 'LIST_COLUMN_LABEL'),
    formLabel: labelOf(userField, language),
    filterLabel: labelOf(userField, language, 'LIST_FILTER_LABEL'),
    settings: Object.keys(userField.settings).length === 0 ? [] : userField.settings,
  }
}

/** The kind that a field of one other record points to; what is deprecated does not say. */
function parentOf({ type, isDeprecated, isMultiple }: RecordField): { readonly settings?: object } {
  const parentEntityTypeId = { crm_lead: LEAD, crm_company: COMPANY, crm_quote: QUOTE }[type]
  return parentEntityTypeId === undefined || isDeprecated || isMultiple ? {} : { settings: { parentEntityTypeId } }
}

/** Descriptions of fields that belong to no record, such as those of a link: `NAME type flags Title` a line. */
export function describeLines(lines: string): Readonly<Record<string, unknown>> {
  const rows = lines
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', type = '', flags = '', ...title] = line.trim().split(' ')
      const description = {
        type,
        isRequired: flags.includes('q'),
        isReadOnly: flags.includes('r'),
        isImmutable: flags.includes('i'),
        isMultiple: flags.includes('m'),
        isDynamic: false,
        title: title.join(' '),
      }
      return [name, description] as const
    })
  return Object.fromEntries(rows)
}
