import { crmMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asInt, asText } from '../protocol/parameters.ts'
import { accessDenied, RestError } from '../protocol/rest-error.ts'
import { parseMoment } from '../protocol/server-time.ts'
import type { FieldMap, Item } from '../store/item-store.ts'
import { changeActivity, createActivity } from './activities.ts'
import { isSameOwner, ownersOf } from './timeline-owners.ts'
import { ACTIVITY, isCrmType } from './entities.ts'
import { storedMoment } from './field-values.ts'
import { may } from './rights.ts'

/** `crm.activity.todo.*`: things to do, as the cards of today make them. Whoever changes one names a card of it. */
export function activityTodoMethods(): readonly (readonly [string, Method])[] {
  const prefix = 'crm.activity.todo'
  return [
    [`${prefix}.add`, crmMethod(add)],
    [`${prefix}.update`, crmMethod(update)],
    [`${prefix}.updatedeadline`, crmMethod((call) => changeOne(call, 'value', (value) => times(call, value)))],
    [`${prefix}.updatedescription`, crmMethod((call) => changeOne(call, 'value', (value) => ({ DESCRIPTION: value })))],
    [`${prefix}.updateresponsibleuser`, crmMethod((call) => changeOne(call, 'responsibleId', responsible))],
    [`${prefix}.updatecolor`, crmMethod((call) => changeOne(call, 'colorId', color))],
  ]
}

/** Codes of what is done already differ by what was to be changed. */
const DONE_CODES: Readonly<Record<string, string>> = {
  value: 'CAN_NOT_UPDATE_COMPLETED_TODO',
  responsibleId: 'CAN_NOT_UPDATE_RESPONSIBLE_USER_COMPLETED_TODO',
  colorId: 'CAN_NOT_UPDATE_COLOR_COMPLETED_TODO',
}
/** Colours go by numbers from 1; the usual one has none. */
const COLORS = ['', '1', '2', '3', '4', '5', '6', '7']

function add(call: MethodCall): { readonly id: number } {
  const { params } = call
  mustHave(call, 'ownerTypeId', 'ownerId', 'deadline')
  const ownerTypeId = asInt(params['ownerTypeId'])
  const deadline = times(call, asText(params['deadline']) ?? '')
  const user = asInt(params['responsibleId']) || call.caller.user.id
  const fields = {
    ...{ OWNER_TYPE_ID: String(ownerTypeId), OWNER_ID: String(asInt(params['ownerId'])), TYPE_ID: '6' },
    ...{ PROVIDER_ID: 'CRM_TODO', PROVIDER_TYPE_ID: 'TODO', RESPONSIBLE_ID: String(user) },
    ...{ SUBJECT: asText(params['title']) || 'To do', DESCRIPTION: asText(params['description']) ?? '' },
    ...deadline,
  }
  return { id: createActivity(call, fields, {}).id }
}

function update(call: MethodCall): { readonly id: number } {
  const { params } = call
  mustHave(call, 'id', 'ownerTypeId', 'ownerId', 'deadline')
  const todo = mustFind(call, 'CAN_NOT_UPDATE_COMPLETED_TODO')
  const { title, description, responsibleId, colorId } = params
  changeActivity(call, todo, {
    ...times(call, asText(params['deadline']) ?? ''),
    ...(title === undefined ? {} : { SUBJECT: asText(title) || 'To do' }),
    ...(description === undefined ? {} : { DESCRIPTION: asText(description) ?? '' }),
    ...(responsibleId === undefined ? {} : responsible(asText(responsibleId) ?? '')),
    ...(colorId === undefined ? {} : color(asText(colorId) ?? '')),
  })
  return { id: todo.id }
}

function changeOne(call: MethodCall, name: string, read: (value: string) => FieldMap): { readonly id: number } {
  mustHave(call, 'id', 'ownerTypeId', 'ownerId', name)
  const todo = mustFind(call, DONE_CODES[name] ?? '')
  changeActivity(call, todo, read(asText(call.params[name]) ?? ''))
  return { id: todo.id }
}

/** A thing to do has one moment, which is all three of an activity's. */
function times(call: MethodCall, text: string): FieldMap {
  const deadline = parseMoment(call.portal, text)
  if (deadline === undefined) throw new RestError('Wrong datetime format', 'WRONG_DATETIME_FORMAT')
  const moment = storedMoment(deadline)
  return { DEADLINE: moment, START_TIME: moment, END_TIME: moment }
}

function responsible(value: string): FieldMap {
  const id = asInt(value)
  if (id <= 0) throw new RestError("Parameter 'responsibleId' must be greater than 0", 'INVALID_ARG_VALUE')
  return { RESPONSIBLE_ID: String(id) }
}

function color(value: string): FieldMap {
  if (COLORS.includes(value)) return { COLOR_ID: value }
  throw new RestError('Wrong color', 'CAN_NOT_UPDATE_WRONG_COLOR_TODO')
}

function mustHave({ params }: MethodCall, ...names: readonly string[]): void {
  const missing = names.find((name) => params[name] === undefined)
  if (missing !== undefined) throw new RestError(`Could not find value for parameter {${missing}}`, '100')
}

function mustFind(call: MethodCall, doneCode: string): Item {
  const card = { type: asInt(call.params['ownerTypeId']), id: asInt(call.params['ownerId']) }
  const owner = isCrmType(card.type) ? call.data.items.get(card.type, card.id) : undefined
  if (owner === undefined) throw new RestError('Owner was not found.', 'OWNER_NOT_FOUND')
  if (!may(call, 'edit', owner)) throw accessDenied('Access denied', 400)
  const todo = call.data.items.get(ACTIVITY, asInt(call.params['id']))
  const isHere = todo !== undefined && ownersOf(todo).some((one) => isSameOwner(one, card))
  if (todo === undefined || !isHere) throw new RestError('Not found.', 'NOT_FOUND')
  if (todo.fields['COMPLETED'] === 'Y') throw new RestError('Completed activity cannot be modified', doneCode)
  return todo
}
