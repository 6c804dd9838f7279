import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asInt, upperKeys, without } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import { nowSeconds } from '../protocol/server-time.ts'
import type { Item } from '../store/item-store.ts'
import { describeField } from './describe-fields.ts'
import { BANK_DETAIL, isCrmType, REQUISITE } from './entities.ts'
import { formatLegacy } from './legacy-format.ts'
import { fieldsParameter, idParameter } from './legacy-input.ts'
import { readPlainFields } from './plain-input.ts'
import { listPlain } from './plain-list.ts'
import { denied, may, ownersOwnerCondition } from './rights.ts'
import { defineFields } from './system-fields.ts'

/** `crm.requisite.bankdetail.*`: accounts of a requisite. Who may touch the owner of the requisite may touch them. */
export function bankDetailMethods(): readonly (readonly [string, Method])[] {
  const prefix = 'crm.requisite.bankdetail'
  return [
    [`${prefix}.add`, crmMethod(add)],
    [`${prefix}.update`, crmMethod(update)],
    [`${prefix}.get`, crmMethod((call) => formatLegacy(call, mustFind(call, 'read'), FIELDS, undefined))],
    [`${prefix}.list`, crmList(list)],
    [`${prefix}.delete`, crmMethod(remove)],
    [
      `${prefix}.fields`,
      crmMethod((call) => Object.fromEntries([...FIELDS].map(([name, field]) => [name, describeField(call, field)]))),
    ],
  ]
}

/** Parts of accounts without a title of their own. */
const PARTS = 'BANK_CODE AGENCY_NAME BANK_ROUTE_NUM MFO ACC_NAME ACC_TYPE IIK IBAN BIC CODEB CODEG RIB'

const FIELDS = new Map(
  defineFields(`
    ID integer r ID
    ENTITY_ID integer qi Object ID
    COUNTRY_ID integer - Country ID
    DATE_CREATE datetime r Creation Date
    DATE_MODIFY datetime r Modification Date
    CREATED_BY_ID user r Created By
    MODIFY_BY_ID user r Modified By
    NAME string - Name
    CODE string - Code
    XML_ID string - External Code
    ORIGINATOR_ID string - External Source
    ACTIVE char - Active
    SORT integer - Sort Order
    RQ_BANK_NAME string - Bank Name
    RQ_BANK_ADDR string - Bank Address
    RQ_BIK string - Routing Number
    RQ_ACC_NUM string - Account Number
    RQ_ACC_CURRENCY string - Account Currency
    RQ_COR_ACC_NUM string - Correspondent Account
    RQ_SWIFT string - SWIFT
    ${PARTS.split(' ')
      .map((part) => `RQ_${part} string - RQ_${part}`)
      .join('\n')}
    COMMENTS string - Comment`).map((field) => [field.name, field]),
)

/** The countries' forms are told apart by this; requisites here are Russian. */
const RUSSIA = '1'

function add(call: MethodCall): number {
  const input = upperKeys(fieldsParameter(call.params))
  const requisite = call.data.items.get(REQUISITE, asInt(input['ENTITY_ID']))
  if (requisite === undefined) throw new RestError('ENTITY_ID is not defined or invalid.')
  mustMay(call, requisite, 'edit')
  const id = call.data.items.nextId('bank_details')
  const usual = { ACTIVE: 'Y', SORT: '500', COUNTRY_ID: RUSSIA, CREATED_BY_ID: String(call.caller.user.id) }
  call.data.items.put({
    // As with requisites, there is no date of a change before there is one.
    ...{ type: BANK_DETAIL, id, created: nowSeconds(call.portal), modified: 0 },
    ...{ ownerType: REQUISITE, ownerId: requisite.id, fields: { ...usual, ...readPlainFields(call, FIELDS, input) } },
  })
  return id
}

function update(call: MethodCall): boolean {
  const detail = mustFind(call, 'edit')
  const input = without(upperKeys(fieldsParameter(call.params)), 'ENTITY_ID')
  const fields = {
    ...detail.fields,
    ...readPlainFields(call, FIELDS, input),
    MODIFY_BY_ID: String(call.caller.user.id),
  }
  call.data.items.put({ ...detail, modified: nowSeconds(call.portal), fields })
  return true
}

function remove(call: MethodCall): boolean {
  call.data.items.remove(BANK_DETAIL, mustFind(call, 'edit').id)
  return true
}

function list(call: MethodCall): MethodResult {
  if (!may(call, 'read')) throw denied()
  return listPlain(call, { type: BANK_DETAIL, known: FIELDS, conditions: ownersOwnerCondition(call) })
}

function mustFind(call: MethodCall, deed: 'read' | 'edit'): Item {
  const id = idParameter(call.params)
  const detail = call.data.items.get(BANK_DETAIL, id)
  if (detail === undefined) throw new RestError(`The RequisiteBankDetail with ID '${id}' is not found`)
  const requisite = call.data.items.get(REQUISITE, detail.ownerId ?? 0)
  if (requisite !== undefined) mustMay(call, requisite, deed)
  return detail
}

function mustMay(call: MethodCall, { ownerType, ownerId }: Item, deed: 'read' | 'edit'): void {
  const owner = ownerType !== null && isCrmType(ownerType) ? call.data.items.get(ownerType, ownerId ?? 0) : undefined
  if (owner !== undefined && !may(call, deed, owner)) throw denied()
}
