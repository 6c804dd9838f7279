import * as v from 'valibot'
import { FieldValuesWire } from './wire.ts'

/** Deals and pipelines as the vendor sends them: as `wire.ts`, strict in ids and times, tolerant in the rest. */

const IdWire = v.pipe(v.number(), v.integer(), v.minValue(1))
const SecondsWire = v.pipe(v.number(), v.integer(), v.minValue(0))
const UserRefWire = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(0)))
const RefWire = v.nullish(v.number())
const TextWire = v.nullish(v.string(), '')

/** Tags of deals have colours of a palette, without the `#`. */
export const ColoredTagWire = v.object({ name: v.string(), color: v.fallback(v.nullish(v.string()), null) })
export type ColoredTagWire = v.InferOutput<typeof ColoredTagWire>
export const ReasonWire = v.object({ id: IdWire, name: TextWire })

/** With `with=contacts`: without it no contact is told. */
export const LeadWire = v.object({
  id: IdWire,
  name: TextWire,
  price: v.nullish(v.number()),
  status_id: RefWire,
  pipeline_id: RefWire,
  responsible_user_id: UserRefWire,
  created_by: UserRefWire,
  updated_by: UserRefWire,
  created_at: SecondsWire,
  updated_at: SecondsWire,
  is_deleted: v.nullish(v.boolean()),
  loss_reason_id: RefWire,
  closed_at: v.nullish(SecondsWire),
  custom_fields_values: v.nullish(v.array(FieldValuesWire)),
  _embedded: v.nullish(
    v.object({
      tags: v.nullish(v.array(ColoredTagWire)),
      /** A list of one, as a rule. */
      loss_reason: v.fallback(v.nullish(v.array(ReasonWire)), null),
      contacts: v.nullish(v.array(v.object({ id: IdWire, is_main: v.nullish(v.boolean()) }))),
      companies: v.nullish(v.array(v.object({ id: IdWire }))),
    }),
  ),
})
export type LeadWire = v.InferOutput<typeof LeadWire>

/** In the trash next to nothing is left of a deal; that it is deleted is told truly. */
export const DeletedLeadWire = v.object({ id: IdWire, updated_at: SecondsWire, is_deleted: v.nullish(v.boolean()) })
export type DeletedLeadWire = v.InferOutput<typeof DeletedLeadWire>

const StatusWire = v.object({
  id: IdWire,
  name: TextWire,
  sort: v.nullish(v.number()),
  color: TextWire,
  type: RefWire,
})
export type StatusWire = v.InferOutput<typeof StatusWire>

export const PipelineWire = v.object({
  id: IdWire,
  name: TextWire,
  sort: v.nullish(v.number()),
  is_main: v.nullish(v.boolean()),
  is_archive: v.nullish(v.boolean()),
  _embedded: v.nullish(v.object({ statuses: v.nullish(v.array(StatusWire)) })),
})
export type PipelineWire = v.InferOutput<typeof PipelineWire>
