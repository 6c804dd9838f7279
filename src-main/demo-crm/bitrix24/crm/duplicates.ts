import { crmMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asInt, asList, asMap, asText, pick } from '../protocol/parameters.ts'
import { phpMap } from '../protocol/php-json.ts'
import { RestError } from '../protocol/rest-error.ts'
import { COMPANY, CONTACT, isCrmType, LEAD } from './entities.ts'
import type { CrmType } from './entities.ts'
import { changeRecord, deleteRecord } from './record-writer.ts'
import { denied, may } from './rights.ts'

const MAX_VALUES = 20
/** With so many found in one kind, the kinds after it are not looked at. */
const ENOUGH = 20
const KINDS: readonly (readonly [name: string, type: CrmType])[] = [
  ['LEAD', LEAD],
  ['CONTACT', CONTACT],
  ['COMPANY', COMPANY],
]

/** `crm.duplicate.findbycomm`, and the merge of what it finds. */
export function duplicateMethods(): readonly (readonly [string, Method])[] {
  return [
    ['crm.duplicate.findbycomm', crmMethod(findByComm)],
    ['crm.entity.mergebatch', crmMethod(merge)],
  ]
}

function findByComm(call: MethodCall): unknown {
  if (!may(call, 'read') && !call.caller.user.isAdmin) throw new RestError('Access denied')
  const type = (asText(pick(call.params, 'type', 'TYPE')) ?? '').toUpperCase()
  if (type === '') throw new RestError('Communication type is not defined')
  if (type !== 'PHONE' && type !== 'EMAIL') {
    throw new RestError(`Communication type '${type}' is not supported in current context`)
  }
  const values = asMap(pick(call.params, 'values', 'VALUES'))
  if (values === undefined || Object.keys(values).length === 0)
    throw new RestError('Communication values is not defined')
  const wanted = (asText(pick(call.params, 'entity_type', 'ENTITY_TYPE')) ?? '').toUpperCase()
  const texts = asList(values)
    .map((value) => asText(value) ?? '')
    .filter((text) => text !== '')
    .slice(0, MAX_VALUES)
  const found: [string, number[]][] = []
  for (const [name, kind] of KINDS) {
    if (wanted !== '' && wanted !== name) continue
    const owners = texts.flatMap((text) => call.data.multifields.findOwners(kind, type, text, ENOUGH))
    const ids = [...new Set(owners)].slice(0, ENOUGH)
    if (ids.length > 0) found.push([name, ids])
    if (ids.length >= ENOUGH) break
  }
  return phpMap(found)
}

/** The first survives with what it lacked; the rest are gone. Two that differ in a name are left to people. */
function merge(call: MethodCall): unknown {
  const params = asMap(pick(call.params, 'params', 'PARAMS')) ?? {}
  const type = asInt(params['entityTypeId'])
  const ids = asList(params['entityIds']).map(asInt)
  if (!isCrmType(type)) throw new RestError('Entity type is not supported', 'ENTITY_TYPE_NOT_SUPPORTED')
  if (ids.length < 2) throw new RestError('The parameter entityIds must contain at least two elements.')
  const items = ids.map((id) => call.data.items.get(type, id)).filter((item) => item !== undefined)
  const [survivor, ...others] = items
  if (survivor === undefined || items.length < ids.length) return { STATUS: 'ERROR', ENTITY_IDS: [] }
  if (items.some((item) => !may(call, 'delete', item))) throw denied()
  const names = ['NAME', 'LAST_NAME', 'TITLE']
  const texts = names.map(
    (name) =>
      new Set(items.map(({ fields }) => fields[name]).filter((text) => typeof text === 'string' && text !== '')),
  )
  if (texts.some((set) => set.size > 1)) return { STATUS: 'CONFLICT', ENTITY_IDS: [] }
  const fields = Object.assign(
    {},
    ...others.toReversed().map((item) => item.fields),
    survivor.fields,
  ) as typeof survivor.fields
  const multifields = others.flatMap(({ id }) =>
    call.data.multifields.of(type, id).map(({ typeId, valueType, value }) => ({
      ...{ is: 'add' as const, typeId, valueType, value },
    })),
  )
  for (const item of others) deleteRecord(call, item)
  changeRecord(call, survivor, { fields, multifields })
  return { STATUS: 'SUCCESS', ENTITY_IDS: others.map(({ id }) => id) }
}
