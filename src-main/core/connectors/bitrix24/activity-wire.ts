import * as v from 'valibot'
import type { TaskNature } from '#shared/domain/neighbour.ts'
import { isYes, momentOf, textOf } from './scalars.ts'

const text = v.optional(v.pipe(v.unknown(), v.transform(textOf)), '')
const id = v.pipe(v.unknown(), v.transform(textOf), v.regex(/^[1-9]\d*$/))
const moment = v.pipe(v.unknown(), v.transform(momentOf), v.number())

/** What is to be done, or was: a meeting, a call, a task, something to think of. */
export const ActivityWire = v.looseObject({
  ...{ ID: id, OWNER_TYPE_ID: text, OWNER_ID: text, TYPE_ID: text, SUBJECT: text, DESCRIPTION: text },
  PROVIDER_ID: text,
  ...{ RESPONSIBLE_ID: text, AUTHOR_ID: text, EDITOR_ID: text },
  ...{ CREATED: moment, LAST_UPDATED: moment },
  DEADLINE: v.optional(v.pipe(v.unknown(), v.transform(momentOf)), null),
  COMPLETED: v.pipe(v.unknown(), v.transform(isYes)),
})
export type ActivityWire = v.InferOutput<typeof ActivityWire>

/** The type of letters. */
export const LETTER = '4'

const natures: Readonly<Record<string, TaskNature>> = { 1: 'meeting', 2: 'call', 3: 'task', [LETTER]: 'letter' }
/** Of what the old types do not name, the provider says what it is. */
const providers: Readonly<Record<string, TaskNature>> = {
  CRM_TODO: 'task',
  CRM_TASKS_TASK: 'task',
  CRM_EMAIL: 'letter',
}

/** @source https://apidocs.bitrix24.com/api-reference/crm/auxiliary/enum/crm-enum-activity-type.html */
export const toNature = ({ TYPE_ID, PROVIDER_ID }: ActivityWire): TaskNature =>
  natures[TYPE_ID] ?? providers[PROVIDER_ID] ?? 'other'

/** What `crm.activity.todo.add` answers. */
export const AddedWire = v.object({ id })
