import { emptyReply, jsonReply } from '../http/exchange.ts'
import type { EntityName, Reach, User, UserGroup } from '../store/records.ts'
import { hal, nothingThere, problem } from './answers.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { readWith } from './list-parameters.ts'
import { countedEnvelope, readPage } from './paging.ts'
import { rightsOf } from './rights.ts'

/**
 * GET /users: admins only, unless switched off.
 * @source https://www.amocrm.ru/developers/content/crm_platform/users-api
 */
export const listUsers: Handler = (context, api) => {
  if (isForbidden(context, api)) return problem(403, 'Forbidden')
  const users = context.store.directory.users()
  const page = readPage(api.call.query, context.switches().defaultLimit)
  const shown = users.slice(page.offset, page.offset + page.limit)
  if (shown.length === 0) return emptyReply(204)
  return hal({
    ...countedEnvelope(api.call, page, users.length),
    _embedded: { users: shown.map((user) => formatUser(context, api, user)) },
  })
}

/** GET /users/{id} */
export const getUser: Handler = (context, api) => {
  const user = context.store.directory.user(Number(api.params[0]))
  if (isForbidden(context, api) && user?.id !== api.user.id) return problem(403, 'Forbidden')
  return user === undefined ? nothingThere(context.switches().missingStatus) : hal(formatUser(context, api, user))
}

/**
 * GET /v3/user: whose token this is, for everybody.
 * @source amocrm-oauth-client AmoCRM.php and AmoCRMResourceOwner.php, which read `id`, `name` and `email`
 */
export const getOwner: Handler = (_context, { user }) =>
  jsonReply(200, 'application/json', { id: user.id, name: user.name, email: user.email })

function isForbidden(context: AmoContext, api: ApiCall): boolean {
  return context.switches().usersAdminOnly && !api.user.isAdmin
}

function formatUser(context: AmoContext, { call }: ApiCall, user: User): Readonly<Record<string, unknown>> {
  const withs = readWith(call.query)
  const group = context.store.directory.userGroups().find(({ id }) => id === user.groupId)
  const role = user.rights?.role ?? null
  const embedded = {
    ...(withs.has('role') ? { roles: role === null ? [] : [role] } : {}),
    ...(withs.has('group') ? { groups: group === undefined ? [] : [formatGroup(group)] } : {}),
  }
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    lang: user.lang,
    rights: formatRights(user),
    ...(withs.has('uuid') ? { uuid: user.uuid } : {}),
    ...(withs.has('amojo_id') ? { amojo_id: user.uuid.toLowerCase().replaceAll('0', 'a') } : {}),
    ...(withs.has('user_rank') ? { user_rank: user.isAdmin ? 'master' : 'newbie' } : {}),
    ...(withs.has('phone_number') ? { phone_number: user.phone } : {}),
    _links: { self: { href: `${call.base}/api/v4/users/${user.id}` } },
    ...(Object.keys(embedded).length > 0 ? { _embedded: embedded } : {}),
  }
}

const LETTERS: Readonly<Record<Reach, string>> = { all: 'A', group: 'G', own: 'M', linked: 'L', none: 'D' }

/** A: all, G: own group, M: own, L: linked, D: denied. Deleting and exporting are no calls of this API. */
function formatRights(user: User): Readonly<Record<string, unknown>> {
  const rest = user.isAdmin ? 'A' : 'D'
  const letters = (entity: EntityName | 'tasks') => {
    const { view, edit, add } = rightsOf(user, entity)
    return { view: LETTERS[view], edit: LETTERS[edit], add: LETTERS[add], delete: rest, export: rest }
  }
  return {
    leads: letters('deals'),
    contacts: letters('contacts'),
    companies: letters('companies'),
    tasks: { edit: letters('tasks').edit, delete: rest },
    mail_access: user.isAdmin,
    catalog_access: user.isAdmin,
    files_access: user.isAdmin,
    status_rights: [],
    catalog_rights: null,
    custom_fields_rights: null,
    oper_day_reports_view_access: false,
    oper_day_user_tracking: false,
    is_admin: user.isAdmin,
    is_free: false,
    is_active: user.isActive,
    group_id: user.groupId === 0 ? null : user.groupId,
    role_id: user.rights?.role?.id ?? null,
  }
}

function formatGroup({ id, name, uuid }: UserGroup): Readonly<Record<string, unknown>> {
  return { id, name, uuid }
}
