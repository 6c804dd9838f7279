import * as v from 'valibot'

const values = v.record(v.string(), v.unknown())

/** What a colleague does in the portal's own interface. `fields` are as in the old methods. */
export const PortalActionSchema = v.strictObject({
  action: v.picklist(['add', 'edit', 'delete', 'merge']),
  entity: v.picklist(['lead', 'deal', 'contact', 'company']),
  ids: v.optional(v.array(v.pipe(v.number(), v.integer())), []),
  fields: v.optional(values, {}),
  userId: v.optional(v.pipe(v.number(), v.integer())),
})

export type PortalAction = v.InferOutput<typeof PortalActionSchema>
