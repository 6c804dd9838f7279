import type { EntityName } from '../store/records.ts'
import { getAccount } from './account.ts'
import type { Handler } from './context.ts'
import { getField, getFieldGroup, listFieldGroups, listFields } from './custom-fields.ts'
import { postFields } from './create-fields.ts'
import { getEvent, listEvents, listEventTypes } from './events.ts'
import { getLinks, postLink, postUnlink } from './links.ts'
import { getRecord, listRecords, patchRecord, patchRecords, postRecords } from './records.ts'
import { listTags, postTags } from './tags.ts'
import { getUser, listUsers } from './users.ts'

/** One path of the vendor's API: what each method does here. `pattern` captures its open parts. */
export type Route = { readonly pattern: RegExp; readonly methods: Readonly<Record<string, Handler>> }

/** All paths that are emulated. The first match wins. */
export const routes: readonly Route[] = [
  route('/api/v4/account', { GET: getAccount }),
  route('/api/v4/users', { GET: listUsers }),
  route('/api/v4/users/:id', { GET: getUser }),
  route('/api/v4/events', { GET: listEvents }),
  route('/api/v4/events/types', { GET: listEventTypes }),
  route('/api/v4/events/:key', { GET: getEvent }),
  ...recordRoutes('contacts'),
  ...recordRoutes('companies'),
]

function recordRoutes(entity: EntityName): Route[] {
  const base = `/api/v4/${entity}`
  return [
    route(base, { GET: listRecords(entity), POST: postRecords(entity), PATCH: patchRecords(entity) }),
    route(`${base}/:id`, { GET: getRecord(entity), PATCH: patchRecord(entity) }),
    route(`${base}/links`, { GET: getLinks(entity) }),
    route(`${base}/link`, { POST: postLink(entity) }),
    route(`${base}/unlink`, { POST: postUnlink(entity) }),
    route(`${base}/:id/links`, { GET: getLinks(entity) }),
    route(`${base}/:id/link`, { POST: postLink(entity) }),
    route(`${base}/:id/unlink`, { POST: postUnlink(entity) }),
    route(`${base}/tags`, { GET: listTags(entity), POST: postTags(entity) }),
    route(`${base}/custom_fields`, { GET: listFields(entity), POST: postFields(entity) }),
    route(`${base}/custom_fields/:id`, { GET: getField(entity) }),
    route(`${base}/custom_fields/groups`, { GET: listFieldGroups(entity) }),
    route(`${base}/custom_fields/groups/:key`, { GET: getFieldGroup(entity) }),
  ]
}

/** `:id` stands for digits, `:key` for any one segment. A slash at the end makes no difference. */
function route(path: string, methods: Readonly<Record<string, Handler>>): Route {
  const source = path.replaceAll(':id', '(\\d+)').replaceAll(':key', '([^/]+)')
  return { pattern: new RegExp(`^${source}/?$`), methods }
}

/** Methods that the vendor has at a path that is emulated only in part. They are answered with 501, not 405. */
const PARTLY: readonly { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [
  { pattern: /^\/api\/v4\/(contacts|companies)\/custom_fields(\/|$)/, methods: ['PATCH', 'DELETE'] },
  { pattern: /^\/api\/v4\/(contacts|companies)\/custom_fields\/./, methods: ['POST'] },
  { pattern: /^\/api\/v4\/users\/?$/, methods: ['POST'] },
]

/** Whole branches that exist at the vendor and are not emulated. */
const ABSENT = [
  /^\/api\/v4\/(leads|customers|tasks|catalogs|webhooks|talks|calls|roles|sources|widgets|short_links|inbox)(\/|$)/,
  /^\/api\/v4\/(products|website_buttons|chats|bots|segments|transactions|files|entity_files|currencies)(\/|$)/,
  /^\/api\/v4\/(contacts|companies)\/(chats|notes|duplicates|complex)(\/|$)/,
  /^\/api\/v4\/(contacts|companies)\/\d+\/(notes|chats|subscriptions|files|customers|leads)(\/|$)/,
  /^\/api\/v[23](\/|$)/,
  /^\/(ajax|private|v3)(\/|$)/,
  /^\/oauth(2)?(\/|$)/,
]

/** Is this a call that the vendor has and this server has not? Such calls are answered with 501. */
export function isNotEmulated(method: string, path: string): boolean {
  if (PARTLY.some(({ pattern, methods }) => methods.includes(method) && pattern.test(path))) return true
  return ABSENT.some((pattern) => pattern.test(path))
}
