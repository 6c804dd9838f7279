import { fieldOf, type FieldName } from '#shared/domain/field-edit.ts'
import type { Problem } from '#shared/domain/mutation.ts'

/** The field that a problem shows at; `null` is the card as a whole. */
export function fieldOfProblem(problem: Problem): FieldName | null {
  switch (problem.kind) {
    case 'conflict':
      return ofOne(fieldOf(problem.conflict.edit))
    case 'rejected':
      return ofOne(problem.field)
    case 'neighbour-conflict':
    case 'gone':
    case 'doubtful':
      return null
  }
}

/** A deletion is about all of them. */
const ofOne = (field: FieldName | null): FieldName | null => (field === 'contact' ? null : field)
