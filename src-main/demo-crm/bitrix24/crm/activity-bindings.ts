import { crmMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asInt } from '../protocol/parameters.ts'
import { accessDenied, RestError } from '../protocol/rest-error.ts'
import type { Item } from '../store/item-store.ts'
import { isSameOwner, ownersOf, withOwners } from './timeline-owners.ts'
import type { Owner } from './timeline-owners.ts'
import { ACTIVITY, isCrmType } from './entities.ts'
import { may } from './rights.ts'

/** `crm.activity.binding.*`: the cards that an activity stands on. Leads, deals, contacts and companies have them here. */
export function activityBindingMethods(): readonly (readonly [string, Method])[] {
  return [
    ['crm.activity.binding.add', crmMethod(add)],
    ['crm.activity.binding.list', crmMethod(list)],
    ['crm.activity.binding.move', crmMethod(move)],
    ['crm.activity.binding.delete', crmMethod(remove)],
  ]
}

function add(call: MethodCall): boolean {
  const card = readCard(call, 'entityTypeId', 'entityId')
  const activity = mustFind(call)
  mustMayEdit(call, card)
  mustBeFree(activity, card)
  call.data.items.put(withOwners(activity, [...ownersOf(activity), card]))
  return true
}

/** Cards that the user does not see are not named. */
function list(call: MethodCall): unknown {
  return ownersOf(mustFind(call))
    .filter(({ type, id }) => {
      const item = call.data.items.get(type, id)
      return item !== undefined && may(call, 'read', item)
    })
    .map(({ type, id }) => ({ entityTypeId: type, entityId: id }))
}

function move(call: MethodCall): boolean {
  const source = readCard(call, 'sourceEntityTypeId', 'sourceEntityId')
  const target = readCard(call, 'targetEntityTypeId', 'targetEntityId')
  const activity = mustFind(call)
  if (source.type !== target.type) {
    const text = 'Source and target entity types are not equal'
    throw new RestError(text, 'SOURCE_AND_TARGET_ENTITY_TYPES_ARE_NOT_EQUAL_ERROR')
  }
  if (source.id === target.id) {
    throw new RestError('Source and target entity ids are equal', 'SOURCE_AND_TARGET_ENTITY_ID_ARE_EQUAL_ERROR')
  }
  mustMayEdit(call, source)
  mustMayEdit(call, target)
  mustBeBound(activity, source)
  mustBeFree(activity, target)
  const owners = ownersOf(activity).map((owner) => (isSameOwner(owner, source) ? target : owner))
  call.data.items.put(withOwners(activity, owners))
  return true
}

function remove(call: MethodCall): boolean {
  const card = readCard(call, 'entityTypeId', 'entityId')
  const activity = mustFind(call)
  mustMayEdit(call, card)
  mustBeBound(activity, card)
  const left = ownersOf(activity).filter((owner) => !isSameOwner(owner, card))
  if (left.length === 0) throw new RestError('Last binding cannot be deleted', 'LAST_BINDING_CANNOT_BE_DELETED')
  call.data.items.put(withOwners(activity, left))
  return true
}

function readCard({ params }: MethodCall, typeName: string, idName: string): Owner {
  for (const name of ['activityId', typeName, idName]) {
    if (params[name] === undefined) throw new RestError(`Could not find value for parameter {${name}}`, '100')
  }
  return { type: asInt(params[typeName]), id: asInt(params[idName]) }
}

function mustFind({ data, params }: MethodCall): Item {
  if (params['activityId'] === undefined) throw new RestError('Could not find value for parameter {activityId}', '100')
  const activity = data.items.get(ACTIVITY, asInt(params['activityId']))
  if (activity === undefined) throw new RestError('Element not found', 'NOT_FOUND')
  return activity
}

function mustMayEdit(call: MethodCall, { type, id }: Owner): void {
  const item = isCrmType(type) ? call.data.items.get(type, id) : undefined
  if (item === undefined) throw new RestError('Owner was not found', 'OWNER_NOT_FOUND')
  if (!may(call, 'edit', item)) throw accessDenied('Access denied', 400)
}

function mustBeFree(activity: Item, card: Owner): void {
  if (!ownersOf(activity).some((owner) => isSameOwner(owner, card))) return
  throw new RestError('Activity is already bound to this entity', 'ACTIVITY_IS_ALREADY_BOUND')
}

function mustBeBound(activity: Item, card: Owner): void {
  if (ownersOf(activity).some((owner) => isSameOwner(owner, card))) return
  throw new RestError('Activity is not bound to this entity', 'BINDING_NOT_FOUND')
}
