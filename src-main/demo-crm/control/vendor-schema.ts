import * as v from 'valibot'

const ids = v.pipe(v.array(v.pipe(v.number(), v.integer())), v.minLength(1))
const userId = v.optional(v.pipe(v.number(), v.integer()))
const fields = v.record(v.string(), v.unknown())

/** What only the vendor's own interface can do, or what a colleague does there while our client is away. */
export const VendorActionSchema = v.variant('action', [
  v.strictObject({
    action: v.literal('delete'),
    entity: v.picklist(['contacts', 'companies', 'custom_fields']),
    ids,
    userId,
  }),
  v.strictObject({ action: v.literal('restore'), entity: v.picklist(['contacts', 'companies']), ids, userId }),
  /** The first id survives and takes in the others. */
  v.strictObject({ action: v.literal('merge'), entity: v.picklist(['contacts', 'companies']), ids, userId }),
  v.strictObject({
    action: v.literal('edit'),
    entity: v.picklist(['contacts', 'companies', 'custom_fields']),
    ids,
    fields,
    userId,
  }),
])

export type VendorAction = v.InferOutput<typeof VendorActionSchema>

/** What an admin may change of a field definition. Options without an id are new; those left out are gone. */
export const FieldEditSchema = v.strictObject({
  name: v.optional(v.string()),
  enums: v.optional(
    v.array(
      v.object({
        id: v.optional(v.pipe(v.number(), v.integer())),
        value: v.string(),
        code: v.optional(v.nullable(v.string())),
        sort: v.optional(v.number()),
      }),
    ),
  ),
})
