import { isJsonList } from '../../http/exchange.ts'
import { crmMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asFlag, asInt, asMap, asText, upperKeys } from '../protocol/parameters.ts'
import type { Param } from '../protocol/parameters.ts'
import { accessDenied, RestError } from '../protocol/rest-error.ts'
import type { Item } from '../store/item-store.ts'
import { ACTIVITY, isCrmType } from './entities.ts'
import { fieldsParameter } from './legacy-input.ts'
import { may } from './rights.ts'
import { isSameOwner, ownersOf } from './timeline-owners.ts'

/** What applications tell of activities: badges, types of their own, and blocks of text that stand in one. */
export function activityRegistryMethods(): readonly (readonly [string, Method])[] {
  return [
    ['crm.activity.badge.add', crmMethod(addBadge)],
    ['crm.activity.badge.get', crmMethod((call) => ({ badge: mustFindBadge(call) }))],
    ['crm.activity.badge.list', crmMethod((call) => ({ badges: badgesOf(call) }))],
    ['crm.activity.badge.delete', crmMethod(deleteBadge)],
    ['crm.activity.type.add', crmMethod(addType)],
    ['crm.activity.type.list', crmMethod(listTypes)],
    ['crm.activity.type.delete', crmMethod(deleteType)],
    ['crm.activity.layout.blocks.set', crmMethod(setBlocks)],
    ['crm.activity.layout.blocks.get', crmMethod((call) => ({ layout: blocksOf(mustFindActivity(call, 'read')) }))],
    ['crm.activity.layout.blocks.delete', crmMethod(deleteBlocks)],
  ]
}

/** Titles and values are one text, or one for each language. */
type Badge = { readonly code: string; readonly title: Param; readonly value: Param; readonly type: string }
type ActivityType = Readonly<Record<'TYPE_ID' | 'NAME' | 'IS_CONFIGURABLE_TYPE' | 'ICON_ID', string>>

const BADGES = 'bitrix24.activityBadges'
const TYPES = 'bitrix24.activityTypes'
/** Where the blocks of an activity are kept. No field of the vendor's. */
const BLOCKS = 'LAYOUT_BLOCKS'

function addBadge(call: MethodCall): { readonly badge: Badge } {
  mustBeAdmin(call)
  const { title, value } = call.params
  const [code, type] = [asText(call.params['code']) ?? '', asText(call.params['type']) ?? '']
  if (code === '' || type === '' || isBlank(title) || isBlank(value)) {
    throw new RestError('Required fields are not filled.', 'REQUIRED_ARG_MISSING')
  }
  const badge = { code, title: title ?? '', value: value ?? '', type }
  save(call, BADGES, [...badgesOf(call).filter((one) => one.code !== code), badge])
  return { badge }
}

function deleteBadge(call: MethodCall): true {
  mustBeAdmin(call)
  const { code } = mustFindBadge(call)
  save(
    call,
    BADGES,
    badgesOf(call).filter((one) => one.code !== code),
  )
  return true
}

function mustFindBadge(call: MethodCall): Badge {
  const badge = badgesOf(call).find(({ code }) => code === asText(call.params['code']))
  if (badge === undefined) throw new RestError('Not found.', 'NOT_FOUND')
  return badge
}

function badgesOf(call: MethodCall): readonly Badge[] {
  return load(call, BADGES) as readonly Badge[]
}

function addType(call: MethodCall): true {
  mustBeAdminOfApplication(call)
  const fields = upperKeys(fieldsParameter(call.params))
  const id = asText(fields['TYPE_ID']) ?? ''
  if (id === '') throw new RestError('The field TYPE_ID is required.', 'INVALID_ARG_VALUE')
  if (listTypes(call).some(({ TYPE_ID }) => TYPE_ID === id)) {
    throw new RestError(`The type '${id}' is there already.`, 'INVALID_ARG_VALUE')
  }
  const isConfigurable = asFlag(fields['IS_CONFIGURABLE_TYPE']) ? 'Y' : 'N'
  const name = asText(fields['NAME']) ?? ''
  // Icons are files, which are not kept here.
  save(call, TYPES, [
    ...listTypes(call),
    { TYPE_ID: id, NAME: name, IS_CONFIGURABLE_TYPE: isConfigurable, ICON_ID: '0' },
  ])
  return true
}

