import { isJsonObject } from '../http/exchange.ts'
import type { User } from '../store/records.ts'
import type { Task } from '../store/task-store.ts'
import { fieldMissing, invalidType, notSupportedChoice } from './answers.ts'
import type { FieldError } from './answers.ts'
import { readInt, readText } from './batch.ts'
import type { Item } from './batch.ts'
import type { AmoContext } from './context.ts'
import { entityOf } from './entity-words.ts'
import { findFor } from './record-access.ts'

/** Follow-up and meeting: the types that every account has. */
const TASK_TYPES: readonly number[] = [1, 2]

type TaskChange = Partial<{ -readonly [K in keyof Task]: Task[K] }>

/**
 * Reads one submitted task. When it is due must be said.
 * @param current the stored task of a PATCH; undefined on POST
 */
export function readTaskItem(
  context: AmoContext,
  user: User,
  item: Item,
  current: Task | undefined,
  errors: FieldError[],
): TaskChange {
  const change: TaskChange = {}
  const dueAt = readInt(context, item, 'complete_till', errors)
  if (dueAt !== undefined) change.dueAt = dueAt
  else if (current === undefined && errors.length === 0) errors.push(fieldMissing('complete_till'))
  readWords(context, item, current, change, errors)
  const typeId = readInt(context, item, 'task_type_id', errors)
  if (typeId !== undefined && !TASK_TYPES.includes(typeId)) errors.push(notSupportedChoice('task_type_id'))
  else if (typeId !== undefined) change.typeId = typeId
  const duration = readInt(context, item, 'duration', errors)
  if (duration !== undefined) change.duration = duration
  readRecord(context, user, item, change, errors)
  readPeople(context, item, change, errors)
  readResult(item, change, errors)
  return change
}

function readWords(
  context: AmoContext,
  item: Item,
  current: Task | undefined,
  change: TaskChange,
  errors: FieldError[],
): void {
  const text = readText(item, 'text', errors)
  if (text !== undefined) change.text = text
  else if (current === undefined && context.switches().taskText === 'required') errors.push(fieldMissing('text'))
}

/** A task is about one record, named by both its id and its kind, or about nothing. */
function readRecord(context: AmoContext, user: User, item: Item, change: TaskChange, errors: FieldError[]): void {
  const id = readInt(context, item, 'entity_id', errors)
  const { entity_type: type } = item
  if (id === undefined) return
  if (type === undefined || type === null) {
    errors.push(fieldMissing('entity_type'))
    return
  }
  const entity = entityOf(type)
  if (entity === undefined) errors.push(notSupportedChoice('entity_type'))
  else if (findFor(context, user, entity, id) === undefined) errors.push(notSupportedChoice('entity_id'))
  else {
    change.entity = entity
    change.entityId = id
  }
}

function readPeople(context: AmoContext, item: Item, change: TaskChange, errors: FieldError[]): void {
  const keys = [
    ['responsible_user_id', 'responsibleUserId'],
    ['created_by', 'createdBy'],
    ['updated_by', 'updatedBy'],
  ] as const
  for (const [key, name] of keys) {
    const id = readInt(context, item, key, errors)
    if (id === undefined) continue
    if (context.store.directory.user(id) !== undefined || (id === 0 && name !== 'responsibleUserId')) change[name] = id
    else errors.push(notSupportedChoice(key))
  }
}

function readResult(item: Item, change: TaskChange, errors: FieldError[]): void {
  const { is_completed: isDone, result } = item
  if (typeof isDone === 'boolean') change.isDone = isDone
  else if (isDone === 1 || isDone === '1') change.isDone = true
  else if (isDone === 0 || isDone === '0') change.isDone = false
  else if (isDone !== undefined && isDone !== null) errors.push(invalidType('is_completed', 'bool'))
  // An empty list is how the vendor writes that there is no result; clients echo it.
  if (result === undefined || result === null || (Array.isArray(result) && result.length === 0)) return
  if (!isJsonObject(result)) errors.push(invalidType('result', 'array'))
  else {
    const text = readText(result, 'text', errors)
    if (text === undefined) errors.push(fieldMissing('result.text'))
    else change.result = text
  }
}
