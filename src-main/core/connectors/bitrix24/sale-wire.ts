import * as v from 'valibot'
import { isYes, listOf, momentOf, textOf } from './scalars.ts'
import { listOfRows } from './wire.ts'

/** Deals and what belongs to them as the vendor sends them: as `wire.ts`, strict in ids and times, tolerant in the rest. */

const text = v.optional(v.pipe(v.unknown(), v.transform(textOf)), '')
const id = v.pipe(v.unknown(), v.transform(textOf), v.regex(/^[1-9]\d*$/))
const flag = v.pipe(v.unknown(), v.transform(isYes))
const moment = v.pipe(v.unknown(), v.transform(momentOf), v.number())
/** Nothing is 0. */
export const number = v.pipe(
  v.unknown(),
  v.transform((value) => Number(textOf(value))),
  v.number(),
  v.finite(),
)

export const SaleWire = v.looseObject({
  ...{ ID: id, TITLE: text, OPPORTUNITY: v.optional(number, 0), CURRENCY_ID: text },
  ...{ DATE_CREATE: moment, DATE_MODIFY: moment },
  ...{ ASSIGNED_BY_ID: text, CREATED_BY_ID: text, MODIFY_BY_ID: text },
  ...{ COMPANY_ID: text, CONTACT_ID: text, ORIGINATOR_ID: text, ORIGIN_ID: text },
  /** Of a deal. */
  ...{ CATEGORY_ID: text, STAGE_ID: text },
})
export type SaleWire = v.InferOutput<typeof SaleWire>

export const ContactLinkWire = v.object({
  CONTACT_ID: id,
  ...{ SORT: v.optional(v.pipe(v.unknown(), v.transform(Number), v.number()), 0), IS_PRIMARY: v.optional(flag, false) },
})
export type ContactLinkWire = v.InferOutput<typeof ContactLinkWire>

/** Ids of the contacts of each, as the newer family tells them. */
export const MembersWire = v.object({
  items: listOfRows(v.looseObject({ id, contactIds: v.optional(v.pipe(v.unknown(), v.transform(listOf))) })),
})

/** A record that the newer family has changed, as far as it says where it stands now. */
export const MovedWire = v.object({ item: v.looseObject({ stageId: text }) })

/** A stage, as its directory describes it. */
export const StageWire = v.looseObject({
  ...{ ENTITY_ID: text, STATUS_ID: text, NAME: text, COLOR: text, SEMANTICS: text },
  SORT: v.optional(number, 0),
  /** An empty list where there is nothing. */
  EXTRA: v.optional(v.unknown()),
})
export type StageWire = v.InferOutput<typeof StageWire>

export const CategoriesWire = v.object({
  categories: listOfRows(
    v.looseObject({
      id: v.pipe(v.unknown(), v.transform(textOf), v.regex(/^\d+$/)),
      name: text,
      sort: v.optional(number, 0),
      isDefault: v.optional(flag, false),
    }),
  ),
})
export type CategoryWire = v.InferOutput<typeof CategoriesWire>['categories'][number]
