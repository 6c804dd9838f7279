import { basicMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asFlag, asText, upperKeys } from '../protocol/parameters.ts'
import { accessDenied, RestError } from '../protocol/rest-error.ts'
import { isoTime, nowSeconds } from '../protocol/server-time.ts'
import { KNOWN_SCOPES } from '../sign-in/portal-tokens.ts'

/**
 * What everybody may ask: who they are, what they may do, what time it is.
 * @param find the methods that there are, which this list is a part of
 */
export function systemMethods(find: () => ReadonlyMap<string, Method>): readonly (readonly [string, Method])[] {
  return [
    ['profile', basicMethod(profile)],
    ['app.info', basicMethod(appInfo)],
    ['scope', basicMethod(scope)],
    ['server.time', basicMethod(({ portal }) => isoTime(portal, nowSeconds(portal)))],
    ['feature.get', basicMethod(feature)],
    ['method.get', basicMethod((call) => methodInfo(call, find()))],
    ['methods', basicMethod((call) => methodNames(call, find()))],
    ['user.admin', basicMethod(({ caller }) => caller.user.isAdmin)],
  ]
}

function profile({ caller }: MethodCall): unknown {
  const { id, isAdmin, name, lastName, gender } = caller.user
  return { ID: String(id), ADMIN: isAdmin, NAME: name, LAST_NAME: lastName, PERSONAL_GENDER: gender, TIME_ZONE: '' }
}

function appInfo({ caller, portal }: MethodCall): unknown {
  const license = portal.switches().plan === 'enterprise' ? 'ru_ent1000' : 'ru_pro100'
  if (caller.kind === 'webhook') {
    if (portal.switches().webhookAppInfo === 'scope') return { SCOPE: caller.scopes, LICENSE: license }
    throw accessDenied('Access denied! Application context required', portal.switches().accessDeniedStatus)
  }
  return {
    ID: 1,
    CODE: portal.installation.clientId,
    VERSION: 1,
    STATUS: 'L',
    INSTALLED: portal.application.get().isInstalled,
    PAYMENT_EXPIRED: 'N',
    DAYS: null,
    LANGUAGE_ID: portal.switches().language,
    LICENSE: license,
    LICENSE_TYPE: portal.switches().plan === 'enterprise' ? 'ent1000' : 'pro100',
    LICENSE_FAMILY: portal.switches().plan === 'enterprise' ? 'ent' : 'pro',
  }
}

function scope({ caller, params }: MethodCall): readonly string[] {
  return asFlag(upperKeys(params)['FULL']) ? KNOWN_SCOPES : caller.scopes
}

/** The two that decide what an application can do with offline events. */
const FEATURES = ['rest_offline_extended', 'rest_auth_connector']

function feature({ params, portal }: MethodCall): { readonly value: 'Y' | 'N' } {
  const code = asText(upperKeys(params)['CODE']) ?? ''
  if (code === '') throw new RestError("CODE can't be empty", 'CODE_EMPTY')
  return { value: FEATURES.includes(code) && portal.switches().extendedOffline ? 'Y' : 'N' }
}

function methodInfo({ params, caller }: MethodCall, methods: ReadonlyMap<string, Method>): unknown {
  const name = asText(upperKeys(params)['NAME']) ?? ''
  const method = methods.get(name)
  const isExisting = method !== undefined || name === 'batch'
  const scopes = method?.scopes ?? []
  return {
    isExisting,
    isAvailable: isExisting && (scopes.length === 0 || scopes.some((one) => caller.scopes.includes(one))),
  }
}

function methodNames({ params, caller }: MethodCall, methods: ReadonlyMap<string, Method>): readonly string[] {
  const { FULL: full, SCOPE: wanted } = upperKeys(params)
  const scopeName = asText(wanted)
  return [...methods]
    .filter(([, { scopes }]) => {
      if (scopeName !== undefined) return scopeName === '' ? scopes.length === 0 : scopes.includes(scopeName)
      return asFlag(full) || scopes.length === 0 || scopes.some((one) => caller.scopes.includes(one))
    })
    .map(([name]) => name)
}
