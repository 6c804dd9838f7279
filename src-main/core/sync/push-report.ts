import type { PendingTarget } from '#shared/sync/plan-push.ts'
import type { SyncContext } from './sync-context.ts'

/** What is left is counted through this often; in between it is reckoned. */
const COUNT_EVERY_MS = 10_000

/** Says how much is left, each time before some of it leaves. */
export function createPushReport({ journal, accountId, clock, onPhase }: SyncContext) {
  let [left, countedAt] = [0, -Infinity]
  return (targets: readonly PendingTarget[]): void => {
    const now = clock.now()
    // Counting all of a long line for each batch would take longer than sending it.
    if (left <= 0 || Math.abs(now - countedAt) >= COUNT_EVERY_MS) {
      left = journal.pendingRecords(accountId)
      countedAt = now
    }
    onPhase({ kind: 'pushing', left })
    left -= new Set(targets.map(({ recordId }) => recordId)).size
  }
}
