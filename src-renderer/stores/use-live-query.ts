import { liveQuery } from 'dexie'
import { getCurrentScope, onScopeDispose, shallowRef, watch, type ShallowRef, type WatchSource } from 'vue'
import { toWireError } from '#shared/errors/app-error.ts'
import { toStorageFailure } from '../db/storage-failure.ts'
import { useAppStore } from './app-store.ts'

/**
 * The result of a cache query, read again whenever a transaction of any window touched what it read. Stops with the scope
 * that it was made in.
 * @param query   reads tables of the cache only
 * @param initial shown until the first result is there
 * @param source  what the query depends on besides the cache
 */
export function useLiveQuery<T>(query: () => Promise<T>, initial: T, source?: WatchSource): Readonly<ShallowRef<T>> {
  const result = shallowRef(initial)
  const app = useAppStore()
  // An async function: only of that Dexie expects awaits, and keeps the query's transaction open over all of them.
  const observable = liveQuery(async () => query())
  const subscribe = () =>
    observable.subscribe({
      next: (value) => {
        result.value = value
      },
      error: (error: unknown) => app.fail(toWireError(toStorageFailure(error))),
    })

  let subscription = subscribe()
  if (source !== undefined) {
    watch(source, () => {
      subscription.unsubscribe()
      subscription = subscribe()
    })
  }
  if (getCurrentScope() !== undefined) onScopeDispose(() => subscription.unsubscribe())
  return result
}
