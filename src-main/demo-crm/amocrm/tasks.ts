import { emptyReply, isJsonObject } from '../http/exchange.ts'
import type { Reply } from '../http/exchange.ts'
import type { User } from '../store/records.ts'
import type { Task } from '../store/task-store.ts'
import { addTask, changeTask } from '../store/task-writer.ts'
import type { TaskHabits } from '../store/task-writer.ts'
import { hal, invalidType, nothingThere, notSupportedChoice, problem, validationProblem } from './answers.ts'
import { readBatch, readInt, saveBatch } from './batch.ts'
import type { BatchRead } from './batch.ts'
import { authorOf, nowSeconds } from './context.ts'
import type { AmoContext, ApiCall, Handler } from './context.ts'
import { PLURAL } from './entity-words.ts'
import { readJsonBody, readJsonItems } from './json-body.ts'
import { pageLinks, readPage, readSeen } from './paging.ts'
import { findFor, isHidden, modifiedFrom } from './record-access.ts'
import { forbidden, mayEditTask, rightsOf } from './rights.ts'
import { readTaskItem } from './task-input.ts'
import { readTaskQuery } from './task-query.ts'

/**
 * GET /tasks
 * @source https://www.amocrm.ru/developers/content/crm_platform/tasks-api
 */
export const listTasks: Handler = (context, { call, user }) => {
  const page = readPage(call.query, context.switches().defaultLimit)
  const since = modifiedFrom(context, call)
  const query = {
    ...readTaskQuery(call.query, context.switches()),
    ...(since === undefined ? {} : { updatedFrom: since }),
  }
  const found = readSeen(
    page,
    (limit, offset) => context.store.tasks.list({ ...query, limit, offset }),
    (task) => isSeen(context, user, task),
  )
  if (found.length === 0) return emptyReply(since === undefined ? 204 : 304)
  return hal({
    _page: page.page,
    _links: pageLinks(call, page, found.length > page.limit),
    _embedded: { tasks: found.slice(0, page.limit).map((task) => formatTask(context, task, call.base)) },
  })
}

/** GET /tasks/{id} */
export const getTask: Handler = (context, { call, params, user }) => {
  const task = context.store.tasks.find(Number(params[0]))
  if (task === undefined || !isSeen(context, user, task)) return nothingThere(context.switches().missingStatus)
  return hal(formatTask(context, task, call.base))
}

/** POST /tasks: a list of new tasks. */
export const postTasks: Handler = (context, api) => {
  const body = readJsonItems(context, api.call)
  if (!body.isOk) return body.reply
  if (rightsOf(api.user, 'tasks').add === 'none') return forbidden()
  const reads = readBatch(body.items, (item, errors) => {
    const change = readTaskItem(context, api.user, item, undefined, errors)
    return errors.length > 0 ? undefined : change
  })
  return saveBatch(context, reads, (good) => {
    const author = authorOf(context, api.user.id)
    const made = good.map(({ requestId, value }) => {
      const task = { ...blankTask(context, api.user), ...value, id: context.store.tasks.nextId() }
      addTask(context.store, task, author, taskHabits(context))
      return { id: task.id, request_id: requestId, _links: linksOf(task, api.call.base) }
    })
    return hal({ _links: { self: { href: `${api.call.base}/api/v4/tasks` } }, _embedded: { tasks: made } })
  })
}

/** PATCH /tasks: a list, each with its id. Completing is a change like any other. */
export const patchTasks: Handler = (context, api) => {
  const body = readJsonItems(context, api.call)
  if (!body.isOk) return body.reply
  return patchAll(context, api, body.items, (tasks) =>
    hal({ _links: { self: { href: `${api.call.base}/api/v4/tasks` } }, _embedded: { tasks } }),
  )
}

/** PATCH /tasks/{id}: one object. */
export const patchTask: Handler = (context, api) => {
  const body = readJsonBody(api.call)
  if (!body.isOk) return body.reply
  if (!isJsonObject(body.value)) {
    return validationProblem([{ request_id: '0', errors: [invalidType('', 'object')] }])
  }
  return patchAll(context, api, [{ ...body.value, id: Number(api.params[0]) }], ([task]) => hal(task))
}

