import { json } from '../../store/sql.ts'
import { crmMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asInt, asList, asMap, asText, pick } from '../protocol/parameters.ts'
import type { Param, ParamMap } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import type { PortalStore } from '../store/portal-store.ts'
import { crmTypes, DEAL, isCrmType, LEAD, wordsOf } from './entities.ts'
import type { CrmType } from './entities.ts'
import { denied } from './rights.ts'

/** The layout for everybody, which users may have their own beside. */
export const COMMON_CARD = 0

/** Keeps a layout: sections with their elements, of one variant of a kind, for a user or for everybody. */
export function putCard(
  { sql }: PortalStore,
  entity: string,
  variant: string,
  owner: number,
  sections: readonly unknown[],
): void {
  const replace = 'REPLACE INTO b24_cards (entity, variant, user_id, body) VALUES (?, ?, ?, ?)'
  sql.run(replace, entity, variant, owner, JSON.stringify(sections))
}

/** `crm.{kind}.details.configuration.*`, and the same by `entityTypeId` under crm.item. */
export function cardMethods(): readonly (readonly [string, Method])[] {
  const own = crmTypes.flatMap((type) => methodsOf(`crm.${wordsOf(type).method}.details.configuration`, () => type))
  return [...own, ...methodsOf('crm.item.details.configuration', readType)]
}

type TypeOf = (call: MethodCall) => CrmType

function methodsOf(prefix: string, typeOf: TypeOf): readonly (readonly [string, Method])[] {
  return [
    [`${prefix}.get`, crmMethod((call) => getCard(call, typeOf(call)))],
    [`${prefix}.set`, crmMethod((call) => setCard(call, typeOf(call)))],
    [`${prefix}.reset`, crmMethod((call) => resetCard(call, typeOf(call)))],
    [`${prefix}.forcecommonscopeforall`, crmMethod((call) => forceCommon(call, typeOf(call)))],
  ]
}

function getCard(call: MethodCall, type: CrmType): unknown {
  const owner = ownerOf(call, false)
  const sql = 'SELECT body FROM b24_cards WHERE entity = ? AND variant = ? AND user_id = ?'
  const row = call.data.sql.get(sql, wordsOf(type).method, variantOf(call, type), owner)
  return row === undefined ? null : json<unknown>(row, 'body')
}

function setCard(call: MethodCall, type: CrmType): boolean {
  const owner = ownerOf(call, true)
  const data = pick(call.params, 'data', 'DATA')
  const map = asMap(data)
  if (map === undefined) throw new RestError("Parameter 'data' must be array.")
  const keys = Object.keys(map)
  if (keys.some((key, index) => key !== String(index))) throw new RestError('The data must be indexed array.')
  if (keys.length === 0) throw new RestError('There are no data to write.')
  const sections = asList(data).map(toSection)
  putCard(call.data, wordsOf(type).method, variantOf(call, type), owner, sections)
  return true
}

function resetCard(call: MethodCall, type: CrmType): boolean {
  const owner = ownerOf(call, true)
  const sql = 'DELETE FROM b24_cards WHERE entity = ? AND variant = ? AND user_id = ?'
  call.data.sql.run(sql, wordsOf(type).method, variantOf(call, type), owner)
  return true
}

function forceCommon(call: MethodCall, type: CrmType): boolean {
  if (!call.caller.user.isAdmin) throw denied()
  const sql = 'DELETE FROM b24_cards WHERE entity = ? AND variant = ? AND user_id <> ?'
  call.data.sql.run(sql, wordsOf(type).method, variantOf(call, type), COMMON_CARD)
  return true
}

/** Everybody reads the common layout and has one of their own; all else is for those who may change settings. */
function ownerOf(call: MethodCall, isWriting: boolean): number {
  const { user } = call.caller
  const isCommon = (asText(pick(call.params, 'scope', 'SCOPE')) ?? 'P').toUpperCase() === 'C'
  if (isCommon) {
    if (isWriting && !user.isAdmin) throw denied()
    return COMMON_CARD
  }
  const asked = asInt(pick(call.params, 'userId', 'USERID', 'USER_ID'))
  if (asked > 0 && asked !== user.id && !user.isAdmin) throw denied()
  return asked > 0 ? asked : user.id
}

/** Leads that are simple or repeated, and each pipeline of deals, have layouts of their own. */
function variantOf(call: MethodCall, type: CrmType): string {
  const extras = asMap(pick(call.params, 'extras', 'EXTRAS')) ?? {}
  if (type === LEAD) {
    const nested = asMap(asMap(extras['lead'])?.['customer'])?.['type']
    return asInt(extras['leadCustomerType'] ?? extras['lead.customer.type'] ?? nested) === 2 ? 'repeat' : 'simple'
  }
  return type === DEAL ? `pipeline ${asInt(extras['dealCategoryId'])}` : ''
}

function toSection(section: Param, index: number): unknown {
  const map = asMap(section) ?? {}
  const type = asText(map['type']) ?? ''
  if (type !== 'section') {
    throw new RestError(`Section at index ${index} has type ${type}. The expected type is 'section'.`)
  }
  if ((asText(map['name']) ?? '') === '') throw new RestError(`Section at index ${index} does not have name.`)
  if ((asText(map['title']) ?? '') === '') throw new RestError(`Section at index ${index} does not have title.`)
  const elements = asList(map['elements']).map((element, place) => toElement(asMap(element) ?? {}, place, index))
  return { name: asText(map['name']), title: asText(map['title']), type, elements }
}

function toElement(map: ParamMap, place: number, index: number): unknown {
  const name = asText(map['name']) ?? ''
  if (name === '') {
    throw new RestError(`Element at index ${place} in section at index ${index} does not have name.`)
  }
  const options = asMap(map['options'])
  const isPlain = options === undefined || Object.keys(options).length === 0
  return { name, optionFlags: asText(map['optionFlags']) || '0', ...(isPlain ? {} : { options }) }
}

function readType(call: MethodCall): CrmType {
  const type = asInt(call.params['entityTypeId'])
  if (!isCrmType(type)) throw new RestError('Entity type is not supported', 'ENTITY_TYPE_NOT_SUPPORTED')
  return type
}
