import * as v from 'valibot'
import type { Json } from '../domain/contact.ts'

/** Made once: a schema that is made anew for each value costs more than reading the value. */
const Inner: v.GenericSchema<unknown, Json> = v.lazy(() => JsonSchema)

/** Whatever JSON can say. */
export const JsonSchema: v.GenericSchema<unknown, Json> = v.union([
  v.string(),
  v.number(),
  v.boolean(),
  v.null(),
  v.array(Inner),
  v.record(v.string(), Inner),
])
