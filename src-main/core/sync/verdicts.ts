import { fieldOf } from '#shared/domain/field-edit.ts'
import type { ContactId, MutationId } from '#shared/domain/ids.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import type { SquashedEdit } from '#shared/sync/squash-edits.ts'
import type { ItemResult } from '../connectors/connector.ts'
import type { JournaledTarget } from './journal.ts'
import type { TargetState } from './target-state.ts'

/** What became of one part of what was to happen to a contact. */
export type Verdict =
  | { readonly kind: 'applied' }
  /** Not refused, but not done either: it stays in line. */
  | { readonly kind: 'later' }
  | { readonly kind: 'problem'; readonly problem: Problem }

/** A verdict, and the mutations behind what it is about, oldest first. */
export interface Part {
  readonly mutationIds: readonly MutationId[]
  readonly verdict: Verdict
}

const rank = { applied: 0, later: 1, problem: 2 } as const

/**
 * Where the mutations of one contact go from here. A mutation with several parts is as far as its worst one. Of edits
 * that were told as one, the last carries the problem: its value is what the user means, the others are history.
 */
export function toMoves(contactId: ContactId, parts: readonly Part[]): readonly JournaledTarget[] {
  const worst = new Map<MutationId, Verdict>()
  for (const { mutationIds, verdict } of parts) {
    for (const [index, mutationId] of mutationIds.entries()) {
      const isCarrier = index === mutationIds.length - 1
      const own: Verdict = verdict.kind === 'problem' && !isCarrier ? { kind: 'applied' } : verdict
      const known = worst.get(mutationId)
      if (known === undefined || rank[own.kind] > rank[known.kind]) worst.set(mutationId, own)
    }
  }
  return [...worst].map(([mutationId, verdict]) => ({ mutationId, contactId, state: toState(verdict) }))
}

function toState(verdict: Verdict): TargetState {
  switch (verdict.kind) {
    case 'applied':
      return { kind: 'settled' }
    case 'later':
      return { kind: 'pending' }
    case 'problem':
      return { kind: 'set-aside', problem: verdict.problem }
  }
}

/**
 * What the CRM's answer about one contact means for each edit that was sent to it. A refused field takes down the
 * contact's whole item at the CRM, so only the edit of that field is set aside and the others go again without it.
 */
export function judgeEdits(result: ItemResult, edits: readonly SquashedEdit[]): readonly Part[] {
  const all = (verdict: Verdict) => edits.map(({ mutationIds }) => ({ mutationIds, verdict }))
  switch (result.kind) {
    case 'applied':
      return all({ kind: 'applied' })
    case 'not-sent':
      return all({ kind: 'later' })
    case 'gone':
      return all({ kind: 'problem', problem: { kind: 'gone' } })
    case 'rejected': {
      const problem: Problem = { ...result }
      const isGuilty = ({ edit }: SquashedEdit) => fieldOf(edit) === result.field
      if (!edits.some(isGuilty)) return all({ kind: 'problem', problem })
      return edits.map((edit) => ({
        mutationIds: edit.mutationIds,
        verdict: isGuilty(edit) ? { kind: 'problem', problem } : { kind: 'later' },
      }))
    }
  }
}
