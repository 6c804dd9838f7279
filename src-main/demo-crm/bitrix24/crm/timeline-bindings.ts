import { crmList, crmMethod } from '../portal.ts'
import type { Method, MethodCall, MethodResult } from '../portal.ts'
import { asInt, asText, upperKeys } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import type { Item } from '../store/item-store.ts'
import { describeLines } from './describe-fields.ts'
import { COMMENT, isCrmType, typeOfWord, wordsOf } from './entities.ts'
import { fieldsParameter } from './legacy-input.ts'
import { mapParameter } from './legacy-list.ts'
import { denied, may } from './rights.ts'
import { isSameOwner, ownersOf, withOwners } from './timeline-owners.ts'
import type { Owner } from './timeline-owners.ts'

/** `crm.timeline.bindings.*`: the cards that a comment stands on. Other records of the timeline have no numbers here. */
export function timelineBindingMethods(): readonly (readonly [string, Method])[] {
  return [
    ['crm.timeline.bindings.bind', crmMethod(bind)],
    ['crm.timeline.bindings.unbind', crmMethod(unbind)],
    ['crm.timeline.bindings.list', crmList(list)],
    ['crm.timeline.bindings.fields', crmMethod(() => FIELDS)],
  ]
}

const FIELDS = describeLines(`
  OWNER_ID integer qi Timeline record ID
  ENTITY_ID integer qi Element ID
  ENTITY_TYPE string qi Element type`)

function bind(call: MethodCall): boolean {
  const { comment, card } = readBinding(call)
  const owners = ownersOf(comment)
  if (owners.some((owner) => isSameOwner(owner, card))) return false
  call.data.items.put(withOwners(comment, [...owners, card]))
  return true
}

/** The last one goes with the comment alone. */
function unbind(call: MethodCall): boolean {
  const { comment, card } = readBinding(call)
  const owners = ownersOf(comment)
  if (!owners.some((owner) => isSameOwner(owner, card))) throw new RestError('Not found.')
  if (owners.length === 1) return false
  const left = owners.filter((owner) => !isSameOwner(owner, card))
  call.data.items.put(withOwners(comment, left))
  return true
}

/** Cards that the user does not see are not named. */
function list(call: MethodCall): MethodResult {
  const filter = upperKeys(mapParameter(call.params, 'filter'))
  const comment = mustFindComment(call, filter)
  const result = ownersOf(comment).flatMap(({ type, id }) => {
    const item = isCrmType(type) ? call.data.items.get(type, id) : undefined
    if (item === undefined || !isCrmType(type) || !may(call, 'read', item)) return []
    const row = { OWNER_ID: String(comment.id), ENTITY_ID: String(id), ENTITY_TYPE: wordsOf(type).method }
    return isAsked(filter, row) ? [row] : []
  })
  return { result, total: result.length }
}

function isAsked(filter: ParamMap, row: Readonly<Record<string, string>>): boolean {
  return Object.entries(filter).every(([name, value]) => row[name] === undefined || row[name] === asText(value))
}

function readBinding(call: MethodCall): { readonly comment: Item; readonly card: Owner } {
  const fields = upperKeys(fieldsParameter(call.params))
  const comment = mustFindComment(call, fields)
  const id = asInt(fields['ENTITY_ID'])
  if (id <= 0) throw new RestError('ENTITY_ID is not defined or invalid.')
  const type = typeOfWord(asText(fields['ENTITY_TYPE']) ?? '')
  if (type === undefined) throw new RestError('ENTITY_TYPE is not defined or invalid.')
  const item = call.data.items.get(type, id)
  if (item === undefined) throw new RestError('ENTITY_ID is not defined or invalid.')
  if (!may(call, 'edit', item)) throw denied()
  return { comment, card: { type, id } }
}

function mustFindComment({ data }: MethodCall, from: ParamMap): Item {
  const comment = data.items.get(COMMENT, asInt(from['OWNER_ID']))
  if (comment === undefined) throw new RestError('OWNER_ID is not defined or invalid.')
  return comment
}
