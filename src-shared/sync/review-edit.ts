import type { ContactFields, ContactPoint, CustomItem } from '../domain/contact.ts'
import type { CompanyEdit, CompanyOrderEdit, CustomEdit, DeleteEdit, FieldEdit } from '../domain/field-edit.ts'
import type { CompanyId } from '../domain/ids.ts'
import { indexOfPoint } from './find-point.ts'
import { reviewCustom } from './merge-custom.ts'
import { mergeOrder } from './merge-order.ts'
import { isSamePoint } from './same-value.ts'
import { seenOf } from './seen-contact.ts'

/** What an edit meets in a contact that may have moved since the user saw it. */
export type Verdict =
  | { readonly kind: 'applies' }
  /** The contact says so already: by someone else's hand, or by an answer of ours that was lost. */
  | { readonly kind: 'already' }
  /** Both sides moved the field apart; `rebased` is the edit on top of what stands there now. */
  | { readonly kind: 'conflict'; readonly rebased: FieldEdit }

const applies: Verdict = { kind: 'applies' }
const already: Verdict = { kind: 'already' }

/**
 * Three-way comparison of one edit with the contact as it is now: `from` is base, `to` is mine.
 * A field that still has its base takes the edit; one that has the new value needs nothing; any other is a conflict.
 */
export function reviewEdit(remote: ContactFields, edit: FieldEdit): Verdict {
  switch (edit.kind) {
    case 'set':
      return reviewScalar(remote[edit.field], edit, (a, b) => a === b)
    case 'responsible':
      return reviewScalar(remote.responsibleId, edit, (a, b) => a === b)
    case 'custom':
      return toVerdict(remote.custom[edit.fieldId] ?? [], edit)
    case 'point':
      return reviewPoint(remote[edit.field], edit)
    case 'company':
      return reviewCompany(remote, edit)
    case 'company-order':
      return reviewOrder(remote.companyIds, edit)
    case 'tag':
      return remote.tags.includes(edit.tag) === (edit.op === 'add') ? already : applies
    case 'delete':
      return reviewDeletion(seenOf(remote), edit)
  }
}

function reviewScalar<T>(theirs: T, edit: FieldEdit & { from: unknown }, isSame: (a: T, b: T) => boolean): Verdict {
  // `from` and `to` have the type of the field that the caller took `theirs` from.
  const [from, to] = [edit.from as T, (edit as { to: unknown }).to as T]
  if (isSame(theirs, to)) return already
  if (isSame(theirs, from)) return applies
  return { kind: 'conflict', rebased: { ...edit, from: theirs } as FieldEdit }
}

function reviewOrder(theirs: readonly CompanyId[], edit: CompanyOrderEdit): Verdict {
  const { order, isConflict } = mergeOrder(edit, theirs)
  if (order.every((id, at) => id === theirs[at])) return already
  return isConflict ? { kind: 'conflict', rebased: { ...edit, from: theirs, to: order } } : applies
}

/** Whoever deletes it has seen it as it is, or is asked. */
const reviewDeletion = (seen: string, edit: DeleteEdit): Verdict =>
  seen === edit.seen ? applies : { kind: 'conflict', rebased: { ...edit, seen } }

function toVerdict(theirs: readonly CustomItem[], edit: CustomEdit): Verdict {
  const verdict = reviewCustom(theirs, edit)
  if (verdict.kind !== 'conflict') return verdict
  return { kind: 'conflict', rebased: { ...edit, from: theirs, to: verdict.to } }
}

function reviewPoint(points: readonly ContactPoint[], edit: FieldEdit & { kind: 'point' }): Verdict {
  const { from, to } = edit
  const find = (wanted: ContactPoint | null) => points[indexOfPoint(points, wanted)] ?? null
  const [old, wanted] = [find(from), find(to)]
  if (from === null) return wanted === null ? applies : already
  if (to === null) return old === null ? already : applies
  if (old === null) {
    if (wanted !== null) return wanted.kind === to.kind ? already : applies
    return { kind: 'conflict', rebased: { ...edit, from: points[edit.at] ?? null } }
  }
  if (isSamePoint(old, to)) return already
  if (old.kind === from.kind || from.kind === to.kind) return applies
  return { kind: 'conflict', rebased: { ...edit, from: old } }
}

function reviewCompany(remote: ContactFields, edit: CompanyEdit): Verdict {
  const { from, to } = edit
  if (!edit.exclusive) {
    const isThere = to !== null && remote.companyIds.includes(to)
    const isLeft = from === null || !remote.companyIds.includes(from)
    return (isThere || to === null) && isLeft ? already : applies
  }
  // Nothing is overwritten where no company is: taken off by someone, or by a move of ours that was cut in half.
  if (remote.companyIds.length === 0 && to !== null) return applies
  return reviewScalar(remote.companyIds[0] ?? null, edit, (a, b) => a === b)
}
