import type { FieldDefinition } from '#shared/domain/directory.ts'
import type { NeighbourFieldName } from '#shared/domain/field-edit.ts'
import type { PlacedField } from '#shared/domain/layout.ts'
import type { Problem } from '#shared/domain/mutation.ts'
import { customField, customOf, memberOf } from '#shared/domain/neighbour.ts'

const OF_DEAL = 'neighbour:'
/** Fields that a card of a deal has a line for. */
const lines: readonly string[] = [
  ...['name', 'price', 'stage', 'responsibleId', 'companyId', 'firstName', 'lastName', 'companyName', 'rows'],
  ...['phones', 'emails'],
]
const ofContacts: readonly string[] = ['contactIds', 'mainContactId']

/** The field that a problem is about; `null` for the deal as a whole. */
function fieldIn(problem: Problem): string | null {
  if (problem.kind === 'neighbour-conflict') return problem.conflict.edit.field
  if (problem.kind !== 'rejected' || problem.field?.startsWith(OF_DEAL) !== true) return null
  return problem.field.slice(OF_DEAL.length)
}

/** Whether it shows among the contacts of the deal. */
export function isOfContacts(problem: Problem): boolean {
  const field = fieldIn(problem)
  return field !== null && (ofContacts.includes(field) || memberOf(field) !== null)
}

/** The lines of one place of the card. */
export function linesOfPlace(place: PlacedField): readonly NeighbourFieldName[] {
  if (place === 'people') return ['neighbour:companyId', 'neighbour:contactIds']
  return [place === 'responsible' ? 'neighbour:responsibleId' : `neighbour:${place}`]
}

/** The line of the card that a problem shows at; `null` where it has none. @param definitions custom fields that the card shows */
export function lineOfProblem(
  problem: Problem,
  definitions: readonly Pick<FieldDefinition, 'id'>[] = [],
): NeighbourFieldName | null {
  const field = fieldIn(problem)
  const fieldId = field === null ? null : customOf(field)
  if (fieldId !== null) return definitions.some(({ id }) => id === fieldId) ? `neighbour:${customField(fieldId)}` : null
  // That it is typed, or counted, is said beside the price.
  if (field === 'isPriceManual') return 'neighbour:price'
  return field !== null && lines.includes(field) ? `neighbour:${field}` : null
}
