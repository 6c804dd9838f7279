import * as v from 'valibot'

const ids = v.pipe(
  v.unknown(),
  v.transform((input) => (Array.isArray(input) || input === undefined ? input : [input])),
  v.array(v.pipe(v.number(), v.integer())),
  v.minLength(1),
)
const userId = v.nullish(v.pipe(v.number(), v.integer()))
const fields = v.record(v.string(), v.unknown())
const records = v.pipe(v.unknown(), v.transform(toPlural), v.picklist(['contacts', 'companies']))
const anything = v.pipe(v.unknown(), v.transform(toPlural), v.picklist(['contacts', 'companies', 'custom_fields']))
/** Every action has the same form; only `edit` reads the fields. */
const unread = v.nullish(fields)

/** What only the vendor's own interface can do, or what a colleague does there while our client is away. */
export const VendorActionSchema = v.variant('action', [
  v.strictObject({ action: v.literal('delete'), entity: anything, ids, fields: unread, userId }),
  v.strictObject({ action: v.literal('restore'), entity: records, ids, fields: unread, userId }),
  /** The first id survives and takes in the others. */
  v.strictObject({ action: v.literal('merge'), entity: records, ids, fields: unread, userId }),
  v.strictObject({ action: v.literal('edit'), entity: anything, ids, fields, userId }),
])

export type VendorAction = v.InferOutput<typeof VendorActionSchema>

/** The vendor itself says `contact` in its events and `contacts` in its addresses. */
function toPlural(input: unknown): unknown {
  if (input === 'contact') return 'contacts'
  return input === 'company' ? 'companies' : input
}

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
