import { basicMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asFlag, asInt, asMap, asText, upperKeys } from '../protocol/parameters.ts'
import { accessDenied, argumentError, coreError, RestError } from '../protocol/rest-error.ts'
import type { EventBinding } from '../store/portal-rows.ts'
import { basicEvents, crmEvents, isEvent } from './event-names.ts'

/** event.bind, unbind and get: for applications alone. */
export function eventMethods(): readonly (readonly [string, Method])[] {
  return [
    ['event.bind', basicMethod(bind)],
    ['event.unbind', basicMethod(unbind)],
    ['event.get', basicMethod(get)],
    ['events', basicMethod(names)],
  ]
}

/** @throws {RestError} for a webhook, which has no application */
export function mustBeApp(call: MethodCall): void {
  if (call.caller.kind === 'app') return
  throw new RestError('Current authorization type is denied for this method', 'WRONG_AUTH_TYPE', 403)
}

type Wanted = {
  readonly event: string
  readonly handler: string
  readonly authType: number
  readonly isOffline: boolean
  readonly connector: string
}

function bind(call: MethodCall): boolean {
  mustBeApp(call)
  const params = upperKeys(call.params)
  const { isAdmin } = call.caller.user
  const wanted = readWanted(call)
  if (!isEvent(wanted.event)) throw new RestError('Event not found', 'ERROR_EVENT_NOT_FOUND')
  if (wanted.isOffline && !isAdmin) {
    throw accessDenied('Access denied! Offline events binding requires administrator access rights')
  }
  if (wanted.authType > 0 && wanted.authType !== call.caller.user.id && !isAdmin) {
    throw accessDenied('Access denied! Event binding with AUTH_TYPE requires administrator access rights')
  }
  if (wanted.isOffline && wanted.event === 'ONOFFLINEEVENT') throw argumentError('Event cannot be offline', 'EVENT')
  if (!wanted.isOffline && wanted.handler === '') throw argumentError('Handler URL is not specified', 'HANDLER')
  if (call.data.eventBindings.all().some((binding) => isSame(binding, wanted))) {
    if (call.portal.switches().rebind === 'accept') return true
    throw coreError('Unable to set event handler: Handler already binded')
  }
  const options = { ...asMap(params['OPTIONS']) }
  // Who is no administrator is told of what they do themselves.
  const authType = isAdmin ? wanted.authType : call.caller.user.id
  call.data.eventBindings.put({ id: call.data.eventBindings.nextId(), ...wanted, authType, options })
  return true
}

function unbind(call: MethodCall): { readonly count: number } {
  mustBeApp(call)
  const params = upperKeys(call.params)
  const { isAdmin, id: userId } = call.caller.user
  const isBare = params['EVENT'] === undefined
  if (isBare && call.portal.switches().bareUnbind === 'reject')
    throw argumentError("Argument 'EVENT' is null or empty", 'EVENT')
  const wanted = isBare ? undefined : readWanted(call)
  if (wanted?.isOffline === true && !isAdmin) {
    throw accessDenied('Access denied! Offline events unbinding requires administrator access rights')
  }
  if (
    wanted !== undefined &&
    !wanted.isOffline &&
    wanted.handler === '' &&
    call.portal.switches().bareUnbind === 'reject'
  ) {
    throw argumentError("Argument 'HANDLER' is null or empty", 'HANDLER')
  }
  const gone = call.data.eventBindings.all().filter((binding) => {
    if (!isAdmin && binding.authType !== userId) return false
    if (wanted === undefined) return true
    const isHandler = wanted.isOffline || wanted.handler === '' || binding.handler === wanted.handler
    const isConnector = !wanted.isOffline || binding.connector === wanted.connector
    const isUser = params['AUTH_TYPE'] === undefined || binding.authType === wanted.authType
    return (
      binding.event === wanted.event && binding.isOffline === wanted.isOffline && isHandler && isConnector && isUser
    )
  })
  for (const { id } of gone) call.data.eventBindings.remove(id)
  return { count: gone.length }
}

function get(call: MethodCall): readonly unknown[] {
  mustBeApp(call)
  return call.data.eventBindings
    .all()
    .map(({ event, handler, authType, isOffline, connector }) =>
      isOffline
        ? { event, connector_id: connector, offline: 1 }
        : { event, handler, auth_type: String(authType), offline: 0 },
    )
}

function names(call: MethodCall): readonly string[] {
  const params = upperKeys(call.params)
  const scope = (asText(params['SCOPE']) ?? '').toLowerCase()
  if (scope !== '') return scope === 'crm' ? crmEvents : []
  const hasCrm = call.caller.scopes.includes('crm') || asFlag(params['FULL'])
  return hasCrm ? [...basicEvents, ...crmEvents] : basicEvents
}

function readWanted(call: MethodCall): Wanted {
  const params = upperKeys(call.params)
  const kind = (asText(params['EVENT_TYPE']) ?? 'online').toLowerCase()
  const event = (asText(params['EVENT']) ?? '').toUpperCase()
  if (event === '') throw argumentError("Argument 'EVENT' is null or empty", 'EVENT')
  if (kind !== 'online' && kind !== 'offline')
    throw argumentError('Value must be one of {online|offline}', 'EVENT_TYPE')
  return {
    event,
    handler: kind === 'offline' ? '' : (asText(params['HANDLER']) ?? ''),
    authType: asInt(params['AUTH_TYPE']),
    isOffline: kind === 'offline',
    connector: kind === 'offline' ? call.connector : '',
  }
}

function isSame(binding: EventBinding, wanted: Wanted): boolean {
  return (
    binding.event === wanted.event &&
    binding.isOffline === wanted.isOffline &&
    (wanted.isOffline ? binding.connector === wanted.connector : binding.handler === wanted.handler)
  )
}
