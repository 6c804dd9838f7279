import type { FieldEdit } from '../domain/field-edit.ts'
import { isContactId, kindOf, neighbourKinds, type NeighbourKind } from '../domain/ids.ts'
import { editsFor, isOfNeighbour, recordIdsOf, type Change } from '../domain/mutation.ts'

const contactWorks = ['contact-create', 'contact-update', 'contact-delete', 'contact-company'] as const
type NeighbourWork = `${NeighbourKind}-${'create' | 'update'}`

/** What a sync asks of a CRM, by kind: as finely as a CRM may hold one kind back while it takes the others. `read` is a pull's. */
export type Work = 'read' | (typeof contactWorks)[number] | NeighbourWork

/** All of them. */
export const works: readonly Work[] = [
  'read',
  ...contactWorks,
  ...neighbourKinds.flatMap((kind): readonly NeighbourWork[] => [`${kind}-create`, `${kind}-update`]),
]

/** What telling an edit of a contact is. */
export function workOfEdit({ kind }: FieldEdit): Work {
  if (kind === 'delete') return 'contact-delete'
  return kind === 'company' || kind === 'company-order' ? 'contact-company' : 'contact-update'
}

/** What has to be asked of the CRM for a change: of one on many records, for the first of them. */
export function workOf(change: Change): Work {
  if (isOfNeighbour(change)) {
    return `${kindOf(change.recordId)}-${change.kind === 'create-neighbour' ? 'create' : 'update'}`
  }
  const [first] = recordIdsOf(change)
  const [edit] = first === undefined || !isContactId(first) ? [] : editsFor(change, first)
  return edit === undefined ? 'contact-create' : workOfEdit(edit)
}
