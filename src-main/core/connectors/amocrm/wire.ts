import * as v from 'valibot'
import { JsonSchema } from '#shared/ipc/json-schema.ts'

/**
 * What the vendor sends, as far as we read it. Strict where we would lose or confuse data (ids, times), tolerant where
 * the vendor varies: absent, `null` and empty mean the same, unknown keys are ignored. Times are Unix seconds.
 * @source https://www.amocrm.ru/developers/content/crm_platform/contacts-api
 */

const IdWire = v.pipe(v.number(), v.integer(), v.minValue(1))
const SecondsWire = v.pipe(v.number(), v.integer(), v.minValue(0))
/** 0 is none. */
const GroupRefWire = v.nullish(v.union([v.number(), v.string()]))
/** 0 is the system, or nobody. */
const UserRefWire = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0)))
const TextWire = v.nullish(v.string(), '')

/**
 * One value of a field. Lists have `enum_code`; the documented answer by id still shows `enum`. Some types have no `value` but
 * keys of their own.
 */
export const FieldValueWire = v.looseObject({
  value: v.optional(JsonSchema),
  enum_id: v.nullish(v.number()),
  enum_code: v.nullish(v.string()),
  enum: v.nullish(v.union([v.string(), v.number()])),
})
export type FieldValueWire = v.InferOutput<typeof FieldValueWire>

export const FieldValuesWire = v.object({
  field_id: IdWire,
  field_code: v.nullish(v.string()),
  field_type: v.nullish(v.string()),
  values: v.nullish(v.array(FieldValueWire)),
})

const AmountWire = {
  catalog_id: v.nullish(v.number()),
  quantity: v.nullish(v.union([v.number(), v.string()])),
  price_id: v.nullish(v.number()),
}
/** The manual shows catalog and quantity beside the id and below `metadata`; some answers have both. */
export const ElementWire = v.object({ id: IdWire, ...AmountWire, metadata: v.nullish(v.object(AmountWire)) })
export type ElementWire = v.InferOutput<typeof ElementWire>

export const ContactWire = v.object({
  id: IdWire,
  name: TextWire,
  first_name: TextWire,
  last_name: TextWire,
  responsible_user_id: UserRefWire,
  group_id: GroupRefWire,
  created_by: UserRefWire,
  updated_by: UserRefWire,
  created_at: SecondsWire,
  updated_at: SecondsWire,
  closest_task_at: v.nullish(SecondsWire),
  is_unsorted: v.nullish(v.boolean()),
  is_deleted: v.nullish(v.boolean()),
  /** `null` when nothing is filled. */
  custom_fields_values: v.nullish(v.array(FieldValuesWire)),
  _embedded: v.nullish(
    v.object({
      tags: v.nullish(v.array(v.object({ name: v.string() }))),
      companies: v.nullish(v.array(v.object({ id: IdWire }))),
      leads: v.nullish(v.array(v.object({ id: IdWire }))),
      customers: v.nullish(v.array(v.object({ id: IdWire }))),
      catalog_elements: v.nullish(v.array(ElementWire)),
    }),
  ),
})
export type ContactWire = v.InferOutput<typeof ContactWire>

/** In the trash: which fields survive there is not documented, of a deal hardly any. */
export const DeletedContactWire = v.object({
  id: IdWire,
  created_at: v.nullish(SecondsWire),
  updated_at: SecondsWire,
  custom_fields_values: v.nullish(v.array(FieldValuesWire)),
})
export type DeletedContactWire = v.InferOutput<typeof DeletedContactWire>

/** The same for somebody who looks at it. */
export const TrashedWire = v.object({
  id: IdWire,
  name: TextWire,
  updated_at: SecondsWire,
  updated_by: UserRefWire,
})
export type TrashedWire = v.InferOutput<typeof TrashedWire>

/** Whatever has a name. */
export const NamedWire = v.object({ id: IdWire, name: TextWire })
export type NamedWire = v.InferOutput<typeof NamedWire>

export const CompanyWire = v.object({
  id: IdWire,
  name: TextWire,
  updated_at: SecondsWire,
  is_deleted: v.nullish(v.boolean()),
})
export type CompanyWire = v.InferOutput<typeof CompanyWire>

/** All that is kept of a company. Tags are told always, phones and e-mails by the codes that a contact has them by. */
export const CompanyRecordWire = v.object({
  ...CompanyWire.entries,
  responsible_user_id: UserRefWire,
  created_by: UserRefWire,
  updated_by: UserRefWire,
  created_at: SecondsWire,
  custom_fields_values: v.nullish(v.array(FieldValuesWire)),
  _embedded: v.nullish(v.object({ tags: v.nullish(v.array(v.object({ name: v.string() }))) })),
})
export type CompanyRecordWire = v.InferOutput<typeof CompanyRecordWire>

/** Whose records: letters of the vendor. */
const LetterWire = v.nullish(v.string())
export const EntityRightsWire = v.object({
  view: LetterWire,
  edit: LetterWire,
  add: LetterWire,
  delete: LetterWire,
  export: LetterWire,
})
export type EntityRightsWire = v.InferOutput<typeof EntityRightsWire>

/** Of users; the first one has the number 0. */
const GroupWire = v.object({ id: v.pipe(v.number(), v.integer()), name: TextWire })

