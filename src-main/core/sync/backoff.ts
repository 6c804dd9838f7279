import type { ErrorCode } from '#shared/errors/app-error.ts'
import { assertNever } from '#shared/errors/invariant.ts'

/** What a failed sync means for the next one. */
export type AfterFailure =
  /** Try again by itself. */
  | { readonly kind: 'wait'; readonly delayMs: number }
  /** Only the user can change anything: a new token, a word with the CRM's support. */
  | { readonly kind: 'stop' }

const FIRST_MS = 1_000
/** Long enough to leave a struggling server alone, short enough that nobody waits for a network that is back. */
const LONGEST_MS = 30_000
/** An answer that makes no sense will hardly make sense in a second. */
const SENSELESS_MS = 60_000
/** Somebody has to pay first, which nobody tells us of: asked this often, edits leave soon after. */
const UNPAID_MS = 5 * 60_000

/**
 * How long to wait after the `attempt`-th failure in a row (from 1): doubling, with full jitter over its upper half, so
 * that many laptops behind one broken router do not come back at once.
 * @param chance in [0, 1)
 */
export function backoff(code: ErrorCode, attempt: number, chance: number, retryAfterMs: number | null): AfterFailure {
  switch (code) {
    case 'auth/expired':
    case 'auth/denied':
    case 'auth/blocked':
      return { kind: 'stop' }
    case 'auth/unpaid':
      return { kind: 'wait', delayMs: UNPAID_MS }
    case 'remote/invalid-response':
    case 'remote/rejected':
      return { kind: 'wait', delayMs: SENSELESS_MS }
    case 'offline':
    case 'timeout':
    case 'rate-limited':
    case 'remote/unavailable':
    case 'storage/failed':
    case 'state/refused':
    case 'input/invalid':
    case 'contract/invalid-message': {
      const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16))
      const jittered = Math.round(ceiling / 2 + (chance * ceiling) / 2)
      return { kind: 'wait', delayMs: Math.max(jittered, retryAfterMs ?? 0) }
    }
    default:
      return assertNever(code)
  }
}