/** There is no way to delete a task: the vendor calls it a matter of scope. */
export const deleteTask: Handler = () => problem(403, 'Invalid scope')

/** How this account tells of tasks. */
export function taskHabits(context: AmoContext): TaskHabits {
  const { taskEventOf, tasksBumpUpdatedAt } = context.switches()
  return { eventsOf: taskEventOf, isBumped: tasksBumpUpdatedAt }
}

type Changed = { readonly before: Task; readonly after: Task }

function patchAll(
  context: AmoContext,
  api: ApiCall,
  items: readonly unknown[],
  answer: (tasks: readonly Readonly<Record<string, unknown>>[]) => Reply,
): Reply {
  const reads = readBatch(items, (item, errors): Changed | undefined => {
    const before = context.store.tasks.find(readInt(context, item, 'id', errors) ?? 0)
    if (before === undefined || !isSeen(context, api.user, before)) {
      errors.push(notSupportedChoice('id'))
      return undefined
    }
    const change = readTaskItem(context, api.user, item, before, errors)
    return { before, after: { ...before, updatedAt: nowSeconds(context), updatedBy: api.user.id, ...change } }
  })
  if (reads.some((read) => isDenied(context, api, read))) return forbidden()
  return saveBatch(context, reads, (good) => {
    const author = authorOf(context, api.user.id)
    return answer(
      good.map(({ requestId, value: { before, after } }) => {
        changeTask(context.store, before, after, author, taskHabits(context))
        const { id, updatedAt } = after
        return { id, updated_at: updatedAt, request_id: requestId, _links: linksOf(after, api.call.base) }
      }),
    )
  })
}

function isDenied(context: AmoContext, { user }: ApiCall, read: BatchRead<Changed>): boolean {
  return 'value' in read && !mayEditTask(context.store, user, read.value.before)
}

/** A task about a record that the user does not see is not there for them. */
function isSeen(context: AmoContext, user: User, { entity, entityId, responsibleUserId }: Task): boolean {
  if (entity === null || entityId === null || responsibleUserId === user.id) return true
  if (rightsOf(user, entity).view === 'all' && !isHidden(context, entity)) return true
  return (
    context.store.records.find(entity, entityId)?.trashed === true ||
    findFor(context, user, entity, entityId) !== undefined
  )
}

/** A task before anything was said about it. */
export function blankTask(context: AmoContext, user: User): Task {
  const at = nowSeconds(context)
  const about = {
    entity: null,
    entityId: null,
    typeId: 1,
    text: '',
    dueAt: at,
    duration: 0,
    isDone: false,
    result: null,
  }
  return {
    id: 0,
    ...about,
    responsibleUserId: user.id,
    createdBy: user.id,
    updatedBy: user.id,
    createdAt: at,
    updatedAt: at,
  }
}

function linksOf({ id }: Task, base: string): Readonly<Record<string, unknown>> {
  return { self: { href: `${base}/api/v4/tasks/${id}` } }
}

/** `result` reads `[]` while there is none. */
function formatTask(context: AmoContext, task: Task, base: string): Readonly<Record<string, unknown>> {
  return {
    id: task.id,
    created_by: task.createdBy,
    updated_by: task.updatedBy,
    created_at: task.createdAt,
    updated_at: task.updatedAt,
    responsible_user_id: task.responsibleUserId,
    group_id: context.store.directory.user(task.responsibleUserId)?.groupId ?? 0,
    entity_id: task.entityId,
    entity_type: task.entity === null ? null : PLURAL[task.entity],
    duration: task.duration,
    is_completed: task.isDone,
    task_type_id: task.typeId,
    text: task.text,
    result: task.result === null ? [] : { text: task.result },
    complete_till: task.dueAt,
    account_id: context.account.id,
    _links: linksOf(task, base),
  }
}
