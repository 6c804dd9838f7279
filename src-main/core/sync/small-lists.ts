import type { Clock } from '../ports/clock.ts'
import { DIRECTORY_MAX_AGE_MS, type ListsWanted } from './pull.ts'

/** The small lists of one account as the window has them: who reads them, and how old they are. */
export interface SmallLists {
  /** Two may go side by side: what was asked for later is not written over by what has seen less. */
  read(wanted: ListsWanted, signal: AbortSignal): Promise<void>
  isDue(wanted: ListsWanted): boolean
  /** The window has none, or may have none. */
  forget(): void
}

/** Reads them, and has them written down if by then that is still of use. */
export type BringLists = (wanted: ListsWanted, mayWrite: () => boolean, signal: AbortSignal) => Promise<void>

/** None are here yet. */
export function createSmallLists(clock: Clock, bring: BringLists): SmallLists {
  let here: { readonly at: number; readonly wanted: ListsWanted } | null = null
  let [begun, written] = [0, 0]
  return {
    async read(wanted, signal) {
      const turn = ++begun
      function mayWrite(): boolean {
        if (turn < written) return false
        written = turn
        return true
      }
      await bring(wanted, mayWrite, signal)
      if (turn === written) here = { at: clock.now(), wanted }
    },
    isDue(wanted) {
      if (here === null || (here.wanted !== 'all' && wanted === 'all')) return true
      return Math.abs(clock.now() - here.at) >= DIRECTORY_MAX_AGE_MS
    },
    forget() {
      here = null
    },
  }
}
