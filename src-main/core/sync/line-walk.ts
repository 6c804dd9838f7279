import type { PendingTarget } from '#shared/sync/plan-push.ts'
import type { LinePlace } from './journal-line.ts'
import type { SyncContext } from './sync-context.ts'

/** One way along all that waits. */
export interface LineWalk {
  /**
   * What is next to be sent; none at the end of the line. What the CRM holds back at the front is left behind, and not passed over
   * each time anew; what has got free there since is come back to when all else is done.
   * @param isQuiet nothing is out any more
   * @returns `goes-on` where nothing was found in the portion that was looked at
   */
  next(isQuiet: boolean): readonly PendingTarget[] | 'goes-on'
}

export function createLineWalk({ journal, accountId, connector, rests }: SyncContext): LineWalk {
  let from: LinePlace | null = null
  let begunAt = journal.writes
  return {
    next(isQuiet) {
      const { targets, heldUpTo, goesOn } = journal.look(accountId, connector.writeBatch, { held: rests, from })
      from = heldUpTo
      if (targets.length > 0) return targets
      if (goesOn) return 'goes-on'
      if (!isQuiet || from === null || journal.writes === begunAt) return []
      ;[from, begunAt] = [null, journal.writes]
      return 'goes-on'
    },
  }
}
