import type { MethodCall } from '../portal.ts'
import { asInt, asList, asMap, asText, pick } from '../protocol/parameters.ts'
import type { Param, ParamMap } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import type { FieldValue } from '../store/item-store.ts'
import { sideOf } from './bind-records.ts'
import { COMPANY, DEAL } from './entities.ts'
import type { CrmType } from './entities.ts'
import { toStored } from './field-values.ts'
import type { ItemFields } from './item-format.ts'
import { mustBeAddress } from './multifield-input.ts'
import type { MultifieldChange } from './multifield-input.ts'
import { stagesOf } from './record-defaults.ts'
import type { RecordChange } from './record-writer.ts'
import { isMultifield, multifieldTypes } from './system-fields.ts'

/** What crm.item.add and update take. Names that nobody knows are dropped in silence here too. */
export function readItemChange(call: MethodCall, type: CrmType, known: ItemFields, isNew: boolean): RecordChange {
  const raw = pick(call.params, 'fields', 'FIELDS')
  if (raw === undefined) throw new RestError('Could not find value for parameter {fields}', '100')
  const input = asMap(raw)
  if (input === undefined) {
    throw new RestError('Invalid value to match with parameter {fields}. Should be value of type array.', '100')
  }
  const fields: { [name: string]: FieldValue } = {}
  for (const [name, value] of Object.entries(input)) {
    const field = known.get(name)
    if (field === undefined || field.isReadOnly || field.isWriteOnly || isMultifield(field.name)) continue
    const stored = toStored(call.portal, field, value)
    if (field.name === 'CATEGORY_ID') mustBePipeline(call, stored)
    if (stored !== undefined && (isNew || !field.isImmutable || mayMove(call, type, field.name))) {
      fields[field.name] = stored
    }
  }
  return { fields, multifields: readFm(call, input['fm'] ?? null, isNew), ...readLinked(type, input) }
}

/** A deal stays in the pipeline that it was made in, or may go to another one by this family. */
function mayMove(call: MethodCall, type: CrmType, name: string): boolean {
  return type === DEAL && name === 'CATEGORY_ID' && call.portal.switches().dealPipeline === 'movable'
}

function mustBePipeline(call: MethodCall, category: FieldValue | undefined): void {
  if (stagesOf(call, DEAL, Number(category ?? 0)).length > 0) return
  throw new RestError('Field "Pipeline" has an invalid value', 'CRM_FIELD_ERROR_VALUE_NOT_VALID')
}

/** A new record has a list; a change has a map by what is to be done: `n0` adds, a number changes, one without value deletes. */
function readFm(call: MethodCall, value: Param, isNew: boolean): MultifieldChange[] {
  const map = asMap(value)
  if (map === undefined) return []
  const isList = Array.isArray(value)
  return Object.entries(map).flatMap(([key, item]): MultifieldChange[] => {
    const entry = asMap(item) ?? {}
    const typeId = (asText(entry['typeId'] ?? entry['TYPE_ID']) ?? '').toUpperCase()
    // Without its kind an entry is passed over, and nobody says so.
    if (!multifieldTypes.some((one) => one === typeId)) return []
    const text = asText(entry['value'] ?? entry['VALUE']) ?? ''
    const valueType = asText(entry['valueType'] ?? entry['VALUE_TYPE']) ?? ''
    const id = isNew ? 0 : isList ? asInt(entry['id'] ?? entry['ID']) : asInt(/^\d+$/.test(key) ? key : 0)
    if (id > 0 && text === '') return [{ is: 'delete', id }]
    if (text === '') return []
    mustBeAddress(call, typeId, valueType, text)
    if (id > 0) return [{ is: 'change', id, typeId, valueType: valueType === '' ? null : valueType, value: text }]
    return [{ is: 'add', typeId, valueType: valueType === '' ? 'WORK' : valueType, value: text }]
  })
}

function readLinked(type: CrmType, input: ParamMap): Pick<RecordChange, 'linked'> {
  const side = sideOf(type)
  const name = side?.childType === COMPANY ? 'companyIds' : 'contactIds'
  if (side === undefined || !Object.hasOwn(input, name)) return {}
  return {
    linked: asList(input[name])
      .map(asInt)
      .filter((id) => id > 0),
  }
}
