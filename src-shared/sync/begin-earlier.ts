import type { Json } from '../domain/contact.ts'
import type { ContactId, MutationId, NeighbourId } from '../domain/ids.ts'
import { withEdit, type Mutation } from '../domain/mutation.ts'
import type { NeighbourEdit } from '../domain/neighbour.ts'

/** An edit that is told anew. */
export interface EditAnew {
  readonly mutationId: MutationId
  readonly recordId: NeighbourId
  readonly edit: NeighbourEdit
}

/**
 * Where edits begin that were to take something from a contact which is not to be made after all: where the edit that was to
 * bring it there began. That one goes with the contact.
 * @param mutations pending ones, oldest first
 */
export function beginEarlier(mutations: readonly Mutation[], gone: ContactId): readonly EditAnew[] {
  const origins = new Map<string, Json>()
  const anew: EditAnew[] = []
  for (const { id: mutationId, change } of mutations) {
    if (change.kind !== 'edit-neighbour') continue
    const { edit, recordId } = change
    const place = `${recordId} ${edit.field}`
    if (edit.to === gone && !origins.has(place)) origins.set(place, edit.from)
    else if (edit.from === gone)
      anew.push({ mutationId, recordId, edit: { ...edit, from: origins.get(place) ?? null } })
  }
  return anew
}

/** The mutation with its edit as it is told now. */
export function toldAnew(mutation: Mutation, anew: readonly EditAnew[]): Mutation {
  const told = anew.find(({ mutationId }) => mutationId === mutation.id)
  const change = told === undefined ? null : withEdit(mutation.change, told.recordId, told.edit)
  return change === null ? mutation : { ...mutation, change }
}
