import { onScopeDispose, watch, type WatchSource } from 'vue'
import { toWireError } from '#shared/errors/app-error.ts'
import { toStorageFailure } from '../db/storage-failure.ts'
import { useAppStore } from './app-store.ts'

interface Asking {
  /** Asks, and shows the answer. Called again when what it depends on has changed meanwhile, never twice at once. */
  readonly ask: () => Promise<void>
  /** What the question depends on. */
  readonly question: WatchSource | object
  /** Tells whenever the same question may have another answer; gives back how not to be told any more. */
  readonly onChanged: (listener: () => void) => () => void
}

/** Keeps the answer to a question new from when somebody first wants it. What fails is said in the window. */
export function useLastAnswer({ ask, question, onChanged }: Asking) {
  const app = useAppStore()
  let [isAsking, isStale, isBegun] = [false, false, false]

  async function refresh(): Promise<void> {
    isStale = true
    if (isAsking) return
    isAsking = true
    try {
      while (isStale) {
        isStale = false
        await ask()
      }
    } catch (error) {
      app.fail(toWireError(toStorageFailure(error)))
    } finally {
      isAsking = false
    }
  }

  function begin(): void {
    if (isBegun) return
    isBegun = true
    void refresh()
  }

  const refreshBegun = () => {
    if (isBegun) void refresh()
  }
  // Here, not in `begin`: whoever calls that goes, and the store stays.
  onScopeDispose(onChanged(refreshBegun))
  watch(question, refreshBegun)

  return { begin, refresh }
}
