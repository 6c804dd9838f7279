import { isJsonObject } from '../../http/exchange.ts'
import { basicMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asMap, asText } from '../protocol/parameters.ts'
import { phpMap } from '../protocol/php-json.ts'
import { accessDenied, argumentError } from '../protocol/rest-error.ts'

/**
 * `app.option.*` and `user.option.*`: small settings that an application keeps with the portal, one set for all of its users
 * and one for each of them. An application alone has them; those for all are written by administrators.
 */
export function optionMethods(): readonly (readonly [string, Method])[] {
  return [
    ['app.option.get', basicMethod((call) => read(call, FOR_ALL))],
    ['app.option.set', basicMethod((call) => write(call, FOR_ALL, true))],
    ['user.option.get', basicMethod((call) => read(call, ofUser(call)))],
    ['user.option.set', basicMethod((call) => write(call, ofUser(call), false))],
  ]
}

const FOR_ALL = 'bitrix24.appOptions'

function ofUser({ caller }: MethodCall): string {
  return `bitrix24.userOptions.${caller.user.id}`
}

/** All of them, or the one that is named; what was never set is null. */
function read(call: MethodCall, key: string): unknown {
  mustBeApplication(call)
  const options = stored(call, key)
  const name = asText(call.params['option'])
  if (name === undefined) return phpMap(Object.entries(options))
  return Object.hasOwn(options, name) ? options[name] : null
}

/** Options that are not named stay as they are. They may stand beside each other without `options` around them. */
function write(call: MethodCall, key: string, isForAdmins: boolean): true {
  mustBeApplication(call)
  const options = asMap(call.params['options'] ?? call.params) ?? {}
  if (Object.keys(options).length === 0) throw argumentError("Argument 'options' is null or empty", 'options')
  if (isForAdmins && !call.caller.user.isAdmin) {
    throw accessDenied('Access denied! Administrator authorization required', call.portal.switches().accessDeniedStatus)
  }
  call.portal.shared.setMeta(key, JSON.stringify({ ...stored(call, key), ...options }))
  return true
}

function stored(call: MethodCall, key: string): Readonly<Record<string, unknown>> {
  const value = JSON.parse(call.portal.shared.meta(key) ?? '{}') as unknown
  return isJsonObject(value) ? value : {}
}

function mustBeApplication({ caller, portal }: MethodCall): void {
  if (caller.kind === 'app') return
  throw accessDenied('Access denied! Application context required', portal.switches().accessDeniedStatus)
}
