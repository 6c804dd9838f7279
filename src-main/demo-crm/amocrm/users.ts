import { emptyReply } from '../http/exchange.ts'
import type { User, UserGroup } from '../store/records.ts'
import { hal, nothingThere, problem } from './answers.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { readWith } from './list-parameters.ts'
import { countedEnvelope, readPage } from './paging.ts'

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

function isForbidden(context: AmoContext, api: ApiCall): boolean {
  return context.switches().usersAdminOnly && !api.user.isAdmin
}

function formatUser(context: AmoContext, { call }: ApiCall, user: User): Readonly<Record<string, unknown>> {
  const withs = readWith(call.query)
  const group = context.store.directory.userGroups().find(({ id }) => id === user.groupId)
  const embedded = {
    ...(withs.has('role') ? { roles: [] } : {}),
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

/** A: all, G: own group, M: own, L: linked, D: denied. This server shows the letters and does not enforce them. */
function formatRights(user: User): Readonly<Record<string, unknown>> {
  const letter = user.isAdmin ? 'A' : 'M'
  const entity = { view: 'A', edit: letter, add: 'A', delete: letter, export: user.isAdmin ? 'A' : 'D' }
  return {
    leads: entity,
    contacts: entity,
    companies: entity,
    tasks: { edit: letter, delete: letter },
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
    role_id: null,
  }
}

function formatGroup({ id, name, uuid }: UserGroup): Readonly<Record<string, unknown>> {
  return { id, name, uuid }
}
