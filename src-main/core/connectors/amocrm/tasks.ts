import { remoteIdOf, toEntityId, toNeighbourId, type ContactId } from '#shared/domain/ids.ts'
import type { Neighbour, TaskFields } from '#shared/domain/neighbour.ts'
import { toMs, toRemoteId, toUserId } from './remote-ids.ts'
import type { NeighbourKindWords } from './neighbour-kind.ts'
import { TaskWire } from './neighbour-wire.ts'

/**
 * Tasks of contacts. There is no way to delete one; completing is a change like any other.
 * @source https://www.amocrm.ru/developers/content/crm_platform/tasks-api
 */
export const taskWords: NeighbourKindWords<TaskWire> = {
  source: { path: '/api/v4/tasks', key: 'tasks', row: TaskWire },
  query: { 'filter[entity_type]': 'contacts' },
  entity: 'task',
  // It takes the wish for that order, and does not obey.
  goesByTime: false,
  hints: ['task_added', 'task_completed'],
  // Some accounts name the record that it was about instead: that one is looked for in vain.
  deletedIn: ({ entity_id }) => entity_id ?? null,
  toNeighbour({ accountId }, row) {
    if (row.entity_type !== 'contacts' || !row.entity_id) return null
    const remoteId = toRemoteId(row.id)
    return {
      kind: 'task',
      id: toNeighbourId('task', accountId, remoteId),
      ...{ remoteId, accountId },
      fields: {
        aboutId: toEntityId<ContactId>(accountId, toRemoteId(row.entity_id)),
        typeId: String(row.task_type_id ?? FOLLOW_UP),
        text: row.text ?? '',
        dueAt: toMs(row.complete_till),
        responsibleId: toUserId(accountId, row.responsible_user_id),
        doneWith: row.is_completed === true ? resultOf(row) : null,
      },
      ...{ createdAt: toMs(row.created_at), createdBy: toUserId(accountId, row.created_by) },
      ...{ updatedAt: toMs(row.updated_at), updatedBy: toUserId(accountId, row.updated_by) },
    }
  },
  toCreateOut(record) {
    const fields = fieldsOf(record)
    const aboutId = fields.aboutId === null ? null : Number(remoteIdOf(fields.aboutId))
    return { ...toOut(fields, allFields), entity_id: aboutId, entity_type: 'contacts' }
  },
  toUpdateOut: ({ record, before, fields }) =>
    toOut(fieldsOf(record), fields, before === undefined ? null : fieldsOf(before).doneWith),
  fieldAt: (path) => {
    const [head = ''] = path.split('.')
    return Object.hasOwn(fieldNames, head) ? `neighbour:${fieldNames[head] ?? ''}` : null
  },
}

/** The vendor's own type that every account has. */
const FOLLOW_UP = 1

/** An empty list where nothing was written. */
function resultOf({ result }: TaskWire): string {
  return result === null || result === undefined || Array.isArray(result) ? '' : (result.text ?? '')
}

const fieldNames: Readonly<Record<string, string>> = {
  text: 'text',
  complete_till: 'dueAt',
  task_type_id: 'typeId',
  responsible_user_id: 'responsibleId',
  is_completed: 'doneWith',
  result: 'doneWith',
}
const allFields: readonly string[] = ['text', 'dueAt', 'typeId', 'responsibleId', 'doneWith']

/** A task is asked of tasks alone. */
function fieldsOf(record: Neighbour): TaskFields {
  if (record.kind === 'task') return record.fields
  return { aboutId: null, typeId: '', text: '', dueAt: 0, responsibleId: null, doneWith: null }
}

/** @param result what came of it as far as the vendor knows; `null` while it is open there */
function toOut(
  { text, dueAt, typeId, responsibleId, doneWith }: TaskFields,
  wanted: readonly string[],
  result: string | null = null,
) {
  const has = (field: string) => wanted.includes(field)
  return {
    ...(has('text') ? { text } : {}),
    ...(has('dueAt') ? { complete_till: Math.floor(dueAt / 1000) } : {}),
    ...(has('typeId') ? { task_type_id: Number(typeId) } : {}),
    ...(has('responsibleId') && responsibleId !== null
      ? { responsible_user_id: Number(remoteIdOf(responsibleId)) }
      : {}),
    ...(has('doneWith') ? toDoneOut(doneWith, result) : {}),
  }
}

/**
 * Whether a result may be empty is not documented: none is sent where there is none to take back. Where there is, leaving it out
 * would leave it there, so that an empty one has to be tried.
 */
function toDoneOut(doneWith: string | null, result: string | null) {
  if (doneWith === null) return { is_completed: false }
  const isSaid = doneWith !== '' || (result !== null && result !== '')
  return { is_completed: true, ...(isSaid ? { result: { text: doneWith } } : {}) }
}
