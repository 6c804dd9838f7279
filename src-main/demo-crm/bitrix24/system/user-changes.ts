import type { Method, MethodCall } from '../portal.ts'
import { asFlag, asInt, asList, asText, upperKeys } from '../protocol/parameters.ts'
import type { ParamMap } from '../protocol/parameters.ts'
import { accessDenied, argumentError, coreError } from '../protocol/rest-error.ts'
import type { PortalUser } from '../store/portal-rows.ts'

/** `user.add` invites somebody, `user.update` changes them; fields stand among the parameters, with nothing around them. */
export function userChangeMethods(): readonly (readonly [string, Method])[] {
  return [
    ['user.add', { scopes: ['user'], run: (call) => ({ result: add(call) }) }],
    ['user.update', { scopes: ['user'], run: (call) => ({ result: update(call) }) }],
  ]
}

const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+$/

function add(call: MethodCall): number {
  const input = upperKeys(call.params)
  if (!call.caller.user.isAdmin) throw accessDenied('Access denied!', call.portal.switches().accessDeniedStatus)
  mustBeEmail(call, input, undefined)
  const known = call.data.users.all()
  // The seed has numbered its people by itself.
  const id = Math.max(0, ...known.map((user) => user.id)) + 1
  const everything = 'all'
  const rights = { read: everything, add: everything, edit: everything, delete: everything } as const
  const blank = { name: '', lastName: '', email: '', position: '', phone: null, gender: 'M' } as const
  call.data.users.put(changed({ id, ...blank, isAdmin: false, isActive: true, rights }, input))
  return id
}

function update(call: MethodCall): true {
  const input = upperKeys(call.params)
  const user = call.data.users.get(asInt(input['ID']))
  if (user === undefined || !(call.caller.user.isAdmin || call.caller.user.id === user.id)) {
    throw coreError('access_denied')
  }
  if (input['EMAIL'] !== undefined) mustBeEmail(call, input, user.id)
  call.data.users.put(changed(user, input))
  return true
}

function mustBeEmail(call: MethodCall, input: ParamMap, ownId: number | undefined): void {
  const email = asText(input['EMAIL']) ?? ''
  if (!EMAIL.test(email)) throw argumentError('wrong_email', '')
  const isTaken = call.data.users.all().some((user) => user.id !== ownId && user.email === email)
  if (isTaken) throw argumentError('A user with this email already exists', '')
}

/** Fields that are kept as texts, beside those that have places of their own. */
function isDetail(name: string): boolean {
  if (['PERSONAL_GENDER', 'PERSONAL_PHOTO', 'WORK_PHONE', 'WORK_POSITION', 'WORK_LOGO'].includes(name)) return false
  return /^(SECOND_NAME|PERSONAL_[A-Z]+|WORK_[A-Z]+|UF_(PHONE_INNER|EMPLOYMENT_DATE|SKYPE|LINKEDIN|DISTRICT))$/.test(
    name,
  )
}

function changed(user: PortalUser, input: ParamMap): PortalUser {
  const text = (name: string): string | undefined => asText(input[name])
  const gender = text('PERSONAL_GENDER')
  const details = Object.keys(input)
    .filter(isDetail)
    .map((name) => [name, text(name) ?? ''] as const)
  const departments = asList(input['UF_DEPARTMENT']).map(asInt)
  return {
    ...user,
    name: text('NAME') ?? user.name,
    lastName: text('LAST_NAME') ?? user.lastName,
    email: text('EMAIL') ?? user.email,
    position: text('WORK_POSITION') ?? user.position,
    phone: text('WORK_PHONE') ?? user.phone,
    gender: gender === 'M' || gender === 'F' ? gender : user.gender,
    isActive: input['ACTIVE'] === undefined ? user.isActive : asFlag(input['ACTIVE']),
    details: { ...user.details, ...(Object.fromEntries(details) as Record<string, string>) },
    ...(departments.length === 0 ? {} : { departments }),
  }
}
