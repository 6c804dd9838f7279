import { newNeighbourId, type AccountId, type ContactId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { withAbout } from '#shared/domain/neighbour.ts'
import type { Decision } from './decide.ts'
import { toMutation } from './edit-contact.ts'
import { readTargets } from './pending-mutations.ts'
import type { StoreContext } from './store-context.ts'

/** What was to be made about one contact, and is to be made about another one. */
export interface MovedRecords extends Pick<Decision, 'givenUp' | 'mutations'> {
  /** What makes it about the first one again, as it showed. */
  readonly back: readonly Mutation[]
}

/**
 * Notes, tasks and sales that the CRM does not have, of a contact that it does not have either, or not any more: they are made about
 * the other one instead, with all that was edited in them since.
 * @param to the other contact, and its name
 */
export async function moveRecords(
  context: StoreContext,
  accountId: AccountId,
  fromId: ContactId,
  to: { readonly id: ContactId; readonly name: string },
): Promise<MovedRecords> {
  const { db, uuid } = context
  const rows = (await db.neighbours.where({ aboutIds: fromId }).toArray()).filter(
    ({ remoteId }) => remoteId === undefined,
  )
  const targets = await readTargets(
    db,
    rows.map(({ id }) => id),
  )
  const renaming = { contact: (id: ContactId) => (id === fromId ? to.id : id) }
  return {
    givenUp: targets.map(({ mutationId, recordId }) => ({ mutationId, recordId })),
    mutations: rows.map(({ record }) => {
      const recordId = newNeighbourId(record.kind, accountId, uuid())
      const change = { kind: 'create-neighbour', recordId, record: withAbout(record, renaming) } as const
      return toMutation(context, accountId, change, to.name)
    }),
    back: rows.map(({ record }) => {
      const recordId = newNeighbourId(record.kind, accountId, uuid())
      return toMutation(context, accountId, { kind: 'create-neighbour', recordId, record }, to.name)
    }),
  }
}
