import type { ContactId } from '../domain/ids.ts'
import { contactIdsOf, editsFor, type Change, type Mutation } from '../domain/mutation.ts'

/** Whether it is about tags and nothing else: such an edit can stay on the device. */
export const isAboutTags = (change: Change): boolean =>
  change.kind === 'bulk-tags' || (change.kind === 'edit' && change.edit.kind === 'tag')

/** What an edit of tags takes off; `null` where it takes nothing off. */
export function removalsOf(change: Change): Change | null {
  if (change.kind === 'edit') return change.edit.kind === 'tag' && change.edit.op === 'remove' ? change : null
  if (change.kind !== 'bulk-tags') return null
  const tags = change.tags.filter(({ op }) => op === 'remove')
  return tags.length === 0 ? null : { ...change, tags }
}

/**
 * The tags that stay on the device, by contact; contacts without any have no entry.
 * @param mutations edits that stay, oldest first; others are passed over
 * @param only      of these contacts alone
 */
export function deviceTagsOf(
  mutations: readonly Mutation[],
  only?: readonly ContactId[],
): ReadonlyMap<ContactId, ReadonlySet<string>> {
  const tagsOf = new Map<ContactId, Set<string>>()
  for (const { change, staysHere } of mutations) {
    if (staysHere !== true) continue
    for (const contactId of only ?? contactIdsOf(change)) {
      const tags = tagsOf.get(contactId) ?? new Set()
      for (const edit of editsFor(change, contactId)) {
        if (edit.kind !== 'tag') continue
        if (edit.op === 'add') tags.add(edit.tag)
        else tags.delete(edit.tag)
      }
      tagsOf.set(contactId, tags)
    }
  }
  return new Map([...tagsOf].filter(([, tags]) => tags.size > 0))
}
