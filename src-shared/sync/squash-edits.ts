import { fieldOf, type FieldEdit } from '../domain/field-edit.ts'
import type { MutationId } from '../domain/ids.ts'
import { applyCustom, touchesSame } from './merge-custom.ts'
import { isSamePoint } from './same-value.ts'

/** One edit as it stands in the outbox. */
export interface OwnedEdit {
  readonly mutationId: MutationId
  readonly edit: FieldEdit
}

/** Several edits of one field, told as one: from the first base to the last value. */
export interface SquashedEdit {
  readonly edit: FieldEdit
  /** Oldest first; what becomes of the edit becomes of them all. */
  readonly mutationIds: readonly MutationId[]
  /** As the user made them, oldest first: any of them may be where the CRM stands. */
  readonly steps: readonly FieldEdit[]
}

/** Ten edits of one field leave one. @param edits pending edits of one contact, oldest first; order is kept */
export function squashEdits(edits: readonly OwnedEdit[]): readonly SquashedEdit[] {
  const squashed: SquashedEdit[] = []
  for (const { mutationId, edit } of edits) {
    const [first, ...others] = squashed.filter((earlier) => continues(earlier.edit, edit))
    if (first === undefined) squashed.push({ edit, mutationIds: [mutationId], steps: [edit] })
    else {
      // Of a field in parts one edit may go on where several have ended: then they are one.
      const joined = edit.kind === 'custom' ? others : []
      squashed[squashed.indexOf(first)] = extend(joined.reduce(fuse, first), { mutationId, edit })
      for (const one of joined) squashed.splice(squashed.indexOf(one), 1)
      if (edit.kind === 'company-order') moveLast(squashed, 'company-order')
    }
  }
  return squashed
}

/** The last order knows what has come and gone since the first: it comes after that. */
function moveLast(squashed: SquashedEdit[], kind: FieldEdit['kind']): void {
  const moved = squashed.filter(({ edit }) => edit.kind === kind)
  squashed.splice(0, squashed.length, ...squashed.filter((one) => !moved.includes(one)), ...moved)
}

/** Whether `next` goes on where `earlier` ended. Two phones are two edits; one phone typed twice is one. */
function continues(earlier: FieldEdit, next: FieldEdit): boolean {
  if (fieldOf(earlier) !== fieldOf(next)) return false
  if (earlier.kind === 'custom' && next.kind === 'custom') return touchesSame(earlier, next)
  if (earlier.kind === 'tag' && next.kind === 'tag') return earlier.tag === next.tag
  if (earlier.kind === 'point' && next.kind === 'point') return next.from !== null && isSamePoint(earlier.to, next.from)
  if (earlier.kind === 'company' && next.kind === 'company') {
    return next.exclusive || (next.from !== null && next.from === earlier.to)
  }
  // An order says nothing of which companies there are, nor the other way round.
  if (earlier.kind !== next.kind) return false
  return true
}

const extend = ({ edit, mutationIds, steps }: SquashedEdit, next: OwnedEdit): SquashedEdit => ({
  edit: join(edit, next.edit),
  mutationIds: [...mutationIds, next.mutationId],
  steps: [...steps, next.edit],
})

const fuse = (one: SquashedEdit, other: SquashedEdit): SquashedEdit => ({
  edit: join(one.edit, other.edit),
  mutationIds: [...one.mutationIds, ...other.mutationIds],
  steps: [...one.steps, ...other.steps],
})

function join(earlier: FieldEdit, next: FieldEdit): FieldEdit {
  if (!('from' in earlier) || !('from' in next)) return next
  // What others have done between the two is not ours: only what each of them meant adds up.
  if (earlier.kind === 'custom' && next.kind === 'custom' && next.merge !== undefined) {
    return { ...next, from: earlier.from, to: applyCustom(earlier.to, next) }
  }
  const at = 'at' in earlier ? { at: earlier.at } : {}
  // Both are of one field, so both have the same shape of `from`.
  return { ...next, ...at, from: earlier.from } as FieldEdit
}
