import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asInt, asText, upperKeys, without } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import { nowSeconds } from '../protocol/server-time.ts'
import { SET_UP_AT } from '../seed/directory-data.ts'
import type { Item } from '../store/item-store.ts'
import { describeField } from './describe-fields.ts'
import { REQUISITE, REQUISITE_PRESET } from './entities.ts'
import { formatLegacy } from './legacy-format.ts'
import { fieldsParameter, idParameter } from './legacy-input.ts'
import { readPlainFields } from './plain-input.ts'
import { listPlain } from './plain-list.ts'
import { presetCountries, usualFieldsOf, usualPresets } from './requisite-presets.ts'
import type { PresetField } from './requisite-presets.ts'
import { denied, may } from './rights.ts'
import type { Deed } from './rights.ts'
import { defineFields } from './system-fields.ts'

/** `crm.requisite.preset.*`: the templates to choose from. */
export function presetMethods(): readonly (readonly [string, Method])[] {
  const prefix = 'crm.requisite.preset'
  return [
    [`${prefix}.add`, crmMethod(add)],
    [`${prefix}.update`, crmMethod(update)],
    [
      `${prefix}.get`,
      crmMethod((call) => formatLegacy(call, findPreset(call, idParameter(call.params)), FIELDS, undefined)),
    ],
    [`${prefix}.list`, crmList(list)],
    [`${prefix}.delete`, crmMethod(remove)],
    [
      `${prefix}.fields`,
      crmMethod((call) => Object.fromEntries([...FIELDS].map(([name, field]) => [name, describeField(call, field)]))),
    ],
    [`${prefix}.countries`, crmMethod(() => presetCountries)],
  ]
}

const FIELDS = new Map(
  defineFields(`
    ID integer r ID
    ENTITY_TYPE_ID integer qi Entity type ID
    COUNTRY_ID integer qi Country
    DATE_CREATE datetime r Creation date
    DATE_MODIFY datetime r Modification date
    CREATED_BY_ID user r Created by
    MODIFY_BY_ID user r Modified by
    NAME string q Name
    XML_ID string - External code
    ACTIVE char - Active
    SORT integer - Sorting`).map((field) => [field.name, field]),
)

/**
 * A template of this portal.
 * @throws {RestError} in the vendor's words when there is none
 */
export function findPreset(call: MethodCall, id: number): Item {
  furnish(call)
  const preset = call.data.items.get(REQUISITE_PRESET, id)
  if (preset === undefined) throw new RestError(`The Preset with ID '${id}' is not found`)
  return preset
}

/** What a template asks for, in the order of its fields' SORT. */
export function fieldsOfPreset({ fields }: Item): readonly PresetField[] {
  const kept = fields['FIELDS']
  const own = typeof kept === 'string' ? (JSON.parse(kept) as PresetField[]) : []
  return own.toSorted((a, b) => a.SORT - b.SORT || a.ID - b.ID)
}

/** The template with other fields, as a change by this user. */
export function putPresetFields(call: MethodCall, preset: Item, fields: readonly PresetField[]): void {
  const changed = { ...preset.fields, FIELDS: JSON.stringify(fields), MODIFY_BY_ID: String(call.caller.user.id) }
  call.data.items.put({ ...preset, modified: nowSeconds(call.portal), fields: changed })
}

/**
 * Templates are a matter of contacts and of companies alike.
 * @throws {RestError} when the user may not do it with either
 */
export function mustMayPresets(call: MethodCall, deed: Deed): void {
  if (!may(call, deed)) throw denied()
}

function add(call: MethodCall): number {
  mustMayPresets(call, 'add')
  furnish(call)
  const input = upperKeys(fieldsParameter(call.params))
  if (asInt(input['ENTITY_TYPE_ID']) !== REQUISITE) throw new RestError('ENTITY_TYPE_ID is not defined or invalid')
  if (!presetCountries.some(({ ID }) => ID === asInt(input['COUNTRY_ID']))) {
    throw new RestError('COUNTRY_ID is not defined or invalid')
  }
  if ((asText(input['NAME']) ?? '') === '') throw new RestError('NAME is not defined or invalid')
  const id = call.data.items.nextId(COUNTER)
  const usual = { XML_ID: '', ACTIVE: 'Y', SORT: '500', CREATED_BY_ID: String(call.caller.user.id) }
  call.data.items.put({
    ...{ type: REQUISITE_PRESET, id, created: nowSeconds(call.portal), modified: 0, ownerType: null, ownerId: null },
    fields: { ...usual, ...readPlainFields(call, FIELDS, input) },
  })
  return id
}

function update(call: MethodCall): boolean {
  const preset = findPreset(call, idParameter(call.params))
  mustMayPresets(call, 'edit')
  const input = without(upperKeys(fieldsParameter(call.params)), 'ENTITY_TYPE_ID', 'COUNTRY_ID')
  const fields = {
    ...preset.fields,
    ...readPlainFields(call, FIELDS, input),
    MODIFY_BY_ID: String(call.caller.user.id),
  }
  call.data.items.put({ ...preset, modified: nowSeconds(call.portal), fields })
  return true
}

function remove(call: MethodCall): boolean {
  const { id } = findPreset(call, idParameter(call.params))
  mustMayPresets(call, 'delete')
  const sql = "json_extract(i.fields, '$.PRESET_ID') = ?"
  if (call.data.items.count(REQUISITE, [{ sql, params: [String(id)] }]) > 0) {
    throw new RestError('You cannot delete the template because requisites have already been created for it')
  }
  call.data.items.remove(REQUISITE_PRESET, id)
  return true
}

function list(call: MethodCall): MethodResult {
  if (!may(call, 'read')) throw new RestError('Access denied.', '0')
  furnish(call)
  return listPlain(call, { type: REQUISITE_PRESET, known: FIELDS })
}

const COUNTER = 'requisite_presets'

/** Data of earlier versions have none. Who takes all of them away gets them back, which a portal does not do. */
function furnish({ data }: MethodCall): void {
  if (data.items.count(REQUISITE_PRESET) > 0) return
  for (const [index, { name, xmlId }] of usualPresets.entries()) {
    data.items.put({
      ...{ type: REQUISITE_PRESET, id: index + 1, created: SET_UP_AT, modified: 0, ownerType: null, ownerId: null },
      fields: {
        ...{ ENTITY_TYPE_ID: String(REQUISITE), COUNTRY_ID: '1', CREATED_BY_ID: '1', NAME: name, XML_ID: xmlId },
        ...{ ACTIVE: 'Y', SORT: '500', FIELDS: JSON.stringify(usualFieldsOf(index)) },
      },
    })
  }
  if (data.items.nextId(COUNTER) <= usualPresets.length) data.items.reserveIds(COUNTER, usualPresets.length)
}
