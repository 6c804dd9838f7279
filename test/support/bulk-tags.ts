import type { ContactId } from '#shared/domain/ids.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import { readBulkGround, toBulkTags, type TagChange } from '#renderer/db/bulk-tags.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import type { TagLookUp } from '#renderer/db/tag-census.ts'

/** A bulk edit as the window makes it, from contacts and tags. */
export async function bulkTags(
  context: StoreContext,
  ids: readonly ContactId[],
  change: TagChange,
  lookUp?: TagLookUp,
): Promise<readonly Mutation[]> {
  return toBulkTags(context, await readBulkGround(context.db, ids, lookUp), change)
}
