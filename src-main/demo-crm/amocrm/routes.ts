import { entityNames } from '../store/records.ts'
import type { EntityName } from '../store/records.ts'
import { getAccount } from './account.ts'
import { postCalls } from './calls.ts'
import {
  getCatalog,
  getElement,
  listCatalogs,
  listElements,
  patchCatalogs,
  patchElements,
  postCatalogs,
  postElements,
} from './catalogs.ts'
import { deleteField, patchField, patchFields, postFields } from './change-fields.ts'
import { listContactChats, postContactChats } from './chats.ts'
import { postComplex } from './complex.ts'
import type { Handler } from './context.ts'
import { getField, getFieldGroup, listFieldGroups, listFields } from './custom-fields.ts'
import { PLURAL } from './entity-words.ts'
import { getEvent, listEvents, listEventTypes } from './events.ts'
import { deleteFieldGroup, patchFieldGroup, postFieldGroups } from './field-groups.ts'
import { getIncoming, getIncomingSummary, listIncoming } from './incoming.ts'
import { deleteLossReason, listLossReasons, patchLossReason, postLossReasons } from './loss-reasons.ts'
import { postIncoming } from './make-incoming.ts'
import { getLinks, postLink, postUnlink } from './links.ts'
import { getNote, listNotes, patchNotes, pinNote, postNotes } from './notes.ts'
import { deletePipeline, getPipeline, listPipelines, patchPipeline, postPipelines } from './pipelines.ts'
import { getRecord, listRecords, patchRecord, patchRecords, postRecords } from './records.ts'
import { acceptIncoming, declineIncoming, linkIncoming } from './sort-incoming.ts'
import { deleteStage, getStage, listStages, patchStage, postStages } from './stages.ts'
import { listTags, patchDealTags, postTags } from './tags.ts'
import { deleteTask, getTask, listTasks, patchTask, patchTasks, postTasks } from './tasks.ts'
import { getOwner, getUser, listUsers } from './users.ts'
import { deleteWebhook, listWebhooks, postWebhook } from './webhooks.ts'

/** One path of the vendor's API: what each method does here. `pattern` captures its open parts. */
export type Route = { readonly pattern: RegExp; readonly methods: Readonly<Record<string, Handler>> }

/** Where the vendor's own OAuth client asks whose token it got. */
export const OWNER_PATH = '/v3/user'

/** All paths that are emulated. The first match wins. */
export const routes: readonly Route[] = [
  route('/api/v4/account', { GET: getAccount }),
  route('/api/v4/users', { GET: listUsers }),
  route('/api/v4/users/:id', { GET: getUser }),
  route(OWNER_PATH, { GET: getOwner }),
  route('/api/v4/events', { GET: listEvents }),
  route('/api/v4/events/types', { GET: listEventTypes }),
  route('/api/v4/events/:key', { GET: getEvent }),
  route('/api/v4/webhooks', { GET: listWebhooks, POST: postWebhook, DELETE: deleteWebhook }),
  route('/api/v4/contacts/chats', { GET: listContactChats, POST: postContactChats }),
  ...entityNames.flatMap(recordRoutes),
  ...incomingRoutes('/api/v4/leads/unsorted'),
  route('/api/v4/leads/complex', { POST: postComplex }),
  ...pipelineRoutes('/api/v4/leads/pipelines'),
  route('/api/v4/leads/loss_reasons', { GET: listLossReasons, POST: postLossReasons }),
  route('/api/v4/leads/loss_reasons/:id', {
    GET: listLossReasons,
    PATCH: patchLossReason,
    DELETE: deleteLossReason,
  }),
  route('/api/v4/calls', { POST: postCalls }),
  route('/api/v4/tasks', { GET: listTasks, POST: postTasks, PATCH: patchTasks, DELETE: deleteTask }),
  route('/api/v4/tasks/:id', { GET: getTask, PATCH: patchTask, DELETE: deleteTask }),
  route('/api/v4/catalogs', { GET: listCatalogs, POST: postCatalogs, PATCH: patchCatalogs }),
  route('/api/v4/catalogs/:id', { GET: getCatalog, PATCH: patchCatalogs }),
  route('/api/v4/catalogs/:id/elements', { GET: listElements, POST: postElements, PATCH: patchElements }),
  route('/api/v4/catalogs/:id/elements/:id', { GET: getElement, PATCH: patchElements }),
]

function recordRoutes(entity: EntityName): Route[] {
  const base = `/api/v4/${PLURAL[entity]}`
  return [
    route(base, { GET: listRecords(entity), POST: postRecords(entity), PATCH: patchRecords(entity) }),
    route(`${base}/:id`, { GET: getRecord(entity), PATCH: patchRecord(entity) }),
    route(`${base}/links`, { GET: getLinks(entity) }),
    route(`${base}/link`, { POST: postLink(entity) }),
    route(`${base}/unlink`, { POST: postUnlink(entity) }),
    route(`${base}/:id/links`, { GET: getLinks(entity) }),
    route(`${base}/:id/link`, { POST: postLink(entity) }),
    route(`${base}/:id/unlink`, { POST: postUnlink(entity) }),
    route(`${base}/tags`, {
      GET: listTags(entity),
      POST: postTags(entity),
      ...(entity === 'deals' ? { PATCH: patchDealTags } : {}),
    }),
    ...fieldRoutes(`${base}/custom_fields`, entity),
    ...noteRoutes(base, entity),
  ]
}

