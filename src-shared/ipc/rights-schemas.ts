import * as v from 'valibot'
import * as ids from '../domain/ids.ts'
import type { Reach, RecordRights, Rights } from '../domain/rights.ts'

const UserIdSchema = v.custom<ids.UserId>(ids.isUserId, 'not a user id')

const ReachSchema: v.GenericSchema<unknown, Reach> = v.variant('kind', [
  v.object({ kind: v.literal('all') }),
  v.object({ kind: v.literal('of'), userIds: v.pipe(v.array(UserIdSchema), v.readonly()), mayBeMore: v.boolean() }),
  v.object({ kind: v.literal('none') }),
])

const RecordRightsSchema: v.GenericSchema<unknown, RecordRights> = v.object({
  view: ReachSchema,
  edit: ReachSchema,
  delete: ReachSchema,
  export: ReachSchema,
  add: v.boolean(),
})

export const RightsSchema: v.GenericSchema<unknown, Rights> = v.object({
  isAdmin: v.nullable(v.boolean()),
  contacts: v.nullable(RecordRightsSchema),
  // A profile of an earlier release does not say; its next sync does.
  deals: v.optional(v.nullable(RecordRightsSchema), null),
  tasks: v.optional(v.nullable(RecordRightsSchema), null),
  companies: v.optional(v.nullable(RecordRightsSchema), null),
})
