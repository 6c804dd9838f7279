import { bump } from './link-writer.ts'
import { NOTHING } from './records.ts'
import type { EntityName, EventKind } from './records.ts'
import { appendEvent } from './record-writer.ts'
import type { Author } from './record-writer.ts'
import type { Store } from './store.ts'
import type { Task } from './task-store.ts'

/** How this account tells of tasks. */
export type TaskHabits = {
  /** Whether an event names the task itself or the record that it is about. */
  readonly eventsOf: 'task' | 'record'
  /** Does a task move the time of the last change of its record? */
  readonly isBumped: boolean
}

/** Adds a task; its record learns when the next one is due. */
export function addTask(store: Store, task: Task, author: Author, habits: TaskHabits): void {
  store.tasks.put(task)
  settle(store, task.entity, task.entityId, author, habits)
  log(store, task, 'task-added', author, habits)
}

/** Changes a task. It may move to another record: both learn of it. */
export function changeTask(store: Store, before: Task, after: Task, author: Author, habits: TaskHabits): void {
  store.tasks.put(after)
  settle(store, after.entity, after.entityId, author, habits)
  if (before.entity !== after.entity || before.entityId !== after.entityId) {
    settle(store, before.entity, before.entityId, author, habits)
  }
  if (!before.isDone && after.isDone) log(store, after, 'task-completed', author, habits)
}

/** Only the vendor's own interface can do this. */
export function deleteTask(store: Store, task: Task, author: Author, habits: TaskHabits): void {
  store.tasks.delete(task.id)
  settle(store, task.entity, task.entityId, author, habits)
  log(store, task, 'task-deleted', author, habits)
}

function settle(
  store: Store,
  entity: EntityName | null,
  id: number | null,
  author: Author,
  { isBumped }: TaskHabits,
): void {
  const record = entity === null || id === null ? undefined : store.records.find(entity, id)
  if (entity === null || record === undefined) return
  const closestTaskAt = store.tasks.nextDue(entity, record.id)
  if (closestTaskAt !== record.closestTaskAt) store.records.update(entity, { ...record, closestTaskAt })
  bump(store, entity, record.id, author, isBumped)
}

function log(store: Store, task: Task, kind: EventKind, author: Author, { eventsOf }: TaskHabits): void {
  const isOfRecord = eventsOf === 'record' && task.entity !== null && task.entityId !== null
  const [entity, id] = isOfRecord ? [task.entity, task.entityId] : (['tasks', task.id] as const)
  if (entity !== null && id !== null) appendEvent(store, entity, id, kind, author, { before: NOTHING, after: NOTHING })
}
