import * as v from 'valibot'
import type { Json } from '../domain/contact.ts'

/** Whatever JSON can say. */
export const JsonSchema: v.GenericSchema<unknown, Json> = v.lazy(() =>
  v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(JsonSchema), v.record(v.string(), JsonSchema)]),
)
