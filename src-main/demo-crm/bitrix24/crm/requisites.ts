import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asInt, asText, upperKeys, without } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import { nowSeconds } from '../protocol/server-time.ts'
import type { FieldMap, Item } from '../store/item-store.ts'
import { describeField, describeLines } from './describe-fields.ts'
import { BANK_DETAIL, COMPANY, CONTACT, isCrmType, REQUISITE, REQUISITE_FIELDS } from './entities.ts'
import { toStored } from './field-values.ts'
import { formatLegacy } from './legacy-format.ts'
import { fieldsParameter, idParameter } from './legacy-input.ts'
import { mapParameter } from './legacy-list.ts'
import { listPlain } from './plain-list.ts'
import { ownFieldsOf } from './record-fields.ts'
import type { FieldSet } from './record-fields.ts'
import { partTitles, presetCountries, presetFieldsOf, requisitePresets } from './requisite-presets.ts'
import { denied, may, ownerCondition } from './rights.ts'
import { defineFields } from './system-fields.ts'

/** `crm.requisite.*` of contacts and companies, and the presets to choose from. */
export function requisiteMethods(): readonly (readonly [string, Method])[] {
  return [
    ['crm.requisite.add', crmMethod(add)],
    ['crm.requisite.update', crmMethod(update)],
    ['crm.requisite.get', crmMethod((call) => formatLegacy(call, mustFind(call, 'read'), fieldsHere(call), undefined))],
    ['crm.requisite.list', crmList(list)],
    ['crm.requisite.delete', crmMethod(remove)],
    [
      'crm.requisite.fields',
      crmMethod((call) =>
        Object.fromEntries([...fieldsHere(call)].map(([name, field]) => [name, describeField(call, field)])),
      ),
    ],
    ['crm.requisite.preset.list', crmList(() => ({ result: requisitePresets, total: requisitePresets.length }))],
    ['crm.requisite.preset.fields', crmMethod(() => PRESET_FIELDS)],
    ['crm.requisite.preset.countries', crmMethod(() => presetCountries)],
    ['crm.requisite.preset.get', crmMethod(getPreset)],
    ['crm.requisite.preset.field.list', crmMethod(listPresetFields)],
    ['crm.requisite.preset.field.fields', crmMethod(() => PRESET_FIELD_FIELDS)],
  ]
}

/** Parts of all countries' requisites; which of them a card shows is the preset's business. */
const PARTS =
  'NAME FIRST_NAME LAST_NAME SECOND_NAME COMPANY_ID COMPANY_NAME COMPANY_FULL_NAME COMPANY_REG_DATE DIRECTOR ACCOUNTANT CEO_NAME CEO_WORK_POS CONTACT EMAIL PHONE FAX IDENT_TYPE IDENT_DOC IDENT_DOC_SER IDENT_DOC_NUM IDENT_DOC_PERS_NUM IDENT_DOC_DATE IDENT_DOC_ISSUED_BY IDENT_DOC_DEP_CODE INN KPP USRLE IFNS OGRN OGRNIP OKPO OKTMO OKVED EDRPOU DRFO KBE IIN BIN ST_CERT_SER ST_CERT_NUM ST_CERT_DATE VAT_ID VAT_CERT_SER VAT_CERT_NUM VAT_CERT_DATE RESIDENCE_COUNTRY BASE_DOC REGON KRS PESEL LEGAL_FORM SIRET SIREN CAPITAL RCS CNPJ STATE_REG MNPL_REG CPF'

const FIELDS = new Map(
  defineFields(`
    ID integer r ID
    ENTITY_TYPE_ID integer qi Entity type ID
    ENTITY_ID integer qi Entity ID
    PRESET_ID integer q Preset ID
    DATE_CREATE datetime r Creation date
    DATE_MODIFY datetime r Modification date
    CREATED_BY_ID user r Created by
    MODIFY_BY_ID user r Modified by
    NAME string q Name
    CODE string - Code
    XML_ID string - External code
    ORIGINATOR_ID string - External source
    ACTIVE char - Active
    ADDRESS_ONLY char - Only for addresses
    SORT integer - Sorting
    RQ_VAT_PAYER char - VAT payer
    ${PARTS.split(' ')
      .map((part) => `RQ_${part} string - ${partTitles[part] ?? `RQ_${part}`}`)
      .join('\n')}`).map((field) => [field.name, field]),
)

/** Those of every portal, and those that the people of this one have made. */
function fieldsHere({ data }: MethodCall): FieldSet {
  const own = ownFieldsOf(data, REQUISITE_FIELDS.userFields)
  return new Map([...FIELDS, ...own.map((field) => [field.name, field] as const)])
}

