import * as v from 'valibot'
import { isYes, momentOf, textOf } from './scalars.ts'

const text = v.optional(v.pipe(v.unknown(), v.transform(textOf)), '')
const id = v.pipe(v.unknown(), v.transform(textOf), v.regex(/^[1-9]\d*$/))
const moment = v.pipe(v.unknown(), v.transform(momentOf), v.number())

/** What is to be done, or was: a meeting, a call, a task, something to think of. */
export const ActivityWire = v.looseObject({
  ...{ ID: id, OWNER_TYPE_ID: text, OWNER_ID: text, TYPE_ID: text, SUBJECT: text, DESCRIPTION: text },
  ...{ RESPONSIBLE_ID: text, AUTHOR_ID: text, EDITOR_ID: text },
  ...{ CREATED: moment, LAST_UPDATED: moment },
  DEADLINE: v.optional(v.pipe(v.unknown(), v.transform(momentOf)), null),
  COMPLETED: v.pipe(v.unknown(), v.transform(isYes)),
})
export type ActivityWire = v.InferOutput<typeof ActivityWire>

/** What `crm.activity.todo.add` answers. */
export const AddedWire = v.object({ id })
