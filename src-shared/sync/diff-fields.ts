import type { ContactFields, ContactPoint } from '../domain/contact.ts'
import type { FieldEdit } from '../domain/field-edit.ts'
import type { CompanyId, FieldId } from '../domain/ids.ts'
import { indexOfPoint } from './find-point.ts'
import { isSameItems, isSamePoint } from './same-value.ts'

/**
 * The edits that lead from one version of a contact to another: what somebody did between the two, in the words in which
 * we tell our own. A phone in another writing is the same phone.
 */
export function diffFields(before: ContactFields, after: ContactFields): readonly FieldEdit[] {
  return [
    ...diffNames(before, after),
    ...diffPoints('phones', before.phones, after.phones),
    ...diffPoints('emails', before.emails, after.emails),
    ...diffCompanies(before.companyIds, after.companyIds),
    ...diffTags(before.tags, after.tags),
    ...diffResponsible(before, after),
    ...diffCustom(before.custom, after.custom),
  ]
}

function diffNames(before: ContactFields, after: ContactFields): readonly FieldEdit[] {
  return (['firstName', 'lastName'] as const)
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ kind: 'set', field, from: before[field], to: after[field] }))
}

function diffResponsible({ responsibleId: from }: ContactFields, { responsibleId: to }: ContactFields) {
  return from === to ? [] : [{ kind: 'responsible' as const, from, to }]
}

function diffCustom(before: ContactFields['custom'], after: ContactFields['custom']): readonly FieldEdit[] {
  const ids = [...new Set([...Object.keys(before), ...Object.keys(after)])] as FieldId[]
  return ids
    .map((fieldId) => ({ kind: 'custom' as const, fieldId, from: before[fieldId] ?? [], to: after[fieldId] ?? [] }))
    .filter(({ from, to }) => !isSameItems(from, to))
}

function diffTags(before: readonly string[], after: readonly string[]): readonly FieldEdit[] {
  const only = (one: readonly string[], other: readonly string[]) => one.filter((tag) => !other.includes(tag))
  return [
    ...only(before, after).map((tag) => ({ kind: 'tag' as const, op: 'remove' as const, tag })),
    ...only(after, before).map((tag) => ({ kind: 'tag' as const, op: 'add' as const, tag })),
  ]
}

/** One that left and one that came make one replacement: so a person would tell it. */
function diffCompanies(before: readonly CompanyId[], after: readonly CompanyId[]): readonly FieldEdit[] {
  const left = before.filter((id) => !after.includes(id))
  const came = after.filter((id) => !before.includes(id))
  return pairUp(left, came).map(([from, to]) => ({ kind: 'company', from, to, exclusive: false }))
}

function diffPoints(
  field: 'phones' | 'emails',
  before: readonly ContactPoint[],
  after: readonly ContactPoint[],
): readonly FieldEdit[] {
  const left = before.filter((point) => indexOfPoint(after, point) === -1)
  const came = after.filter((point) => indexOfPoint(before, point) === -1)
  const rekinded = before.flatMap((from): [ContactPoint, ContactPoint][] => {
    const to = after[indexOfPoint(after, from)]
    return to === undefined || isSamePoint({ ...from, value: to.value }, to) ? [] : [[from, to]]
  })
  return [...pairUp(left, came), ...rekinded].map(([from, to]) => {
    const at = from === null ? after.findIndex((point) => point === to) : before.indexOf(from)
    return { kind: 'point', field, at, from, to }
  })
}

function pairUp<T>(left: readonly T[], came: readonly T[]): readonly (readonly [T | null, T | null])[] {
  return Array.from({ length: Math.max(left.length, came.length) }, (_, at) => [left[at] ?? null, came[at] ?? null])
}
