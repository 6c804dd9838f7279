import * as v from 'valibot'
import type { CustomItem } from '../domain/contact.ts'
import { JsonSchema } from './json-schema.ts'

/** One value of a custom field, of whatever record. */
export const CustomItemSchema: v.GenericSchema<unknown, CustomItem> = v.object({
  value: JsonSchema,
  optionId: v.optional(v.string()),
  code: v.optional(v.string()),
})
