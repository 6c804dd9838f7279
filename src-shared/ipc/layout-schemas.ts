import * as v from 'valibot'
import * as layouts from '../domain/layout.ts'

/** Schemas of how cards are laid out, for what crosses a process or comes back from storage. */

const PlacedFieldSchema = v.custom<layouts.PlacedField>(layouts.isPlacedField, 'not a field of a card')

const PlacedElementSchema = v.object({
  ...{ field: PlacedFieldSchema, isAlwaysShown: v.boolean() },
  options: v.record(v.string(), v.string()),
})

const LayoutSectionSchema = v.object({
  ...{ name: v.string(), title: v.string() },
  elements: v.pipe(v.array(PlacedElementSchema), v.readonly()),
})

export const LayoutFieldsSchema: v.GenericSchema<unknown, layouts.LayoutFields> = v.object({
  card: v.picklist(layouts.laidOutCards),
  scope: v.picklist(layouts.layoutScopes),
  sections: v.nullable(v.pipe(v.array(LayoutSectionSchema), v.readonly())),
  isForced: v.boolean(),
})
