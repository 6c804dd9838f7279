import * as v from 'valibot'
import { linkedKinds, type LinkedFound, type LinkedRef } from '../domain/linked.ts'
import { RemoteIdSchema } from './schemas.ts'

export const LinkedRefSchema: v.GenericSchema<unknown, LinkedRef> = v.object({
  kind: v.picklist(linkedKinds),
  id: RemoteIdSchema,
  catalogId: v.nullable(RemoteIdSchema),
})

export const LinkedFoundSchema: v.GenericSchema<unknown, LinkedFound> = v.object({
  kind: v.picklist(linkedKinds),
  id: RemoteIdSchema,
  catalogId: v.nullable(RemoteIdSchema),
  name: v.string(),
  within: v.string(),
})
