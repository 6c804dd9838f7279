import { basicMethod, crmMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asInt, asText, pick, upperKeys } from '../protocol/parameters.ts'
import { RestError } from '../protocol/rest-error.ts'
import { typeOfWord } from './entities.ts'
import { linkDenied } from './link-parameters.ts'
import { may } from './rights.ts'
import { multifieldFields } from './user-field-methods.ts'

const CLASSIC = 1
const SIMPLE = 2

/** The mode of the CRM, multifields as such, chats of open lines. */
export function settingsMethods(): readonly (readonly [string, Method])[] {
  return [
    ['crm.settings.mode.get', crmMethod((call) => (call.portal.switches().crmMode === 'simple' ? SIMPLE : CLASSIC))],
    ['crm.multifield.fields', { ...multifieldFields, scopes: ['crm'] }],
    ['imopenlines.crm.chat.get', { ...basicMethod(getChats), scopes: ['imopenlines'] }],
    ['imopenlines.crm.chat.getlastid', { ...basicMethod(getLastChat), scopes: ['imopenlines'] }],
  ]
}

function chatsOf(call: MethodCall) {
  const params = upperKeys(call.params)
  const word = asText(pick(params, 'CRM_ENTITY_TYPE')) ?? ''
  const entityId = asInt(pick(params, 'CRM_ENTITY'))
  const type = typeOfWord(word)
  if (word === '' || entityId <= 0) throw new RestError('CRM entity is not specified', 'CRM_ENTITY_EMPTY')
  if (type === undefined) throw new RestError('CRM entity type is unknown', 'CRM_CHAT_EMPTY_CRM_DATA')
  const owner = call.data.items.get(type, entityId)
  if (!may(call, 'read', owner)) throw linkDenied(call)
  return call.data.chats.all().filter((chat) => chat.entityType === type && chat.entityId === entityId)
}

function getChats(call: MethodCall): readonly unknown[] {
  const isActiveOnly = (asText(pick(upperKeys(call.params), 'ACTIVE_ONLY')) ?? 'Y').toUpperCase() !== 'N'
  return chatsOf(call)
    .filter(({ isActive }) => isActive || !isActiveOnly)
    .map(({ id, connectorId, connectorTitle }) => ({
      CHAT_ID: String(id),
      CONNECTOR_ID: connectorId,
      CONNECTOR_TITLE: connectorTitle,
    }))
}

function getLastChat(call: MethodCall): number {
  const last = chatsOf(call).at(-1)
  if (last === undefined) throw new RestError('Chat was not found', 'ERROR_CORE')
  return last.id
}
