import type { Mutation } from '#shared/domain/mutation.ts'
import type { AccountId } from '#shared/domain/ids.ts'

/** Tags that edits of one account put on and the CRM may not know yet. A tag may repeat. */
export function pendingTags(mutations: readonly Mutation[], accountId: AccountId): readonly string[] {
  return mutations.filter((mutation) => mutation.accountId === accountId).flatMap(({ change }) => addedTags(change))
}

function addedTags(change: Mutation['change']): readonly string[] {
  switch (change.kind) {
    case 'create':
      return change.fields.tags
    case 'edit':
      return change.edit.kind === 'tag' && change.edit.op === 'add' ? [change.edit.tag] : []
    case 'create-neighbour':
    case 'edit-neighbour':
    case 'bulk-edit':
      return []
    case 'bulk-tags':
      return change.tags.filter(({ op }) => op === 'add').map(({ tag }) => tag)
  }
}

/**
 * Each tag once, the most used first; of tags used alike, as readers of the language sort.
 * @param uses on how many contacts a tag is
 */
export function tagsByUse(
  names: Iterable<string>,
  uses: ReadonlyMap<string, number>,
  language: string,
): readonly string[] {
  const collator = new Intl.Collator(language, { numeric: true })
  const usesOf = (name: string) => uses.get(name) ?? 0
  return [...new Set(names)].sort((a, b) => usesOf(b) - usesOf(a) || collator.compare(a, b))
}
