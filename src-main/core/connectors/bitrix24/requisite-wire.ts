import * as v from 'valibot'
import { isYes, momentOf, textOf } from './scalars.ts'
import { IdWire } from './wire.ts'

const text = v.optional(v.pipe(v.unknown(), v.transform(textOf)), '')
const flag = v.optional(v.pipe(v.unknown(), v.transform(isYes)), false)
const number = v.optional(v.pipe(v.unknown(), v.transform(Number)), 0)
const moment = v.pipe(v.unknown(), v.transform(momentOf), v.number())
const anyMoment = v.optional(v.pipe(v.unknown(), v.transform(momentOf)), null)

/** Requisites of a contact or a company; its own lines stay as they came. `DATE_MODIFY` is empty until it is changed. */
export const RequisiteWire = v.looseObject({
  ...{ ID: IdWire, ENTITY_TYPE_ID: text, ENTITY_ID: IdWire, PRESET_ID: text, NAME: text },
  ...{ DATE_CREATE: moment, DATE_MODIFY: anyMoment, CREATED_BY_ID: text, MODIFY_BY_ID: text },
  ...{ ADDRESS_ONLY: flag, ORIGINATOR_ID: text, XML_ID: text },
})
export type RequisiteWire = v.InferOutput<typeof RequisiteWire>

/** An address has no number of its own: it is told by whose it is, and of which type. */
export const AddressWire = v.looseObject({ TYPE_ID: IdWire, ENTITY_ID: IdWire })
export type AddressWire = v.InferOutput<typeof AddressWire>

export const PresetWire = v.looseObject({ ID: IdWire, NAME: text, ACTIVE: flag, SORT: number })
export type PresetWire = v.InferOutput<typeof PresetWire>

/** A line of a preset. */
export const PresetFieldWire = v.looseObject({ FIELD_NAME: text, FIELD_TITLE: text, SORT: number })
export type PresetFieldWire = v.InferOutput<typeof PresetFieldWire>

export const AddressTypeWire = v.looseObject({ ID: IdWire, NAME: text })
