import { isNeighbourId, type MutationId, type NeighbourId } from '../domain/ids.ts'
import { isOfNeighbour } from '../domain/mutation.ts'
import type { Neighbour, NeighbourEdit } from '../domain/neighbour.ts'
import { REMOVED } from '../domain/removal.ts'
import { placeInRequisite } from '../domain/requisite.ts'
import { applyNeighbourEdit, squashNeighbourEdits, type SquashedNeighbourEdit } from './neighbour-edits.ts'
import { originFirst } from './origin-edits.ts'
import type { PendingTarget } from './plan-push.ts'

/** Everything that the outbox means for one record that stands beside contacts, ready to be sent in one go. */
export type NeighbourIntent =
  | {
      readonly kind: 'create'
      readonly recordId: NeighbourId
      /** The mutation that creates it, then the edits folded into it. */
      readonly mutationIds: readonly MutationId[]
      readonly record: Neighbour
      readonly folded: readonly SquashedNeighbourEdit[]
    }
  | { readonly kind: 'update'; readonly recordId: NeighbourId; readonly edits: readonly SquashedNeighbourEdit[] }

/** What some CRM does not take along with a create: it waits until there is a record to do it to. */
const afterwards: readonly string[] = ['rows', 'doneWith', REMOVED]
const isAfterwards = ({ field }: NeighbourEdit): boolean =>
  afterwards.includes(field) || placeInRequisite(field)?.kind === 'address'

/**
 * Groups what is pending by record, as `planPush` does for contacts. Edits of one that neither the CRM nor the outbox can
 * bring into being have no intent.
 * @param targets pending targets of one account, oldest first; those of contacts are passed over
 */
export function planNeighbours(
  targets: readonly PendingTarget[],
  isInCrm: (id: NeighbourId) => boolean,
): readonly NeighbourIntent[] {
  return [...Map.groupBy(targets, ({ recordId }) => recordId)].flatMap(([recordId, group]): NeighbourIntent[] => {
    if (!isNeighbourId(recordId)) return []
    const edits = squashNeighbourEdits(
      originFirst(group.map(({ mutation }) => mutation)).flatMap(({ id: mutationId, change }) =>
        change.kind === 'edit-neighbour' ? [{ mutationId, edit: change.edit }] : [],
      ),
    )
    if (isInCrm(recordId)) return [{ kind: 'update', recordId, edits }]
    const origin = group.map(({ mutation }) => mutation).find(({ change }) => change.kind === 'create-neighbour')
    if (origin === undefined || !isOfNeighbour(origin.change) || origin.change.kind !== 'create-neighbour') return []
    const folded = edits.filter(({ edit }) => !isAfterwards(edit))
    const record = folded.reduce((sum, { edit }) => applyNeighbourEdit(sum, edit), origin.change.record)
    const mutationIds = [origin.id, ...folded.flatMap((edit) => edit.mutationIds)]
    return [{ kind: 'create', recordId, mutationIds, record, folded }]
  })
}
