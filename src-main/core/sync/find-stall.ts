import type { WireError } from '#shared/errors/app-error.ts'
import type { Stall, SyncPhase, SyncStep } from '#shared/ipc/sync-status.ts'

/** What can be seen of one account's sync from outside. Times are milliseconds by one clock. */
export interface SyncSigns {
  readonly phase: SyncPhase
  readonly phaseSince: number
  /** A page, a batch, a sync that went through, or the end of a hold. */
  readonly progressAt: number
  /** When the sync that runs began; `null` between two of them. */
  readonly runSince: number | null
  /** When the CRM last gave an answer that was of use; `null` before the first. */
  readonly answeredAt: number | null
  /** What it waits for now, the longest first. */
  readonly step: SyncStep | null
  /** Failed syncs in a row, and the last failure. */
  readonly failures: number
  readonly failure: WireError | null
  readonly hasPending: boolean
}

/** A request gives up after 20 s, a big one after 60: whatever moves at all has moved by then. */
export const SILENT_MS = 2 * 60_000
/** Long walks through a big base bring answers, and no page, for minutes. */
export const TURNING_MS = 10 * 60_000
/** A server that restarts, a network that changes: nobody need be told of those. */
export const FAILING_MS = 10 * 60_000

/**
 * Whether a sync that should get on does not, and why. Stopped with a reason that is shown, it is right to stand still.
 * @param now by the same clock
 */
export function findStall(signs: SyncSigns, now: number): Stall | null {
  const why = signs.runSince === null ? whyAtRest(signs, now) : whyInRun(signs, signs.runSince, now)
  return why === null ? null : { since: signs.progressAt, why }
}

function whyInRun(signs: SyncSigns, runSince: number, now: number): Stall['why'] | null {
  const { progressAt, answeredAt, step } = signs
  const lastMove = Math.max(progressAt, runSince)
  const lastSign = Math.max(lastMove, answeredAt ?? lastMove)
  if (now - lastSign >= SILENT_MS) return step ?? { kind: 'silent' }
  if (now - lastMove >= TURNING_MS) return { kind: 'turning' }
  return whyFailing(signs, now)
}

function whyAtRest(signs: SyncSigns, now: number): Stall['why'] | null {
  const { phase, phaseSince, progressAt, hasPending, step } = signs
  if (phase.kind === 'stopped') return null
  if (phase.kind === 'waiting') {
    // The pause is over, and nothing has begun.
    if (now - phaseSince - phase.retryInMs >= SILENT_MS) return { kind: 'silent' }
    return whyFailing(signs, now)
  }
  // Between two polls there is nothing to wait for; a poll that never comes, or an edit that is not sent, is a fault.
  const limitMs = hasPending ? SILENT_MS : FAILING_MS
  return now - progressAt >= limitMs ? (step ?? { kind: 'silent' }) : null
}

function whyFailing({ failures, failure, progressAt, step }: SyncSigns, now: number): Stall['why'] | null {
  if (failure === null || now - progressAt < FAILING_MS) return null
  // Until somebody pays it is right to stand still, and the reason is shown.
  if (failure.code === 'auth/unpaid') return null
  // The CRM has named its hour: that says more than that it refused.
  if (failure.code === 'rate-limited' && step?.kind === 'budget') return step
  return { kind: 'failing', error: failure, failures }
}
