import type { CustomItem, Json } from '../domain/contact.ts'
import type { CustomEdit } from '../domain/field-edit.ts'
import type { FieldId, MutationId } from '../domain/ids.ts'
import { customField, customOf, type Neighbour, type NeighbourEdit } from '../domain/neighbour.ts'
import { applyCustom } from './merge-custom.ts'
import { squashEdits } from './squash-edits.ts'

/** Values of custom fields are compared and merged as a contact's are, whatever record they are of. */

/** What stands in a custom field of a record. */
export const customItems = ({ fields }: Neighbour, id: FieldId): readonly CustomItem[] =>
  ('custom' in fields ? fields.custom?.[id] : undefined) ?? []

/** An edit of a custom field as a contact's; `null` for any other field. */
export function toCustomEdit({ field, from, to, merge }: NeighbourEdit): CustomEdit | null {
  const fieldId = customOf(field)
  if (fieldId === null) return null
  return { kind: 'custom', fieldId, from: toItems(from), to: toItems(to), ...(merge === undefined ? {} : { merge }) }
}

/** The other way round. */
export const fromCustomEdit = ({ fieldId, from, to, merge }: CustomEdit): NeighbourEdit => ({
  ...{ kind: 'value', field: customField(fieldId), from: toJson(from), to: toJson(to) },
  ...(merge === undefined ? {} : { merge }),
})

/** The custom fields of a record after such an edit. */
export function withCustom(record: Neighbour, edit: CustomEdit): Readonly<Record<FieldId, readonly CustomItem[]>> {
  const custom = 'custom' in record.fields ? record.fields.custom : undefined
  const others = Object.fromEntries(Object.entries(custom ?? {}).filter(([id]) => id !== edit.fieldId))
  const items = applyCustom(customItems(record, edit.fieldId), edit)
  return items.length === 0 ? others : { ...others, [edit.fieldId]: items }
}

export interface OwnedNeighbourEdit {
  readonly mutationId: MutationId
  readonly edit: NeighbourEdit
}

/** Edits of one custom field: those that touch the same value, line or key become one. */
export function squashCustom(edits: readonly OwnedNeighbourEdit[]) {
  const owned = edits.flatMap(({ mutationId, edit }) => {
    const custom = toCustomEdit(edit)
    return custom === null ? [] : [{ mutationId, edit: custom }]
  })
  return squashEdits(owned).flatMap(({ edit, mutationIds, steps }) =>
    edit.kind === 'custom'
      ? [
          {
            edit: fromCustomEdit(edit),
            mutationIds,
            steps: steps.flatMap((step) => (step.kind === 'custom' ? fromCustomEdit(step) : [])),
          },
        ]
      : [],
  )
}

/** As JSON that stands in an edit: what is undefined has no key. */
export const toJson = (items: readonly CustomItem[]): Json =>
  items.map(({ value, optionId, code }) => ({
    value,
    ...(optionId === undefined ? {} : { optionId }),
    ...(code === undefined ? {} : { code }),
  }))

/** What `toJson` has made; what is none of its kind is no value. */
export const toItems = (json: Json): readonly CustomItem[] => (Array.isArray(json) ? json.filter(isItem) : [])

function isItem(json: Json): json is Json & CustomItem {
  return typeof json === 'object' && json !== null && !Array.isArray(json) && 'value' in json
}
