import type { Json } from '#shared/domain/contact.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { NeighbourConflict } from '#shared/domain/neighbour.ts'
import type { Decision } from './decide.ts'
import { toMutation } from './edit-contact.ts'
import type { StoreContext } from './store-context.ts'

/**
 * A third value of a note, a task or a deal in place of both: the old edit is given up, and a new one goes from what the CRM
 * has to what was typed. `null` for what is no edit of one field.
 */
export function editNeighbourInstead(
  context: StoreContext,
  { id, accountId, change, subject }: Mutation,
  { rebased }: NeighbourConflict,
  to: Json,
): Decision | null {
  if (change.kind !== 'edit-neighbour') return null
  const { recordId } = change
  const edited = { kind: 'edit-neighbour', recordId, edit: { ...rebased, to } } as const
  return {
    givenUp: [{ mutationId: id, recordId }],
    mutations: [toMutation(context, accountId, edited, subject)],
    history: [],
  }
}
