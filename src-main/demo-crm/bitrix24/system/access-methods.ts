import { basicMethod } from '../portal.ts'
import type { Method, MethodCall } from '../portal.ts'
import { asList, asText, upperKeys } from '../protocol/parameters.ts'
import { phpMap } from '../protocol/php-json.ts'

/** `access.name` and `user.access`: codes of users, groups and everybody, by which products of the vendor grant things. */
export function accessMethods(): readonly (readonly [string, Method])[] {
  return [
    ['access.name', basicMethod(names)],
    ['user.access', basicMethod(has)],
  ]
}

/** Groups that every portal has. */
const GROUPS: Readonly<Record<string, string>> = {
  G1: 'Administrators',
  G2: 'All visitors',
  AU: 'All authorized users',
}

/** Names of the codes that there are; false when none were asked for. */
function names(call: MethodCall): unknown {
  const codes = codesOf(call)
  if (codes.length === 0) return false
  return phpMap(
    codes.flatMap((code) => {
      const user = userOf(call, code)
      const name = GROUPS[code] ?? (user === undefined ? undefined : `${user.name} ${user.lastName}`.trim())
      const provider = user === undefined ? 'other' : 'user'
      return name === undefined ? [] : [[code, { provider: '', name, provider_id: provider }] as const]
    }),
  )
}

/** Does the caller have one of the codes? Administrators have them all. */
function has(call: MethodCall): boolean {
  const { user } = call.caller
  return user.isAdmin || codesOf(call).some((code) => ['G2', 'AU', `U${user.id}`].includes(code))
}

function codesOf(call: MethodCall): readonly string[] {
  return asList(upperKeys(call.params)['ACCESS']).flatMap((code) => asText(code) || [])
}

function userOf(call: MethodCall, code: string) {
  return /^U\d+$/.test(code) ? call.data.users.get(Number(code.slice(1))) : undefined
}
