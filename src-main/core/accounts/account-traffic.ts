import type { BudgetFigures } from '#shared/ipc/diagnostics.ts'
import type { SyncStep } from '#shared/ipc/sync-status.ts'
import { tellGate } from '../http/http-client.ts'
import { recordRequests, type RequestLog } from '../http/request-log.ts'
import { failureOf } from '../http/status-failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { Network } from '../ports/network.ts'
import type { RateRule } from '../throttle/rate-rule.ts'
import { createThrottle, type Throttle } from '../throttle/throttle.ts'

/** What goes between one account and its CRM: all its connectors share this. */
export interface AccountTraffic {
  /** Keeps what may be known of each request. */
  readonly network: Network
  /**
   * For requests that must not wait for their turn, because others wait for them: they count, and if the CRM has enough of
   * them the rest is held up.
   */
  readonly urgent: Network
  readonly throttle: Throttle
  readonly requests: RequestLog
  /** What is being waited for on this side: an answer, or a turn in the budget. */
  step(): SyncStep | null
  budget(): BudgetFigures
}

export function createAccountTraffic(
  rule: RateRule,
  ports: { readonly network: Network; readonly clock: Clock },
): AccountTraffic {
  const throttle = createThrottle(rule, ports.clock)
  const { network, log } = recordRequests(ports.network, ports.clock)
  return {
    network,
    urgent: countIn(throttle, network, ports.clock),
    throttle,
    requests: log,
    step() {
      const [out] = log.open()
      if (out !== undefined) return { kind: 'request', method: out.method, path: out.path, since: out.at }
      const { waiting, pausedUntil, nextAt } = throttle.describe()
      return waiting > 0 || pausedUntil !== null ? { kind: 'budget', until: nextAt } : null
    },
    budget() {
      const { roomNow, slowUntil, pausedUntil, waiting } = throttle.describe()
      return { ...rule, roomNow, slowUntil, pausedUntil, waiting, isStopped: throttle.isStopped }
    },
  }
}

function countIn(throttle: Throttle, network: Network, clock: Clock): Network {
  return {
    openLine(url) {
      const line = network.openLine(url)
      return {
        isOpen: () => line.isOpen(),
        async send(request, signal) {
          throttle.count()
          const answer = await line.send(request, signal)
          const failure = failureOf(answer, new URL(url).origin, clock.now())
          if (failure !== null) tellGate(throttle, failure)
          return answer
        },
      }
    },
  }
}
