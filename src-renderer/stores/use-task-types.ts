import { computed } from 'vue'
import type { TaskType } from '#shared/domain/directory.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import type { CacheDb } from '../db/cache-db.ts'
import { useLiveQuery } from './use-live-query.ts'

/** The types of tasks of all accounts. */
export function useTaskTypes(db: CacheDb) {
  const all = useLiveQuery<readonly TaskType[]>(() => db.taskTypes.toArray(), [])
  const byAccount = computed(() =>
    Map.groupBy(
      all.value.toSorted((a, b) => a.sort - b.sort),
      ({ accountId }) => accountId,
    ),
  )
  /** In the CRM's order; none where it has none. Reactive. */
  const taskTypes = (accountId: AccountId): readonly TaskType[] => byAccount.value.get(accountId) ?? []
  return { taskTypes }
}
