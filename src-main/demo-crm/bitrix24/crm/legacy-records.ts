import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { coreError, RestError } from '../protocol/rest-error.ts'
import { COMPANY, CONTACT, DEAL, LEAD, wordsOf } from './entities.ts'
import type { CrmType } from './entities.ts'
import { describeFields } from './describe-fields.ts'
import { mustHaveName } from './contact-name.ts'
import { idParameter, readLegacyChange } from './legacy-input.ts'
import { formatLegacy, formatMultifields } from './legacy-format.ts'
import { listLegacy } from './legacy-list.ts'
import { say } from './messages.ts'
import { fieldsOf } from './record-fields.ts'
import { addRecord, changeRecord, deleteRecord } from './record-writer.ts'
import { denied, may } from './rights.ts'
import { convertToDeal } from './simple-mode.ts'

/** `crm.{kind}.add`, update, get, list, delete and fields of contacts, companies, deals and leads. */
export function legacyRecordMethods(type: CrmType): readonly (readonly [string, Method])[] {
  const prefix = `crm.${wordsOf(type).method}`
  return [
    [`${prefix}.add`, crmMethod((call) => add(call, type))],
    [`${prefix}.update`, crmMethod((call) => update(call, type))],
    [`${prefix}.get`, crmMethod((call) => get(call, type))],
    [`${prefix}.list`, crmList((call) => listLegacy(call, type))],
    [`${prefix}.delete`, crmMethod((call) => remove(call, type))],
    [`${prefix}.fields`, crmMethod((call) => describeFields(call, type))],
  ]
}

function add(call: MethodCall, type: CrmType): number {
  const change = readLegacyChange(call, type, true)
  if (!may(call, 'add')) throw denied()
  mustHaveName(call, type, change, undefined)
  const made = addRecord(call, type, change)
  if (type === LEAD && call.portal.switches().crmMode === 'simple') convertToDeal(call, made)
  return made.id
}

function update(call: MethodCall, type: CrmType): boolean {
  const id = idParameter(call.params)
  const item = call.data.items.get(type, id)
  if (item === undefined) throw new RestError(`${wordsOf(type).title} is not found`)
  if (!may(call, 'edit', item)) throw denied()
  const change = readLegacyChange(call, type, false)
  mustHaveName(call, type, change, item)
  changeRecord(call, item, change)
  return true
}

function get(call: MethodCall, type: CrmType): Readonly<Record<string, unknown>> {
  const item = call.data.items.get(type, idParameter(call.params))
  if (item === undefined) throw new RestError('Not found')
  if (!may(call, 'read', item)) throw denied()
  const known = fieldsOf(call.data, type)
  const plain = formatLegacy(call, item, known, undefined)
  return type === DEAL ? plain : { ...plain, ...formatMultifields(call.data.multifields.of(type, item.id)) }
}

function remove(call: MethodCall, type: CrmType): boolean {
  const id = idParameter(call.params)
  const item = call.data.items.get(type, id)
  if (item === undefined) throw notThere(call, type)
  if (!may(call, 'delete', item)) throw denied()
  deleteRecord(call, item)
  return true
}

/** Contacts fail in the product, the others in the method. */
function notThere(call: MethodCall, type: CrmType): RestError {
  if (type === CONTACT) return coreError(say(call.portal, 'elementNotFound'))
  return type === COMPANY ? new RestError('Company is not found') : new RestError('Not found')
}
