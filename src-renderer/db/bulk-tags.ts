import { displayNameOf } from '#shared/domain/contact.ts'
import { accountOf, type ContactId } from '#shared/domain/ids.ts'
import type { BulkTag, Mutation } from '#shared/domain/mutation.ts'
import type { ContactRow } from './rows.ts'
import { toMutation } from './edit-contact.ts'
import type { StoreContext } from './store-context.ts'

export interface TagChange {
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

/**
 * One bulk edit, as one mutation for each account that it touches; ids are frozen here. Contacts that are deleted or
 * not here are left out; a tag both added and removed is added.
 */
export async function bulkTags(
  context: StoreContext,
  ids: readonly ContactId[],
  { add, remove }: TagChange,
): Promise<readonly Mutation[]> {
  const added = distinct(add)
  const removed = distinct(remove).filter((tag) => !added.includes(tag))
  if (added.length + removed.length === 0) return []
  const found = await context.db.contacts.bulkGet([...new Set(ids)])
  const rows = found
    .filter((row) => row !== undefined && row.deletedAt === undefined)
    .filter((row) => row !== undefined)
  return [...Map.groupBy(rows, ({ id }) => accountOf(id))].map(([accountId, group]) => {
    const tags = [
      ...added.map((tag) => toBulkTag(group, 'add', tag)),
      ...removed.map((tag) => toBulkTag(group, 'remove', tag)),
    ]
    const change = { kind: 'bulk-tags', contactIds: group.map(({ id }) => id), tags } as const
    return toMutation(context, accountId, change, group[0] === undefined ? '' : displayNameOf(group[0].fields))
  })
}

function toBulkTag(rows: readonly ContactRow[], op: 'add' | 'remove', tag: string): BulkTag {
  const unchanged = rows.filter(({ fields }) => fields.tags.includes(tag) === (op === 'add'))
  return { op, tag, unchangedIds: unchanged.map(({ id }) => id), exceptIds: [] }
}

const distinct = (tags: readonly string[]): readonly string[] => [
  ...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== '')),
]
