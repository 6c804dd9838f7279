import type { SearchClient } from './search/search-client.ts'

/** An answer is on the screen by then; whoever goes on typing is not held up either. */
const PAUSE_MS = 1_000
/** What is wanted for later does not wait longer: there may be no index, or a large one. */
const LONGEST_MS = 20_000

interface Timers {
  setTimeout(task: () => void, ms: number): unknown
}

/** Resolves when the search has all contacts, and a pause after that: a start has nothing more to do then. */
export async function afterStart(search: Pick<SearchClient, 'progress' | 'onChanged'>, timers: Timers): Promise<void> {
  await new Promise<void>((resolve) => {
    const pause = () => void timers.setTimeout(resolve, PAUSE_MS)
    timers.setTimeout(resolve, LONGEST_MS)
    if (!search.progress.isIndexing) return pause()
    const stop = search.onChanged(({ isIndexing }) => {
      if (isIndexing) return
      stop()
      pause()
    })
  })
}
