import { fieldOf, type FieldName } from '#shared/domain/field-edit.ts'
import type { Problem } from '#shared/domain/mutation.ts'

/** The field that a problem shows at; `null` is the card as a whole. */
export function fieldOfProblem(problem: Problem): FieldName | null {
  switch (problem.kind) {
    case 'conflict':
      return fieldOf(problem.conflict.edit)
    case 'rejected':
      return problem.field
    case 'neighbour-conflict':
    case 'gone':
    case 'doubtful':
      return null
  }
}