export const UserWire = v.object({
  id: IdWire,
  name: TextWire,
  rights: v.nullish(
    v.object({
      is_active: v.nullish(v.boolean()),
      is_admin: v.nullish(v.boolean()),
      group_id: v.nullish(v.number()),
      contacts: v.nullish(EntityRightsWire),
      leads: v.nullish(EntityRightsWire),
      companies: v.nullish(EntityRightsWire),
      tasks: v.nullish(EntityRightsWire),
    }),
  ),
  _embedded: v.nullish(v.object({ groups: v.nullish(v.array(GroupWire)) })),
})
export type UserWire = v.InferOutput<typeof UserWire>

export const TagWire = v.object({ name: v.string() })

const EnumWire = v.object({
  id: IdWire,
  value: TextWire,
  sort: v.nullish(v.number()),
  code: v.nullish(v.string()),
})

export const FieldWire = v.object({
  id: IdWire,
  name: TextWire,
  code: v.nullish(v.string()),
  type: v.string(),
  sort: v.nullish(v.number()),
  is_api_only: v.nullish(v.boolean()),
  is_predefined: v.nullish(v.boolean()),
  is_required: v.nullish(v.boolean()),
  group_id: v.nullish(v.union([v.string(), v.number()])),
  currency: v.nullish(v.string()),
  /** Of birthdays. */
  remind: v.nullish(v.string()),
  /** An array as a rule; some answers have an object keyed by index. */
  enums: v.nullish(v.union([v.array(EnumWire), v.record(v.string(), EnumWire)])),
})
export type FieldWire = v.InferOutput<typeof FieldWire>

export const FieldGroupWire = v.object({
  id: v.union([v.string(), v.number()]),
  name: TextWire,
  sort: v.nullish(v.number()),
  is_predefined: v.nullish(v.boolean()),
})
export type FieldGroupWire = v.InferOutput<typeof FieldGroupWire>

export const EventWire = v.object({
  id: v.union([v.string(), v.number()]),
  type: v.string(),
  entity_id: v.nullish(v.number()),
  created_at: SecondsWire,
  /** Who did it; where that cannot be read the event counts all the same. */
  created_by: v.fallback(UserRefWire, null),
  /** Of a note, which one; of most events nothing that we read. */
  value_before: v.fallback(v.nullish(v.array(v.object({ note: v.optional(v.object({ id: IdWire })) }))), null),
})
export type EventWire = v.InferOutput<typeof EventWire>

export type AccountWire = v.InferOutput<typeof AccountWire>
export const AccountWire = v.object({
  id: IdWire,
  name: TextWire,
  current_user_id: UserRefWire,
  currency: v.nullish(v.string()),
  /** Absent where the vendor's brand does not know it. */
  is_api_filter_enabled: v.nullish(v.boolean()),
  /** Where it is told otherwise than documented, days are taken to begin nobody knows where: no reason to stop. */
  _embedded: v.fallback(
    v.nullish(
      v.object({
        users_groups: v.fallback(v.nullish(v.array(GroupWire)), null),
        datetime_settings: v.nullish(
          v.object({ timezone: v.nullish(v.string()), timezone_offset: v.nullish(v.string()) }),
        ),
      }),
    ),
    null,
  ),
})

/** One page of a collection: its rows, and whether the vendor has more. Its links are never followed: see README. */
export interface ListWire<Row> {
  readonly rows: readonly Row[]
  readonly hasNext: boolean
}

/** The envelope of every list. @param key what the vendor calls the rows: `_embedded.contacts` */
export function listWire<Row>(
  key: string,
  row: v.GenericSchema<unknown, Row>,
): v.GenericSchema<unknown, ListWire<Row>> {
  return v.pipe(
    v.object({
      _links: v.nullish(v.object({ next: v.nullish(v.object({ href: v.string() })) })),
      _embedded: v.object({ [key]: v.array(row) }),
    }),
    v.transform(({ _links, _embedded }) => ({ rows: _embedded[key] ?? [], hasNext: (_links?.next ?? null) !== null })),
  )
}

/** `request_id` is ours, or the item's place in the batch. */
const CreatedWire = v.object({ id: IdWire, request_id: v.nullish(v.union([v.string(), v.number()])) })
export const CreatedContactsWire = v.object({ _embedded: v.object({ contacts: v.array(CreatedWire) }) })
export const CreatedFieldsWire = v.object({ _embedded: v.object({ custom_fields: v.array(v.object({ id: IdWire })) }) })
export const CreatedCompaniesWire = v.object({ _embedded: v.object({ companies: v.array(CreatedWire) }) })

const UpdatedWire = v.object({ id: IdWire, updated_at: v.nullish(SecondsWire) })

/** Documented as a collection; the vendor's own client reads the single form from the root. */
export const UpdatedContactsWire = v.union([
  v.pipe(
    v.object({ _embedded: v.object({ contacts: v.array(UpdatedWire) }) }),
    v.transform(({ _embedded }) => _embedded.contacts),
  ),
  v.pipe(
    UpdatedWire,
    v.transform((one) => [one]),
  ),
])

export const LinksWire = v.object({
  _embedded: v.object({
    links: v.array(
      v.object({
        entity_id: IdWire,
        to_entity_id: IdWire,
        to_entity_type: v.string(),
        metadata: v.fallback(v.nullish(v.object(AmountWire)), null),
      }),
    ),
  }),
})

/** A refusal. Title and detail come in the account's language; keys and codes do not. */
export const ProblemWire = v.object({
  detail: v.nullish(v.string()),
  'validation-errors': v.nullish(
    v.array(
      v.object({
        request_id: v.nullish(v.union([v.string(), v.number()])),
        errors: v.array(v.object({ code: v.string(), path: v.nullish(v.string(), ''), detail: TextWire })),
      }),
    ),
  ),
})
export type ProblemWire = v.InferOutput<typeof ProblemWire>
