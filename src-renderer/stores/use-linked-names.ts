import { computed } from 'vue'
import type { AccountId } from '#shared/domain/ids.ts'
import { keyOfLinked, type LinkedRef } from '#shared/domain/linked.ts'
import type { CacheDb } from '../db/cache-db.ts'
import type { LinkedNameRow } from '../db/rows.ts'
import { useLiveQuery } from './use-live-query.ts'

/** What contacts of all accounts are linked to, by name: as many as somebody has looked at. */
export function useLinkedNames(db: CacheDb) {
  const all = useLiveQuery<readonly LinkedNameRow[]>(() => db.linkedNames.toArray(), [])
  const byKey = computed(() => new Map(all.value.map(({ accountId, key, name }) => [`${accountId} ${key}`, name])))
  /** Empty while nobody has told it. Reactive. */
  const linkedName = (accountId: AccountId, ref: LinkedRef): string =>
    byKey.value.get(`${accountId} ${keyOfLinked(ref)}`) ?? ''
  return { linkedName }
}
