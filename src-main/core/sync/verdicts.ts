import { aboutField, faultsOf, toRejectedWith, type Rejected } from '#shared/domain/fault.ts'
import { fieldOf, type FieldName } from '#shared/domain/field-edit.ts'
import type { MutationId, RecordId } from '#shared/domain/ids.ts'
import type { AnyEdit, Problem } from '#shared/domain/mutation.ts'
import type { SquashedEdit } from '#shared/sync/squash-edits.ts'
import type { ItemResult } from '../connectors/contact-writes.ts'
import type { JournaledTarget } from './journal-rows.ts'
import type { LostValues } from './lost-values.ts'
import type { TargetState } from './target-state.ts'

/** What became of one part of what was to happen to a record. */
export type Verdict =
  | { readonly kind: 'applied' }
  /** Not refused, but not done either: it stays in line. */
  | { readonly kind: 'later' }
  | { readonly kind: 'problem'; readonly problem: Problem }

/** As a verdict on one mutation: `by` was told in its place, and has a problem. */
type OwnVerdict = Verdict | { readonly kind: 'superseded'; readonly by: MutationId; readonly edit: AnyEdit }

/** A verdict, and the mutations behind what it is about, oldest first. `edit` is what several of them mean together. */
export interface Part {
  readonly mutationIds: readonly MutationId[]
  readonly verdict: Verdict
  readonly edit?: AnyEdit
}

const rank = { applied: 0, superseded: 1, later: 2, problem: 3 } as const

/**
 * Where the mutations of one record go from here. A mutation with several parts is as far as its worst one. Of edits
 * that were told as one, the last carries the problem and from now on means them all; the others are history, but
 * nothing that the CRM has.
 */
export function toMoves(recordId: RecordId, parts: readonly Part[]): readonly JournaledTarget[] {
  const worst = new Map<MutationId, OwnVerdict>()
  for (const { mutationIds, verdict, edit } of parts) {
    const by = mutationIds.at(-1)
    for (const mutationId of mutationIds) {
      const isReplaced = verdict.kind === 'problem' && by !== undefined && by !== mutationId && edit !== undefined
      const own: OwnVerdict = isReplaced ? { kind: 'superseded', by, edit } : verdict
      const known = worst.get(mutationId)
      if (known === undefined || rank[own.kind] > rank[known.kind]) worst.set(mutationId, own)
    }
  }
  return [...worst].map(([mutationId, verdict]) => ({ mutationId, recordId, state: toState(verdict) }))
}

function toState(verdict: OwnVerdict): TargetState {
  switch (verdict.kind) {
    case 'applied':
      return { kind: 'settled' }
    case 'superseded':
      return { kind: 'settled', superseded: { by: verdict.by, edit: verdict.edit } }
    case 'later':
      return { kind: 'pending' }
    case 'problem':
      return { kind: 'set-aside', problem: verdict.problem }
  }
}

/** Refused for this, or innocent: then it goes again. */
export const toVerdict = (problem: Problem | null): Verdict =>
  problem === null ? { kind: 'later' } : { kind: 'problem', problem }

/**
 * What a refused create means for it and for what was edited on it since (`folded`): an edit whose value was refused is set aside
 * by itself, for the record can be made without it. What else is named is the fault of the create.
 * @param mutationIds the create's first, then those of the edits
 * @param fieldOfEdit as refusals name it
 */
export function judgeRefusedCreate<E extends AnyEdit>(
  rejected: Rejected,
  mutationIds: readonly MutationId[],
  folded: readonly { readonly mutationIds: readonly MutationId[]; readonly edit: E }[],
  fieldOfEdit: (edit: E) => FieldName,
): readonly Part[] {
  const own = refusedAmong(rejected, folded, fieldOfEdit)
  const named = new Set<FieldName | null>(folded.map(({ edit }) => fieldOfEdit(edit)))
  const unnamed = faultsOf(rejected).filter(({ field }) => !named.has(field))
  // A sentence that names no field says nothing beside those that do; without the refused values it is told again, if it is right.
  const ofCreate = own.length === 0 ? rejected : toRejectedWith(unnamed.filter(({ field }) => field !== null))
  const blamed = new Set(own.flatMap((part) => part.mutationIds))
  const [createId, ...laterIds] = mutationIds.filter((id) => !blamed.has(id))
  const create = createId === undefined ? [] : [{ mutationIds: [createId], verdict: toVerdict(ofCreate) }]
  return [...own, ...create, { mutationIds: laterIds, verdict: { kind: 'later' } }]
}

/**
 * The same of a create that has come through without some of its values: what was edited since and not refused is done.
 * @param lost values that are edits of their own now (`lostValuesOf`)
 * @param create what becomes of the create itself, of which nothing else is refused
 */
export function judgeLossyCreate<E extends AnyEdit>(
  without: Rejected,
  { fields }: Pick<LostValues, 'fields'>,
  { mutationIds: [createId, ...editIds], folded }: Folding<E>,
  fieldOfEdit: (edit: E) => FieldName,
  create: Verdict = { kind: 'applied' },
): readonly Part[] {
  const own = refusedAmong(without, folded, fieldOfEdit)
  const named = new Set<FieldName | null>([...fields, ...folded.map(({ edit }) => fieldOfEdit(edit))])
  const problem = toRejectedWith(faultsOf(without).filter(({ field }) => !named.has(field)))
  const blamed = new Set(own.flatMap((part) => part.mutationIds))
  const doneIds = editIds.filter((id) => !blamed.has(id))
  return [
    ...own,
    {
      mutationIds: createId === undefined ? [] : [createId],
      verdict: problem === null ? create : { kind: 'problem', problem },
    },
    { mutationIds: doneIds, verdict: { kind: 'applied' } },
  ]
}

/** A create with what was edited on it since: its own mutation first. */
interface Folding<E extends AnyEdit> {
  readonly mutationIds: readonly MutationId[]
  readonly folded: readonly { readonly mutationIds: readonly MutationId[]; readonly edit: E }[]
}

function refusedAmong<E extends AnyEdit>(
  rejected: Rejected,
  folded: Folding<E>['folded'],
  fieldOfEdit: (edit: E) => FieldName,
): readonly Part[] {
  return folded.flatMap(({ mutationIds, edit }): Part[] => {
    const problem = aboutField(rejected, fieldOfEdit(edit))
    return problem === null ? [] : [{ mutationIds, verdict: { kind: 'problem', problem }, edit }]
  })
}

/**
 * What the CRM's answer about one contact means for each edit that was sent to it. A refused field takes down the
 * contact's whole item at the CRM, so only the edit of that field is set aside and the others go again without it.
 */
export function judgeEdits(result: ItemResult, edits: readonly SquashedEdit[]): readonly Part[] {
  const all = (verdict: Verdict) => edits.map(({ mutationIds, edit }) => ({ mutationIds, verdict, edit }))
  switch (result.kind) {
    case 'applied':
      return all({ kind: 'applied' })
    case 'not-sent':
      return all({ kind: 'later' })
    case 'gone':
      return all({ kind: 'problem', problem: { kind: 'gone' } })
    case 'rejected': {
      const faults = edits.map(({ edit }) => aboutField(result, fieldOf(edit)))
      if (faults.every((one) => one === null)) return all({ kind: 'problem', problem: result })
      return edits.map(({ mutationIds, edit }, at) => ({ mutationIds, edit, verdict: toVerdict(faults[at] ?? null) }))
    }
  }
}
