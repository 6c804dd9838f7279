import { crmMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asFlag, asInt, asText, upperKeys } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import type { Item } from '../store/item-store.ts'
import { describeLines } from './describe-fields.ts'
import { REQUISITE_FIELDS } from './entities.ts'
import { fieldsParameter, idParameter } from './legacy-input.ts'
import { mapParameter } from './legacy-list.ts'
import { fieldsOfPreset, findPreset, mustMayPresets, putPresetFields } from './preset-methods.ts'
import { ownFieldsOf } from './record-fields.ts'
import type { PresetField } from './requisite-presets.ts'
import { requisiteParts } from './requisites.ts'
import type { Deed } from './rights.ts'

/** `crm.requisite.preset.field.*`: what a template asks for. All of them name the template in `preset`. */
export function presetFieldMethods(): readonly (readonly [string, Method])[] {
  const prefix = 'crm.requisite.preset.field'
  return [
    [`${prefix}.add`, crmMethod(add)],
    [`${prefix}.update`, crmMethod(update)],
    [`${prefix}.get`, crmMethod((call) => mustFind(call, presetOf(call, 'read')))],
    [`${prefix}.list`, crmMethod((call) => fieldsOfPreset(presetOf(call, 'read')))],
    [`${prefix}.delete`, crmMethod(remove)],
    [`${prefix}.availabletoadd`, crmMethod((call) => availableFor(call, presetOf(call, 'read')))],
    [`${prefix}.fields`, crmMethod(() => FIELDS)],
  ]
}

const FIELDS = describeLines(`
  ID integer r ID
  FIELD_NAME string q Name
  FIELD_TITLE string - Template Name
  SORT integer - Sorting
  IN_SHORT_LIST char - Show in brief list`)

/** Places of a card that hold no text. */
const NO_TEXTS = ['RQ_ADDR', 'RQ_SIGNATURE', 'RQ_STAMP']
/** Where a field goes of which nobody says where. */
const USUAL_SORT = 500

function add(call: MethodCall): number {
  const preset = presetOf(call, 'add')
  const known = fieldsOfPreset(preset)
  const id = Math.max(0, ...known.map((field) => field.ID)) + 1
  const fresh: PresetField = { ID: id, FIELD_NAME: '', FIELD_TITLE: '', IN_SHORT_LIST: 'N', SORT: USUAL_SORT }
  putPresetFields(call, preset, [...known, readField(call, preset, fresh)])
  return id
}

function update(call: MethodCall): boolean {
  const preset = presetOf(call, 'edit')
  const changed = readField(call, preset, mustFind(call, preset))
  const all = fieldsOfPreset(preset).map((field) => (field.ID === changed.ID ? changed : field))
  putPresetFields(call, preset, all)
  return true
}

function remove(call: MethodCall): boolean {
  const preset = presetOf(call, 'delete')
  const { ID } = mustFind(call, preset)
  putPresetFields(
    call,
    preset,
    fieldsOfPreset(preset).filter((field) => field.ID !== ID),
  )
  return true
}

/** @throws {RestError} when the field is in the template already, or no requisite has it */
function readField(call: MethodCall, preset: Item, before: PresetField): PresetField {
  const input = upperKeys(fieldsParameter(call.params))
  const name = asText(input['FIELD_NAME']) ?? ''
  if (name !== before.FIELD_NAME && !availableFor(call, preset).includes(name)) {
    throw new RestError(`The field '${name}' can not be added.`)
  }
  return {
    ID: before.ID,
    FIELD_NAME: name,
    FIELD_TITLE: asText(input['FIELD_TITLE']) ?? before.FIELD_TITLE,
    IN_SHORT_LIST:
      input['IN_SHORT_LIST'] === undefined ? before.IN_SHORT_LIST : asFlag(input['IN_SHORT_LIST']) ? 'Y' : 'N',
    SORT: input['SORT'] === undefined ? before.SORT : asInt(input['SORT']),
  }
}

function availableFor(call: MethodCall, preset: Item): readonly string[] {
  const taken = new Set(fieldsOfPreset(preset).map((field) => field.FIELD_NAME))
  const own = ownFieldsOf(call.data, REQUISITE_FIELDS.userFields).map(({ name }) => name)
  return [...requisiteParts, ...NO_TEXTS, ...own].filter((name) => !taken.has(name))
}

function presetOf(call: MethodCall, deed: Deed): Item {
  const preset = findPreset(call, idParameter(upperKeys(mapParameter(call.params, 'preset'))))
  mustMayPresets(call, deed)
  return preset
}

function mustFind(call: MethodCall, preset: Item): PresetField {
  const id = idParameter(call.params)
  const field = fieldsOfPreset(preset).find((one) => one.ID === id)
  if (field === undefined) throw new RestError(`The PresetField with ID '${id}' is not found`)
  return field
}
