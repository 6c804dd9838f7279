import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asInt, asText, upperKeys, without } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import { nowSeconds } from '../protocol/server-time.ts'
import type { Item } from '../store/item-store.ts'
import { describeField } from './describe-fields.ts'
import { BANK_DETAIL, COMPANY, CONTACT, isCrmType, REQUISITE, REQUISITE_FIELDS } from './entities.ts'
import { formatLegacy } from './legacy-format.ts'
import { fieldsParameter, idParameter } from './legacy-input.ts'
import { readPlainFields } from './plain-input.ts'
import { listPlain } from './plain-list.ts'
import { ownFieldsOf } from './record-fields.ts'
import type { FieldSet } from './record-fields.ts'
import { partTitles } from './requisite-presets.ts'
import { denied, may, ownerCondition } from './rights.ts'
import { defineFields } from './system-fields.ts'

/** `crm.requisite.*` of contacts and companies. */
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
  ]
}

/** Parts of all countries' requisites, without `RQ_`; which of them a card shows is the preset's business. */
const PARTS =
  'NAME FIRST_NAME LAST_NAME SECOND_NAME COMPANY_ID COMPANY_NAME COMPANY_FULL_NAME COMPANY_REG_DATE DIRECTOR ACCOUNTANT CEO_NAME CEO_WORK_POS CONTACT EMAIL PHONE FAX IDENT_TYPE IDENT_DOC IDENT_DOC_SER IDENT_DOC_NUM IDENT_DOC_PERS_NUM IDENT_DOC_DATE IDENT_DOC_ISSUED_BY IDENT_DOC_DEP_CODE INN KPP USRLE IFNS OGRN OGRNIP OKPO OKTMO OKVED EDRPOU DRFO KBE IIN BIN ST_CERT_SER ST_CERT_NUM ST_CERT_DATE VAT_ID VAT_CERT_SER VAT_CERT_NUM VAT_CERT_DATE RESIDENCE_COUNTRY BASE_DOC REGON KRS PESEL LEGAL_FORM SIRET SIREN CAPITAL RCS CNPJ STATE_REG MNPL_REG CPF'

/** Names of all parts, as cards and templates have them. */
export const requisiteParts: readonly string[] = PARTS.split(' ').map((part) => `RQ_${part}`)

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
    fields: { ...usual, ...readPlainFields(call, fieldsHere(call), input) },
  })
  return id
}

function update(call: MethodCall): boolean {
  idParameter(call.params)
  const input = without(upperKeys(fieldsParameter(call.params)), 'ENTITY_TYPE_ID', 'ENTITY_ID')
  const requisite = mustFind(call, 'edit')
  const fields = {
    ...requisite.fields,
    ...readPlainFields(call, fieldsHere(call), input),
    MODIFY_BY_ID: String(call.caller.user.id),
  }
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

function mustFind(call: MethodCall, deed: 'read' | 'edit'): Item {
  const id = idParameter(call.params)
  const requisite = call.data.items.get(REQUISITE, id)
  if (requisite === undefined) throw new RestError(`The Requisite with ID '${id}' is not found`)
  const { ownerType, ownerId } = requisite
  const owner = ownerType !== null && isCrmType(ownerType) ? call.data.items.get(ownerType, ownerId ?? 0) : undefined
  if (owner !== undefined && !may(call, deed, owner)) throw denied()
  return requisite
}
