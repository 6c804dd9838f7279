import * as v from 'valibot'
import { linkedKinds, type LinkedRef } from '../domain/linked.ts'
import { RemoteIdSchema } from './schemas.ts'

export const LinkedRefSchema: v.GenericSchema<unknown, LinkedRef> = v.object({
  kind: v.picklist(linkedKinds),
  id: RemoteIdSchema,
  catalogId: v.nullable(RemoteIdSchema),
})
