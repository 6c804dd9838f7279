import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asInt, pick, upperKeys } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import { nowSeconds } from '../protocol/server-time.ts'
import type { Item } from '../store/item-store.ts'
import { describeField } from './describe-fields.ts'
import { BANK_DETAIL, COMPANY, DEAL, REQUISITE, REQUISITE_LINK } from './entities.ts'
import { fieldsParameter } from './legacy-input.ts'
import { listPlain } from './plain-list.ts'
import { denied, may, ownerCondition } from './rights.ts'
import type { Deed } from './rights.ts'
import { defineFields } from './system-fields.ts'

/** `crm.requisite.link.*`: by which requisites of both sides a deal goes. Other kinds that have such links are not here. */
export function requisiteLinkMethods(): readonly (readonly [string, Method])[] {
  const prefix = 'crm.requisite.link'
  return [
    [`${prefix}.register`, crmMethod(register)],
    [`${prefix}.unregister`, crmMethod(unregister)],
    [`${prefix}.get`, crmMethod(get)],
    [`${prefix}.list`, crmList(list)],
    [
      `${prefix}.fields`,
      crmMethod((call) => Object.fromEntries([...FIELDS].map(([name, field]) => [name, describeField(call, field)]))),
    ],
  ]
}

const FIELDS = new Map(
  defineFields(`
    ENTITY_TYPE_ID integer q Object type ID
    ENTITY_ID integer q Object ID
    REQUISITE_ID integer q Link to details
    BANK_DETAIL_ID integer q Link to bank details
    MC_REQUISITE_ID integer q Link to my company's details
    MC_BANK_DETAIL_ID integer q Link to my company's bank details`).map((field) => [field.name, field]),
)

function register(call: MethodCall): boolean {
  const input = upperKeys(fieldsParameter(call.params))
  const deal = mustFindDeal(call, input, ['ENTITY_TYPE_ID', 'ENTITY_ID'], 'edit')
  const ids = ['REQUISITE_ID', 'BANK_DETAIL_ID', 'MC_REQUISITE_ID', 'MC_BANK_DETAIL_ID'].map((name) => {
    const value = input[name]
    if (value === undefined || asInt(value) < 0) throw new RestError(`${name} is not defined or invalid`)
    return [name, asInt(value)] as const
  })
  const { REQUISITE_ID = 0, BANK_DETAIL_ID = 0, MC_REQUISITE_ID = 0, MC_BANK_DETAIL_ID = 0 } = Object.fromEntries(ids)
  mustBeOf(call, REQUISITE_ID, BANK_DETAIL_ID, '')
  mustBeOf(call, MC_REQUISITE_ID, MC_BANK_DETAIL_ID, ' of your company')
  mustBeOfCustomer(call, REQUISITE_ID, deal)
  const now = nowSeconds(call.portal)
  const texts = Object.fromEntries(ids.map(([name, id]) => [name, String(id)]))
  // One link for each deal: the number of the one is the number of the other.
  call.data.items.put({
    ...{ type: REQUISITE_LINK, id: deal.id, created: now, modified: now, ownerType: DEAL, ownerId: deal.id },
    fields: { ENTITY_TYPE_ID: String(DEAL), ENTITY_ID: String(deal.id), ...texts },
  })
  return true
}

function unregister(call: MethodCall): boolean {
  const deal = mustFindDeal(call, call.params, ['entityTypeId', 'entityId'], 'edit')
  const isThere = call.data.items.get(REQUISITE_LINK, deal.id) !== undefined
  call.data.items.remove(REQUISITE_LINK, deal.id)
  return isThere
}

function get(call: MethodCall): unknown {
  const deal = mustFindDeal(call, call.params, ['entityTypeId', 'entityId'], 'read')
  const link = call.data.items.get(REQUISITE_LINK, deal.id)
  if (link === undefined) throw new RestError('Not found')
  // Whose link it is was asked in numbers, and so it is answered; the rest are texts, as everywhere.
  return { ...link.fields, ENTITY_TYPE_ID: DEAL, ENTITY_ID: deal.id }
}

function list(call: MethodCall): MethodResult {
  if (!may(call, 'read')) throw new RestError('Access denied.', '0')
  return listPlain(call, { type: REQUISITE_LINK, known: FIELDS, conditions: ownerCondition(call) })
}

function mustFindDeal(call: MethodCall, from: ParamMap, names: readonly [string, string], deed: Deed): Item {
  const [type, id] = names.map((name) => asInt(pick(from, name, name.toUpperCase())))
  if (type !== DEAL) throw new RestError(`${names[0]} is not defined or invalid.`)
  const deal = call.data.items.get(DEAL, id ?? 0)
  if (deal === undefined) throw new RestError(`${names[1]} is not defined or invalid.`)
  if (!may(call, deed, deal)) throw denied()
  return deal
}

/** 0 is none; an account has to be one of the requisite. */
function mustBeOf(call: MethodCall, requisiteId: number, detailId: number, whose: string): void {
  if (requisiteId > 0 && call.data.items.get(REQUISITE, requisiteId) === undefined) {
    throw new RestError(`The Requisite${whose} with ID '${requisiteId}' is not found`)
  }
  const detail = call.data.items.get(BANK_DETAIL, detailId)
  if (detailId > 0 && detail === undefined)
    throw new RestError(`The BankDetail${whose} with ID '${detailId}' is not found`)
  if (detail !== undefined && detail.ownerId !== requisiteId) {
    const requisite = `Requisite${whose} with ID '${requisiteId}'`
    throw new RestError(`The BankDetail${whose} with ID '${detailId}' is not assigned to ${requisite}`)
  }
}

/** Requisites of another company than the one in the deal are somebody else's. */
function mustBeOfCustomer(call: MethodCall, requisiteId: number, deal: Item): void {
  const requisite = call.data.items.get(REQUISITE, requisiteId)
  const company = Number(deal.fields['COMPANY_ID'] ?? 0)
  if (requisite?.ownerType !== COMPANY || company === 0 || requisite.ownerId === company) return
  throw new RestError(`The Requisite with ID '${requisiteId}' is not assigned to Company with ID '${company}'`)
}