const PRESET_FIELDS = describeLines(`
  ID integer r ID
  ENTITY_TYPE_ID integer qi Entity type ID
  COUNTRY_ID integer q Country
  NAME string q Name
  DATE_CREATE datetime r Creation date
  DATE_MODIFY datetime r Modification date
  CREATED_BY_ID user r Created by
  MODIFY_BY_ID user r Modified by
  ACTIVE char - Active
  SORT integer - Sorting
  XML_ID string - External code`)

const PRESET_FIELD_FIELDS = describeLines(`
  ID integer r ID
  FIELD_NAME string q Name
  FIELD_TITLE string - Template Name
  SORT integer - Sorting
  IN_SHORT_LIST char - Show in brief list`)

function add(call: MethodCall): number {
  const input = upperKeys(fieldsParameter(call.params))
  const [ownerType, ownerId] = [asInt(input['ENTITY_TYPE_ID']), asInt(input['ENTITY_ID'])]
  if (ownerType !== CONTACT && ownerType !== COMPANY) throw new RestError('ENTITY_TYPE_ID is not defined or invalid.')
  if (ownerId <= 0) throw new RestError('ENTITY_ID is not defined or invalid.')
  if (asInt(input['PRESET_ID']) <= 0) throw new RestError('PRESET_ID is not defined or invalid.')
  if ((asText(input['NAME']) ?? '') === '') throw new RestError('The field "NAME" is required.')
  const owner = call.data.items.get(ownerType, ownerId)
  if (owner === undefined) throw new RestError('ENTITY_ID is not defined or invalid.')
  if (!may(call, 'edit', owner)) throw denied()
  const id = call.data.items.nextId('requisites')
  const now = nowSeconds(call.portal)
  const usual = { ACTIVE: 'Y', ADDRESS_ONLY: 'N', SORT: '500', CREATED_BY_ID: String(call.caller.user.id) }
  call.data.items.put({
    // It has no date of a change before there is one.
    ...{ type: REQUISITE, id, created: now, modified: 0, ownerType, ownerId },
    fields: { ...usual, ...readFields(call, input) },
  })
  return id
}

function update(call: MethodCall): boolean {
  idParameter(call.params)
  const input = without(upperKeys(fieldsParameter(call.params)), 'ENTITY_TYPE_ID', 'ENTITY_ID')
  const requisite = mustFind(call, 'edit')
  const fields = { ...requisite.fields, ...readFields(call, input), MODIFY_BY_ID: String(call.caller.user.id) }
  call.data.items.put({ ...requisite, modified: nowSeconds(call.portal), fields })
  return true
}

function remove(call: MethodCall): boolean {
  const requisite = mustFind(call, 'edit')
  for (const address of call.data.addresses.all()) {
    if (address.entityTypeId === REQUISITE && address.entityId === requisite.id) call.data.addresses.remove(address.id)
  }
  call.data.sql.run(
    'DELETE FROM b24_items WHERE type = ? AND owner_type = ? AND owner_id = ?',
    ...[BANK_DETAIL, REQUISITE, requisite.id],
  )
  call.data.items.remove(REQUISITE, requisite.id)
  return true
}

function list(call: MethodCall): MethodResult {
  if (!may(call, 'read')) throw new RestError('Access denied.', '0')
  return listPlain(call, { type: REQUISITE, known: fieldsHere(call), conditions: ownerCondition(call) })
}

function getPreset(call: MethodCall): unknown {
  const id = idParameter(call.params)
  const preset = requisitePresets.find(({ ID }) => ID === String(id))
  if (preset === undefined) throw new RestError(`The Preset with ID '${id}' is not found`)
  return preset
}

function listPresetFields(call: MethodCall): unknown {
  const id = idParameter(upperKeys(mapParameter(call.params, 'preset')))
  const fields = presetFieldsOf(String(id))
  if (fields === null) throw new RestError(`The Preset with ID '${id}' is not found`)
  return fields
}

function mustFind(call: MethodCall, deed: 'read' | 'edit'): Item {
  const id = idParameter(call.params)
  const requisite = call.data.items.get(REQUISITE, id)
  if (requisite === undefined) throw new RestError(`The Requisite with ID '${id}' is not found`)
  const { ownerType, ownerId } = requisite
  const owner = ownerType !== null && isCrmType(ownerType) ? call.data.items.get(ownerType, ownerId ?? 0) : undefined
  if (owner !== undefined && !may(call, deed, owner)) throw denied()
  return requisite
}

function readFields(call: MethodCall, input: ParamMap): FieldMap {
  const known = fieldsHere(call)
  const stored = Object.entries(input).flatMap(([name, value]) => {
    const field = known.get(name)
    const kept = field === undefined || field.isReadOnly ? undefined : toStored(call.portal, field, value)
    return kept === undefined ? [] : [[name, kept] as const]
  })
  return Object.fromEntries(stored)
}
