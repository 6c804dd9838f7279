import { fieldOf } from '#shared/domain/field-edit.ts'
import type { ContactId, MutationId } from '#shared/domain/ids.ts'
import { editsFor, type Mutation, type Problem } from '#shared/domain/mutation.ts'
import { squashEdits, type OwnedEdit, type SquashedEdit } from '#shared/sync/squash-edits.ts'
import type { Journal } from './journal.ts'
import type { PushResult } from './deliver.ts'
import type { UpdateIntent } from './push-updates.ts'

/** What of an update goes along though it waits for its user. */
export interface TakenAlong {
  readonly intent: UpdateIntent
  /** These are set aside, and stay so until the answer is here. */
  readonly asideIds: ReadonlySet<MutationId>
}

/**
 * An edit takes along those before it of the same field that wait for their user: what was typed later is the answer to them. Told
 * as one they are compared with the CRM as one, so that the user is asked once at most, about the last value.
 */
export function takeAlong(journal: Journal, intent: UpdateIntent): TakenAlong {
  const edits = intent.edits.map((edit) => withEarlier(journal, intent.contactId, edit))
  const own = new Set(intent.edits.flatMap(({ mutationIds }) => mutationIds))
  const all = edits.flatMap(({ mutationIds }) => mutationIds)
  return { intent: { ...intent, edits }, asideIds: new Set(all.filter((id) => !own.has(id))) }
}

function withEarlier(journal: Journal, contactId: ContactId, squashed: SquashedEdit): SquashedEdit {
  const [first] = squashed.mutationIds
  const { kind } = squashed.edit
  // Of a set nobody is asked, and a deletion is answered for itself.
  if (first === undefined || kind === 'tag' || kind === 'delete') return squashed
  const earlier = journal.setAsideOf(contactId, first).flatMap(({ mutationId, state }) => {
    if (state.kind !== 'set-aside' || !isAboutField(state.problem)) return []
    return ownedEdits(journal.mutation(mutationId), contactId, squashed)
  })
  if (earlier.length === 0) return squashed
  const owned = squashed.steps.map((edit, at) => ({ edit, mutationId: squashed.mutationIds[at] ?? first }))
  const joined = squashEdits([...earlier, ...owned])
  // Two phones are two matters: what does not go on where an earlier edit has ended says nothing of it.
  return joined.find(({ mutationIds }) => mutationIds.includes(first)) ?? squashed
}

function ownedEdits(
  mutation: Mutation | null,
  contactId: ContactId,
  { edit: later }: SquashedEdit,
): readonly OwnedEdit[] {
  if (mutation === null) return []
  return editsFor(mutation.change, contactId)
    .filter((edit) => fieldOf(edit) === fieldOf(later))
    .map((edit) => ({ mutationId: mutation.id, edit }))
}

/**
 * What was taken along stays where it is unless the later edit stands for it now; what its user has answered meanwhile is no
 * longer ours to move.
 */
export function withoutAnswered(journal: Journal, asideIds: ReadonlySet<MutationId>, result: PushResult): PushResult {
  if (asideIds.size === 0) return result
  const moves = result.moves.filter(
    (move) =>
      !asideIds.has(move.mutationId) || (move.state.kind === 'settled' && journal.stateOf(move)?.kind === 'set-aside'),
  )
  return { ...result, moves }
}

const isAboutField = ({ kind }: Problem): boolean => kind === 'conflict' || kind === 'rejected'
