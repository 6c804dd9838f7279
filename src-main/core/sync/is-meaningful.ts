import { accountOf } from '#shared/domain/ids.ts'
import { contactIdsOf, type Change, type Mutation } from '#shared/domain/mutation.ts'

/**
 * Whether a mutation can be taken in: it touches something, and everything that it names is of its own account. Ids
 * begin with their account; one of another account would else be sent to whoever has that number here.
 */
export function isMeaningful({ accountId, change }: Mutation): boolean {
  const contactIds = contactIdsOf(change)
  const isEmpty = contactIds.length === 0 || (change.kind === 'bulk-tags' && change.tags.length === 0)
  return !isEmpty && [...contactIds, ...namedIn(change)].every((id) => accountOf(id) === accountId)
}

/** Companies and users that would be sent. */
function namedIn(change: Change) {
  if (change.kind === 'bulk-tags') return []
  if (change.kind === 'create') {
    const { companyIds, responsibleId } = change.fields
    return [...companyIds, responsibleId].filter((id) => id !== null)
  }
  const { edit } = change
  if (edit.kind === 'company') return [edit.from, edit.to].filter((id) => id !== null)
  return edit.kind === 'responsible' && edit.to !== null ? [edit.to] : []
}
