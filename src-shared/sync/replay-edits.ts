import { displayNameOf, type ContactFields, type Json } from '../domain/contact.ts'
import type { FieldEdit } from '../domain/field-edit.ts'
import { applyEdit } from './apply-edit.ts'
import { reviewEdit } from './review-edit.ts'
import { isSameJson } from './same-value.ts'
import type { SquashedEdit } from './squash-edits.ts'

/** What several edits of one field meet in a contact that may have moved, and may have taken some of them already. */
export type Replay =
  /** `edit` goes from what stands there now to the last value. */
  | { readonly kind: 'applies'; readonly edit: FieldEdit; readonly fields: ContactFields }
  | { readonly kind: 'already' }
  | { readonly kind: 'conflict'; readonly rebased: FieldEdit }

/**
 * Does the steps of a squashed edit again, one by one, on the contact as it is now. First base and last value alone
 * would not do: an earlier step may have reached the CRM by a request whose answer was lost, and the value that it left
 * there is ours, not somebody else's. Where the first steps make no sense any more the later ones may.
 */
export function replayEdits(remote: ContactFields, squashed: SquashedEdit): Replay {
  for (const start of squashed.steps.keys()) {
    const replay = replayFrom(remote, squashed, squashed.steps.slice(start))
    if (replay !== null) return replay
  }
  const verdict = reviewEdit(remote, squashed.edit)
  return { kind: 'conflict', rebased: verdict.kind === 'conflict' ? verdict.rebased : squashed.edit }
}

/** `null` where one of the steps is in conflict. */
function replayFrom(remote: ContactFields, squashed: SquashedEdit, steps: readonly FieldEdit[]): Replay | null {
  let fields = remote
  let edit = squashed.edit
  for (const step of steps) {
    const verdict = reviewEdit(fields, step)
    if (verdict.kind === 'conflict') return null
    if (verdict.kind === 'applies') fields = applyEdit(fields, step)
    else if ('from' in edit && 'to' in step) edit = { ...edit, from: step.to } as FieldEdit
  }
  // A contact that is there has not been deleted yet.
  const isLeft = edit.kind !== 'delete' && isSameContact(remote, fields)
  return isLeft ? { kind: 'already' } : { kind: 'applies', edit, fields }
}

/** The full name may be told or composed: it is the same. */
function isSameContact(a: ContactFields, b: ContactFields): boolean {
  const [left, right] = [a, b].map((fields) => ({ ...fields, name: displayNameOf(fields) }))
  return isSameJson(left as unknown as Json, right as unknown as Json)
}
