import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { accountOf, isRecordId, type CompanyId, type RecordId, type UserId } from '#shared/domain/ids.ts'
import { namedInEdit } from '#shared/domain/neighbour.ts'
import { recordIdsOf, type Change, type Mutation } from '#shared/domain/mutation.ts'
import { isAboutTags } from '#shared/sync/device-tags.ts'

/**
 * Whether a mutation can be taken in: it touches something, and everything that it names is of its own account. Ids
 * begin with their account; one of another account would else be sent to whoever has that number here. On the device stays what
 * is about tags alone.
 */
export function isMeaningful({ accountId, change, staysHere }: Mutation): boolean {
  if (staysHere === true && !isAboutTags(change)) return false
  const recordIds = recordIdsOf(change)
  const isEmpty = recordIds.length === 0 || (change.kind === 'bulk-tags' && change.tags.length === 0)
  return !isEmpty && [...recordIds, ...namedIn(change)].every((id) => accountOf(id) === accountId)
}

/** Other records, companies and users that would be sent. */
function namedIn(change: Change) {
  if (change.kind === 'bulk-tags') return []
  if (change.kind === 'create-neighbour') return idsIn(Object.entries(change.record.fields))
  if (change.kind === 'edit-neighbour') {
    return [...idsIn([[change.edit.field, change.edit.to]]), ...namedInEdit(change.edit)]
  }
  if (change.kind === 'create') {
    const { companyIds, responsibleId } = change.fields
    return [...companyIds, responsibleId].filter((id) => id !== null)
  }
  if (change.kind === 'bulk-edit')
    return [...change.groups, ...(change.retold ?? [])].flatMap(({ edit }) => namedBy(edit))
  return namedBy(change.edit)
}

function namedBy(edit: FieldEdit): readonly (CompanyId | UserId)[] {
  if (edit.kind === 'company') return [edit.from, edit.to].filter((id) => id !== null)
  if (edit.kind === 'company-order') return [...edit.from, ...edit.to]
  return edit.kind === 'responsible' && edit.to !== null ? [edit.to] : []
}

/** Fields of neighbours that name somebody, or a contact; a text may look like an id and is none. */
const naming: readonly string[] = ['aboutId', 'responsibleId', 'contactIds', 'mainContactId', 'companyId']

const idsIn = (fields: readonly (readonly [string, unknown])[]): readonly RecordId[] =>
  fields
    .filter(([field]) => naming.includes(field))
    .flatMap(([, value]): readonly unknown[] => (Array.isArray(value) ? value : [value]))
    .filter(isRecordId)
