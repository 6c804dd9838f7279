import * as v from 'valibot'
import { isYes, listOf, momentOf, textOf } from './scalars.ts'

const text = v.pipe(v.unknown(), v.transform(textOf))
const flag = v.pipe(v.unknown(), v.transform(isYes))
/** Ids come as texts from the old methods, as numbers from the newer ones. */
const id = v.pipe(v.unknown(), v.transform(textOf), v.regex(/^[1-9]\d*$/))
const moment = v.pipe(v.unknown(), v.transform(momentOf), v.number())
const anyMoment = v.pipe(v.unknown(), v.transform(momentOf))

/** A list of rows that is `[]`, or a map, when PHP feels like it. */
export const listOfRows = <Row extends v.GenericSchema>(row: Row) =>
  v.pipe(v.unknown(), v.transform(listOf), v.array(row))

/** A phone, an address, a name in a messenger: each with an id of its own. */
export const MultifieldWire = v.object({ ID: id, VALUE: text, VALUE_TYPE: text })
export type MultifieldWire = v.InferOutput<typeof MultifieldWire>
const multifields = v.optional(listOfRows(MultifieldWire), [])

/** A row of any list: what is more stays as it came. */
export const RowWire = v.looseObject({ ID: id })
export type RowWire = v.InferOutput<typeof RowWire>

/** A row that says when it was changed last. */
export const DatedWire = v.looseObject({ ID: id, DATE_MODIFY: moment })
export type DatedWire = v.InferOutput<typeof DatedWire>

export const ContactWire = v.looseObject({
  ...{ ID: id, DATE_MODIFY: moment, DATE_CREATE: v.optional(anyMoment, null) },
  ...{ NAME: v.optional(text, ''), LAST_NAME: v.optional(text, '') },
  ...{ ASSIGNED_BY_ID: v.optional(text, ''), CREATED_BY_ID: v.optional(text, ''), MODIFY_BY_ID: v.optional(text, '') },
  COMPANY_ID: v.optional(text, ''),
  ...{ ORIGINATOR_ID: v.optional(text, ''), ORIGIN_ID: v.optional(text, '') },
  ...{ PHONE: multifields, EMAIL: multifields, WEB: multifields, IM: multifields },
})
export type ContactWire = v.InferOutput<typeof ContactWire>

/** A row with phones and the like, and whatever else was asked for. */
export const ReachWire = v.looseObject({
  ID: id,
  PHONE: multifields,
  EMAIL: multifields,
  WEB: multifields,
  IM: multifields,
})
export type ReachWire = v.InferOutput<typeof ReachWire>

/** Kinds of multifields that a contact may have. */
export const multifieldNames = ['PHONE', 'EMAIL', 'WEB', 'IM'] as const
export type MultifieldName = (typeof multifieldNames)[number]

export const CompanyWire = v.looseObject({ ID: id, TITLE: v.optional(text, ''), DATE_MODIFY: moment })
export type CompanyWire = v.InferOutput<typeof CompanyWire>

/** All that is kept of a company. */
export const CompanyRecordWire = v.looseObject({
  ...{ ID: id, TITLE: v.optional(text, ''), DATE_MODIFY: moment, DATE_CREATE: v.optional(anyMoment, null) },
  ...{ ASSIGNED_BY_ID: v.optional(text, ''), CREATED_BY_ID: v.optional(text, ''), MODIFY_BY_ID: v.optional(text, '') },
  ...{ PHONE: multifields, EMAIL: multifields, WEB: multifields, IM: multifields },
})
export type CompanyRecordWire = v.InferOutput<typeof CompanyRecordWire>

/** Ids of a contact's companies, as the newer family tells them with each row. */
export const LinkedIdsWire = v.object({
  items: listOfRows(v.looseObject({ id, companyIds: v.optional(v.pipe(v.unknown(), v.transform(listOf))) })),
})

export const CompanyLinkWire = v.object({
  COMPANY_ID: id,
  ...{ SORT: v.optional(v.pipe(v.unknown(), v.transform(Number), v.number()), 0), IS_PRIMARY: v.optional(flag, false) },
})
export type CompanyLinkWire = v.InferOutput<typeof CompanyLinkWire>

export const UserWire = v.looseObject({
  ID: id,
  ...{ NAME: v.optional(text, ''), LAST_NAME: v.optional(text, ''), EMAIL: v.optional(text, '') },
  ACTIVE: v.optional(
    v.pipe(
      v.unknown(),
      v.transform((value) => value === undefined || isYes(value)),
    ),
    true,
  ),
})
export type UserWire = v.InferOutput<typeof UserWire>

/** One field, as `crm.contact.fields` describes it. */
export const FieldWire = v.looseObject({
  type: text,
  ...{ isRequired: v.optional(flag, false), isReadOnly: v.optional(flag, false) },
  ...{ isMultiple: v.optional(flag, false), isDynamic: v.optional(flag, false) },
  ...{ title: v.optional(text, ''), formLabel: v.optional(text, ''), listLabel: v.optional(text, '') },
  statusType: v.optional(text, ''),
  items: v.optional(listOfRows(v.object({ ID: id, VALUE: text })), []),
})
export type FieldWire = v.InferOutput<typeof FieldWire>

/** What only `crm.contact.userfield.list` tells of a field. */
export const UserFieldWire = v.looseObject({
  ...{ ID: id, FIELD_NAME: text, USER_TYPE_ID: v.optional(text, ''), XML_ID: v.optional(text, '') },
  ...{ SORT: v.optional(text, ''), MANDATORY: v.optional(flag, false), MULTIPLE: v.optional(flag, false) },
  SETTINGS: v.optional(v.unknown()),
  LIST: v.optional(listOfRows(v.looseObject({ ID: id, VALUE: text })), []),
})
export type UserFieldWire = v.InferOutput<typeof UserFieldWire>

export const StatusWire = v.looseObject({ ENTITY_ID: text, STATUS_ID: text, NAME: text })
export type StatusWire = v.InferOutput<typeof StatusWire>

export const IdWire = id
