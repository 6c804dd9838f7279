import { isDeepStrictEqual } from 'node:util'
import type { DealPart, EventKind, EventSide, FieldDefinition, FieldValues } from './records.ts'
import { NOTHING } from './records.ts'
import type { Store } from './store.ts'

/** What became different, still without author and time. */
export type ChangeEvent = { readonly kind: EventKind; readonly before: EventSide; readonly after: EventSide }

/** One event per field whose values differ. */
export function fieldEvents(
  definitions: readonly FieldDefinition[],
  before: FieldValues,
  after: FieldValues,
): ChangeEvent[] {
  const events: ChangeEvent[] = []
  for (const { id, type } of definitions) {
    const [old, now] = [before[id] ?? [], after[id] ?? []]
    if (isDeepStrictEqual(old, now)) continue
    events.push({
      kind: 'field-changed',
      before: { is: 'values', fieldId: id, type, values: old },
      after: { is: 'values', fieldId: id, type, values: now },
    })
  }
  return events
}

/** One event per tag that came or went. */
export function tagEvents(store: Store, before: readonly number[], after: readonly number[]): ChangeEvent[] {
  const added = after.filter((id) => !before.includes(id))
  const removed = before.filter((id) => !after.includes(id))
  const names = store.tags.named([...added, ...removed])
  const side = (id: number): EventSide => ({ is: 'tag', name: names.get(id)?.name ?? '' })
  return [
    ...added.map((id) => ({ kind: 'tag-added', before: NOTHING, after: side(id) }) as const),
    ...removed.map((id) => ({ kind: 'tag-removed', before: side(id), after: NOTHING }) as const),
  ]
}

/** One event for another stage, and one for another price. */
export function dealEvents(before: DealPart | undefined, after: DealPart | undefined): ChangeEvent[] {
  if (before === undefined || after === undefined) return []
  const stage = ({ pipelineId, stageId }: DealPart): EventSide => ({ is: 'stage', pipelineId, stageId })
  const isMoved = before.stageId !== after.stageId || before.pipelineId !== after.pipelineId
  const moved: ChangeEvent = { kind: 'stage-changed', before: stage(before), after: stage(after) }
  const price = ({ price: value }: DealPart): EventSide => ({ is: 'price', price: value })
  const priced: ChangeEvent = { kind: 'price-changed', before: price(before), after: price(after) }
  return [...(isMoved ? [moved] : []), ...(before.price === after.price ? [] : [priced])]
}
