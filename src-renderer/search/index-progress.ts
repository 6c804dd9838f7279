import type { SearchProgress } from './search-protocol.ts'

/** How far the worker is, for all who want to know. */
export interface IndexProgress {
  readonly now: SearchProgress
  hear(progress: SearchProgress): void
  /** See `SearchClient`. */
  onChanged(listener: (progress: SearchProgress) => void): () => void
}

/** @param soon runs a task before one of the next frames is shown */
export function createIndexProgress(soon: (task: () => void) => void): IndexProgress {
  const listeners = new Set<(progress: SearchProgress) => void>()
  let now: SearchProgress = { indexed: 0, isIndexing: true, isCatchingUp: false, failure: null }
  let [hasNews, isTellingSoon] = [false, false]

  function tell(): void {
    if (!hasNews) return
    hasNews = false
    for (const listen of [...listeners]) listen(now)
  }

  function tellSoon(): void {
    if (isTellingSoon) return
    isTellingSoon = true
    soon(() => {
      isTellingSoon = false
      tell()
    })
  }

  return {
    get now() {
      return now
    },
    hear(progress) {
      const isWholeNow = now.isIndexing && !progress.isIndexing
      ;[now, hasNews] = [progress, true]
      // What all contacts have to say is waited for: it does not go at the pace of a list that goes on changing.
      if (isWholeNow) tell()
      else tellSoon()
    },
    onChanged(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