function listTypes(call: MethodCall): readonly ActivityType[] {
  mustBeAdminOfApplication(call)
  return load(call, TYPES) as readonly ActivityType[]
}

function deleteType(call: MethodCall): true {
  const id = asText(call.params['TYPE_ID'] ?? call.params['typeId'])
  const types = listTypes(call)
  const left = types.filter(({ TYPE_ID }) => TYPE_ID !== id)
  if (left.length === types.length) throw new RestError('There is no such type.', 'INVALID_ARG_VALUE')
  save(call, TYPES, left)
  return true
}

function setBlocks(call: MethodCall): { readonly success: true } {
  const activity = mustFindActivity(call, 'edit')
  const layout = asMap(call.params['layout'])
  const blocks = layout === undefined ? undefined : asMap(layout['blocks'])
  if (blocks === undefined || Object.keys(blocks).length === 0) {
    throw new RestError("Field 'blocks' is required", 'FIELD_IS_REQUIRED')
  }
  call.data.items.put({ ...activity, fields: { ...activity.fields, [BLOCKS]: JSON.stringify({ blocks }) } })
  return { success: true }
}

function deleteBlocks(call: MethodCall): { readonly success: true } {
  const activity = mustFindActivity(call, 'edit')
  call.data.items.put({ ...activity, fields: { ...activity.fields, [BLOCKS]: null } })
  return { success: true }
}

function blocksOf({ fields }: Item): unknown {
  const kept = fields[BLOCKS]
  return typeof kept === 'string' ? (JSON.parse(kept) as unknown) : null
}

/** Blocks are those of one application on an activity of the card that is named. */
function mustFindActivity(call: MethodCall, deed: 'read' | 'edit'): Item {
  if (call.caller.kind !== 'app') {
    throw new RestError('The method call is only possible in the context of a REST application', 'ERROR_WRONG_CONTEXT')
  }
  const card = { type: asInt(call.params['entityTypeId']), id: asInt(call.params['entityId']) }
  const owner = isCrmType(card.type) ? call.data.items.get(card.type, card.id) : undefined
  if (owner === undefined) throw new RestError('Owner was not found.', 'OWNER_NOT_FOUND')
  if (!may(call, deed, owner)) throw accessDenied('Access denied', 400)
  const activity = call.data.items.get(ACTIVITY, asInt(call.params['activityId']))
  if (activity === undefined || !ownersOf(activity).some((one) => isSameOwner(one, card))) {
    throw new RestError('Not found.', 'NOT_FOUND')
  }
  return activity
}

function isBlank(value: Param | undefined): boolean {
  return value === undefined || value === null || value === ''
}

function mustBeAdmin({ caller }: MethodCall): void {
  if (!caller.user.isAdmin) throw accessDenied('Access denied', 400)
}

function mustBeAdminOfApplication({ caller, portal }: MethodCall): void {
  const { accessDeniedStatus: status } = portal.switches()
  if (caller.kind !== 'app') throw accessDenied('Access denied! Application context required', status)
  if (!caller.user.isAdmin) throw accessDenied('Access denied! Admin permissions required', status)
}

function load({ portal }: MethodCall, key: string): readonly unknown[] {
  const kept = JSON.parse(portal.shared.meta(key) ?? '[]') as unknown
  return isJsonList(kept) ? kept : []
}

function save({ portal }: MethodCall, key: string, list: readonly object[]): void {
  portal.shared.setMeta(key, JSON.stringify(list))
}
