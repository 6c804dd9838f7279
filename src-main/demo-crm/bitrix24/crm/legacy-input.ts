import type { MethodCall } from '../portal.ts'
import { asInt, asList, asMap, asText, pick } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { coreError, RestError } from '../protocol/rest-error.ts'
import { parseMoment } from '../protocol/server-time.ts'
import type { FieldMap, FieldValue } from '../store/item-store.ts'
import { sideOf } from './bind-records.ts'
import type { CrmType } from './entities.ts'
import { toStored } from './field-values.ts'
import { readMultifields } from './multifield-input.ts'
import type { MultifieldChange } from './multifield-input.ts'
import { fieldsOf } from './record-fields.ts'
import type { FieldSet } from './record-fields.ts'
import type { RecordChange } from './record-writer.ts'
import { isMultifield } from './system-fields.ts'

/** `fields`, in any of the spellings that the old methods know. Without it there are no fields, which is no error by itself. */
export function fieldsParameter(params: ParamMap): ParamMap {
  const value = pick(params, 'fields', 'FIELDS', 'Fields', 'arFields')
  if (value === undefined || value === null) return {}
  const fields = asMap(value)
  if (fields === undefined) throw new RestError("Parameter 'fields' must be array.")
  return fields
}

/** `id`, in either spelling. */
export function idParameter(params: ParamMap): number {
  const id = asInt(pick(params, 'id', 'ID'))
  if (id <= 0) throw new RestError('ID is not defined or invalid.')
  return id
}

/** `params`, when it is sent. */
export function optionsParameter(params: ParamMap): ParamMap {
  const value = pick(params, 'params', 'PARAMS', 'Params')
  if (value === undefined || value === null) return {}
  const map = asMap(value)
  if (map === undefined) throw new RestError("Parameter 'params' must be array.")
  return map
}

/** What the old methods of a kind take; names that nobody knows and fields that are read-only are dropped in silence. */
export function readLegacyChange(call: MethodCall, type: CrmType, isNew: boolean): RecordChange {
  const input = fieldsParameter(call.params)
  const isImport = isNew && isYes(optionsParameter(call.params))
  const known = fieldsOf(call.data, type)
  const fields: { [name: string]: FieldValue } = {}
  const multifields: MultifieldChange[] = []
  for (const [name, value] of Object.entries(input)) {
    const field = known.get(name)
    if (field === undefined) continue
    if (isMultifield(name)) multifields.push(...readMultifields(call, name, value, isNew))
    else if (field.isWriteOnly || (field.isReadOnly && !(isImport && AUTHORS.includes(name)))) continue
    else {
      const stored = toStored(call.portal, field, value)
      if (stored !== undefined && !(field.isImmutable && !isNew)) fields[name] = stored
    }
  }
  const cleared = isNew || call.portal.switches().addressLines === 'keep' ? {} : otherLines(known, fields)
  const times = isImport ? readTimes(call, type, input) : {}
  return { fields: { ...cleared, ...fields }, multifields, ...readLinked(type, input), ...times }
}

/** An address is one thing to some portals: whoever sends a line of it sends all. */
function otherLines(known: FieldSet, fields: FieldMap): FieldMap {
  const lines = (prefix: string): string[] =>
    [...known.keys()].filter((name) => name === prefix || (name.startsWith(`${prefix}_`) && name !== 'ADDRESS_LEGAL'))
  const touched = ['ADDRESS', 'REG_ADDRESS']
    .map(lines)
    .filter((names) => names.some((name) => Object.hasOwn(fields, name)))
  return Object.fromEntries(touched.flat().map((name) => [name, null]))
}

/** An import may say who made a record, and when. */
const AUTHORS = ['CREATED_BY_ID', 'MODIFY_BY_ID']

function isYes(options: ParamMap): boolean {
  return asText(options['IMPORT']) === 'Y'
}

function readLinked(type: CrmType, input: ParamMap): Pick<RecordChange, 'linked'> {
  const name = sideOf(type)?.childType === 4 ? 'COMPANY_IDS' : 'CONTACT_IDS'
  if (sideOf(type) === undefined || !Object.hasOwn(input, name)) return {}
  return {
    linked: asList(input[name])
      .map(asInt)
      .filter((id) => id > 0),
  }
}

function readTimes(call: MethodCall, type: CrmType, input: ParamMap): Pick<RecordChange, 'created' | 'modified'> {
  const [created, modified] = ['DATE_CREATE', 'DATE_MODIFY'].map((name) => {
    return parseMoment(call.portal, asText(input[name]) ?? '')
  })
  mustNotBeEarlier(call, type, created)
  return { ...(created === undefined ? {} : { created }), ...(modified === undefined ? {} : { modified }) }
}

/** Records are made one after another, imported ones as well. */
function mustNotBeEarlier(call: MethodCall, type: CrmType, created: number | undefined): void {
  if (created === undefined || call.portal.switches().earlierImport === 'accept') return
  const [last] = call.data.items.list({ type, conditions: [], order: ['i.id DESC'], limit: 1, offset: 0 })
  if (last === undefined || created >= last.created) return
  throw coreError('DATE_CREATE may not be earlier than that of the last created item.')
}
