import { computed } from 'vue'
import type { AccountId, FieldId } from '#shared/domain/ids.ts'
import type { TagWish } from '#shared/domain/sale-facts.ts'
import type { CacheDb } from '../db/cache-db.ts'
import type { MainClient } from '../ipc/main-client.ts'
import { noDealFilters } from '../search/deal-query.ts'
import type { SearchClient } from '../search/search-client.ts'
import { useLiveQuery } from './use-live-query.ts'

/** A tag, and on how many records of its kind it is. */
export interface TagUse {
  readonly name: string
  readonly count: number
}

/** The tags of all accounts, of contacts and of deals. */
export function useTagLists(
  db: CacheDb,
  main: Pick<MainClient, 'call'>,
  search: Pick<SearchClient, 'facets' | 'findDeals'>,
) {
  const all = useLiveQuery(() => db.tags.toArray(), [])
  const byAccount = computed(() => Map.groupBy(all.value, ({ accountId }) => accountId))

  /** Of contacts. Reactive. */
  function tagNames(accountId: AccountId): readonly string[] {
    return (byAccount.value.get(accountId) ?? []).map(({ name }) => name)
  }
  /** In the CRM itself, for everybody; the list comes with a pull. @throws {AppError} as `changeField` */
  async function createTag(accountId: AccountId, wish: TagWish): Promise<void> {
    await main.call('tags/create', { accountId, ...wish })
  }
  /** Of a tag of deals, in the CRM itself, for everybody. @throws {AppError} as `changeField` */
  async function colorTag(accountId: AccountId, name: string, color: string | null): Promise<void> {
    await main.call('tags/color', { accountId, name, color })
  }
  /** In the CRM itself, for everybody; with the next sync there are tags. @throws {AppError} as `changeField` */
  async function setUpTags(accountId: AccountId, fieldId: FieldId | null): Promise<void> {
    await main.call('tags/set-up', { accountId, fieldId })
  }
  /** How many contacts have each tag, waiting edits counted in; the most used first. */
  async function countTags(accountId: AccountId): Promise<readonly TagUse[]> {
    return (await search.facets(accountId, 0)).tags.map(({ name, count }) => ({ name, count }))
  }
  /** The same of deals, in any order. */
  async function countSaleTags(accountId: AccountId): Promise<readonly TagUse[]> {
    const filters = { ...noDealFilters, accountId }
    const sort = { by: 'updated', direction: 'desc' } as const
    const { counts } = await search.findDeals({ kind: 'deal', text: '', filters, sort })
    return [...counts.tags].map(([key, count]) => ({ name: key.slice(key.indexOf(' ') + 1), count }))
  }
  return { tagNames, createTag, colorTag, setUpTags, countTags, countSaleTags }
}