function fieldRoutes(base: string, entity: EntityName): Route[] {
  return [
    route(base, { GET: listFields(entity), POST: postFields(entity), PATCH: patchFields(entity) }),
    route(`${base}/:id`, { GET: getField(entity), PATCH: patchField(entity), DELETE: deleteField(entity) }),
    route(`${base}/groups`, { GET: listFieldGroups(entity), POST: postFieldGroups(entity) }),
    route(`${base}/groups/:key`, {
      GET: getFieldGroup(entity),
      PATCH: patchFieldGroup(entity),
      DELETE: deleteFieldGroup(entity),
    }),
  ]
}

/** There is no way to delete a note: its paths know no DELETE. */
function noteRoutes(base: string, entity: EntityName): Route[] {
  const all = { GET: listNotes(entity), POST: postNotes(entity), PATCH: patchNotes(entity, 'list') }
  const one = { GET: getNote(entity), PATCH: patchNotes(entity, 'one') }
  return [
    route(`${base}/notes`, all),
    route(`${base}/:id/notes`, all),
    ...[`${base}/notes/:id`, `${base}/:id/notes/:id`].flatMap((path) => [
      route(path, one),
      route(`${path}/pin`, { POST: pinNote(entity, true) }),
      route(`${path}/unpin`, { POST: pinNote(entity, false) }),
    ]),
  ]
}

function incomingRoutes(base: string): Route[] {
  return [
    route(base, { GET: listIncoming }),
    route(`${base}/summary`, { GET: getIncomingSummary }),
    route(`${base}/forms`, { POST: postIncoming('forms') }),
    route(`${base}/sip`, { POST: postIncoming('sip') }),
    route(`${base}/:key`, { GET: getIncoming }),
    route(`${base}/:key/accept`, { POST: acceptIncoming }),
    route(`${base}/:key/decline`, { DELETE: declineIncoming, POST: declineIncoming }),
    route(`${base}/:key/link`, { POST: linkIncoming }),
  ]
}

function pipelineRoutes(base: string): Route[] {
  return [
    route(base, { GET: listPipelines, POST: postPipelines }),
    route(`${base}/:id`, { GET: getPipeline, PATCH: patchPipeline, DELETE: deletePipeline }),
    route(`${base}/:id/statuses`, { GET: listStages, POST: postStages }),
    route(`${base}/:id/statuses/:id`, { GET: getStage, PATCH: patchStage, DELETE: deleteStage }),
  ]
}

/** `:id` stands for digits, `:key` for any one segment. A slash at the end makes no difference. */
function route(path: string, methods: Readonly<Record<string, Handler>>): Route {
  const source = path.replaceAll(':id', '(\\d+)').replaceAll(':key', '([^/]+)')
  return { pattern: new RegExp(`^${source}/?$`), methods }
}

/** Methods that the vendor has at a path that is emulated only in part. They are answered with 501, not 405. */
const PARTLY: readonly { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [
  { pattern: /^\/api\/v4\/users\/?$/, methods: ['POST'] },
  { pattern: /^\/api\/v4\/customers\/mode\/?$/, methods: ['PATCH'] },
]

/** Whole branches that exist at the vendor and are not emulated. */
const ABSENT = [
  /^\/api\/v4\/(talks|roles|sources|widgets|short_links|inbox)(\/|$)/,
  /^\/api\/v4\/(products|website_buttons|chats|bots|segments|transactions|files|entity_files|currencies)(\/|$)/,
  /^\/api\/v4\/(companies|leads|customers)\/chats(\/|$)/,
  /^\/api\/v4\/(contacts|companies|customers)\/(duplicates|complex|transactions|segments|bonus_points)(\/|$)/,
  /^\/api\/v4\/(contacts|companies|leads|customers)\/\d+\/(chats|subscriptions|files|customers|leads|transactions|bonus_points)(\/|$)/,
  /^\/api\/v4\/leads\/calls(\/|$)/,
  /^\/api\/v4\/catalogs\/\d+\/custom_fields(\/|$)/,
  /^\/api\/v[23](\/|$)/,
  /^\/(ajax|private)(\/|$)/,
  /^\/v3\/(?!user\/?$)/,
  /^\/oauth(2)?(\/|$)/,
]

/** Is this a call that the vendor has and this server has not? Such calls are answered with 501. */
export function isNotEmulated(method: string, path: string): boolean {
  if (PARTLY.some(({ pattern, methods }) => methods.includes(method) && pattern.test(path))) return true
  return ABSENT.some((pattern) => pattern.test(path))
}
