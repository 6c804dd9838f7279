import * as v from 'valibot'

const number = v.pipe(v.number(), v.integer())
const ids = v.pipe(
  v.unknown(),
  v.transform((input) => (Array.isArray(input) || input === undefined ? input : [input])),
  v.array(number),
  v.minLength(1),
)
const userId = v.nullish(number)
const fields = v.record(v.string(), v.unknown())
const recordNames = ['contacts', 'companies', 'deals', 'customers'] as const
const records = v.pipe(v.unknown(), v.transform(toPlural), v.picklist(recordNames))
const changeable = v.pipe(
  v.unknown(),
  v.transform(toPlural),
  v.picklist([...recordNames, 'tasks', 'notes', 'custom_fields']),
)
const addable = v.pipe(v.unknown(), v.transform(toPlural), v.picklist([...recordNames, 'tasks', 'notes', 'chats']))
/** Every action has the same form; only some read the fields. */
const unread = v.nullish(fields)

/** What only the vendor's own interface can do, or what a colleague does there while our client is away. */
export const VendorActionSchema = v.variant('action', [
  /** Chats need a `channel` (its name), and may have a `title` and a `contact_id`; notes name their `entity_type`. */
  v.strictObject({ action: v.literal('add'), entity: addable, fields, userId }),
  v.strictObject({ action: v.literal('delete'), entity: changeable, ids, fields: unread, userId }),
  v.strictObject({ action: v.literal('restore'), entity: records, ids, fields: unread, userId }),
  /** The first id survives and takes in the others. */
  v.strictObject({ action: v.literal('merge'), entity: records, ids, fields: unread, userId }),
  v.strictObject({ action: v.literal('edit'), entity: changeable, ids, fields, userId }),
  /** `fields` is a link as POST /{entity}/link takes it. */
  v.strictObject({ action: v.literal('link'), entity: records, ids, fields, userId }),
  v.strictObject({ action: v.literal('unlink'), entity: records, ids, fields, userId }),
  /** Makes a contact that of an incoming lead which nobody has accepted yet, and accepts it. */
  v.strictObject({ action: v.literal('unsort'), entity: records, ids, fields: unread, userId }),
  v.strictObject({ action: v.literal('accept'), entity: records, ids, fields: unread, userId }),
  /** Gives a chat to a contact, or to nobody. */
  v.strictObject({
    action: v.literal('bind'),
    entity: v.literal('chats'),
    chatId: v.string(),
    contactId: v.nullable(number),
    userId,
  }),
])

export type VendorAction = v.InferOutput<typeof VendorActionSchema>

const PLURALS: Readonly<Record<string, string>> = {
  contact: 'contacts',
  company: 'companies',
  lead: 'deals',
  leads: 'deals',
  deal: 'deals',
  customer: 'customers',
  task: 'tasks',
  note: 'notes',
  chat: 'chats',
}

/** The vendor itself says `contact` in its events and `contacts` in its addresses. Its leads are deals here. */
function toPlural(input: unknown): unknown {
  return typeof input === 'string' ? (PLURALS[input] ?? input) : input
}

const reach = v.picklist(['all', 'group', 'own', 'linked', 'none'])
const rights = v.strictObject({
  view: v.optional(reach, 'all'),
  edit: v.optional(reach, 'all'),
  add: v.optional(reach, 'all'),
})

/** What an administrator may change of a user. `rights: null` makes the user free again. */
export const UserChangeSchema = v.strictObject({
  userId: number,
  isAdmin: v.optional(v.boolean()),
  isActive: v.optional(v.boolean()),
  rights: v.optional(
    v.nullable(
      v.strictObject({
        role: v.optional(v.nullable(v.strictObject({ id: number, name: v.string() })), null),
        leads: v.optional(rights),
        contacts: v.optional(rights),
        companies: v.optional(rights),
        customers: v.optional(rights),
        tasks: v.optional(rights),
      }),
    ),
  ),
})

/** What an admin may change of a field definition. Options without an id are new; those left out are gone. */
export const FieldEditSchema = v.strictObject({
  name: v.optional(v.string()),
  enums: v.optional(
    v.array(
      v.object({
        id: v.optional(number),
        value: v.string(),
        code: v.optional(v.nullable(v.string())),
        sort: v.optional(v.number()),
      }),
    ),
  ),
})
