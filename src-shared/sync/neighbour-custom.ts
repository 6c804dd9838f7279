import type { CustomItem, Json } from '../domain/contact.ts'
import type { CustomEdit } from '../domain/field-edit.ts'
import type { FieldId, MutationId } from '../domain/ids.ts'
import { customField, customOf, type Neighbour, type NeighbourEdit, type ReachPoint } from '../domain/neighbour.ts'
import { applyCustom } from './merge-custom.ts'
import { isReachField, reachFields, toReach, type ReachField } from './reach-edits.ts'
import { squashEdits } from './squash-edits.ts'

/** Values of custom fields are compared and merged as a contact's are, whatever record they are of. */

const REACH = 'reach:'
/** As if it were a custom field: numbers and addresses are compared as the values of one are. */
const idOfReach = (field: ReachField): FieldId => `${REACH}${field}` as FieldId
const reachOf = (id: FieldId): ReachField | undefined => reachFields.find((field) => idOfReach(field) === id)

/** What stands in a custom field of a record. */
export function customItems({ fields }: Neighbour, id: FieldId): readonly CustomItem[] {
  const reach = reachOf(id)
  if (reach !== undefined) return 'phones' in fields ? fields[reach].map(fromPoint) : []
  return ('custom' in fields ? fields.custom?.[id] : undefined) ?? []
}

const fromPoint = ({ value, kind: code }: ReachPoint): CustomItem => ({ value, code })
const toPoint = ({ value, code = '' }: CustomItem): Json => ({ value, kind: code })

/** An edit of a custom field, or of numbers or addresses, as one of a contact's custom field; `null` for any other field. */
export function toCustomEdit({ field, from, to, merge }: NeighbourEdit): CustomEdit | null {
  if (isReachField(field)) {
    const [before, after] = [from, to].map((json) => toReach(json).map(fromPoint))
    return { kind: 'custom', fieldId: idOfReach(field), from: before ?? [], to: after ?? [], merge: 'set' }
  }
  const fieldId = customOf(field)
  if (fieldId === null) return null
  return { kind: 'custom', fieldId, from: toItems(from), to: toItems(to), ...(merge === undefined ? {} : { merge }) }
}

/** The other way round. */
export function fromCustomEdit({ fieldId, from, to, merge }: CustomEdit): NeighbourEdit {
  const reach = reachOf(fieldId)
  if (reach !== undefined) return { kind: 'value', field: reach, from: from.map(toPoint), to: to.map(toPoint) }
  return {
    ...{ kind: 'value', field: customField(fieldId), from: toJson(from), to: toJson(to) },
    ...(merge === undefined ? {} : { merge }),
  }
}

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
