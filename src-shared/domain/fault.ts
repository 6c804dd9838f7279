import type { FieldName } from './field-edit.ts'

/** One sentence of a refusal. */
export interface FieldFault {
  /** `null` where the CRM did not name one. */
  readonly field: FieldName | null
  /** The CRM's code, or a word of ours. */
  readonly reason: string
  /** The CRM's own wording. */
  readonly message: string
  /** Of a field with several values or parts the one that was refused: its text, or the name of the part. */
  readonly part?: string | undefined
}

/** What a CRM has refused of one record, fault by fault. An answer of an earlier release has one alone. */
export type Rejected = FieldFault & {
  readonly kind: 'rejected'
  /** What else it did not like in the same answer, in its order. */
  readonly others?: readonly FieldFault[] | undefined
}

/** All of them, in the CRM's order. */
export const faultsOf = ({ field, reason, message, part, others = [] }: Rejected): readonly FieldFault[] => [
  { field, reason, message, ...(part === undefined ? {} : { part }) },
  ...others,
]

/** Several sentences as one refusal; `null` where there are none. */
export function toRejectedWith(faults: readonly FieldFault[]): Rejected | null {
  const [first, ...others] = faults
  if (first === undefined) return null
  return { kind: 'rejected', ...first, ...(others.length === 0 ? {} : { others }) }
}

/** As much of it as is about a field; `null` for nothing. */
export const aboutField = (rejected: Rejected, field: FieldName): Rejected | null =>
  toRejectedWith(faultsOf(rejected).filter((fault) => fault.field === field))

/** A refusal as each of its fields has it; anything else, and one of a single field, as it is. */
export function byField<P extends { readonly kind: string }>(problem: P | Rejected): readonly (P | Rejected)[] {
  if (!isRejected(problem)) return [problem]
  const groups = Map.groupBy(faultsOf(problem), ({ field }) => field)
  if (groups.size === 1) return [problem]
  return [...groups.values()].flatMap((faults) => toRejectedWith(faults) ?? [])
}

const isRejected = (problem: { readonly kind: string }): problem is Rejected => problem.kind === 'rejected'
