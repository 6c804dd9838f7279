import { onTestFinished } from 'vitest'
import type { Bitrix24Api } from '#core/connectors/bitrix24/api.ts'
import { createBitrix24Api } from '#core/connectors/bitrix24/client.ts'
import { createMethodPauses } from '#core/connectors/bitrix24/method-pauses.ts'
import { parseWebhook } from '#core/connectors/bitrix24/portal-address.ts'
import { fixedAccess, type Access } from '#core/http/access.ts'
import { recordRequests, type RequestLog } from '#core/http/request-log.ts'
import { socketNetwork } from '#core/http/socket-network.ts'
import type { Clock } from '#core/ports/clock.ts'
import type { Network } from '#core/ports/network.ts'
import type { RateRule } from '#core/throttle/rate-rule.ts'
import { createThrottle, type Throttle } from '#core/throttle/throttle.ts'
import type { DemoCrmOptions } from '#demo-crm/server.ts'
import { at, START_MS, startPortal, type PortalSession } from '../bitrix24/portal-session.ts'

/** One client and the demo portal that it talks to, over real HTTP; both live by one clock, and pauses take no time. */
export interface ApiWorld {
  readonly portal: PortalSession
  readonly api: Bitrix24Api
  readonly throttle: Throttle
  readonly clock: Clock
  readonly requests: RequestLog
  readonly signal: AbortSignal
  /** All that was logged, as text. */
  readonly logged: () => string
  /** How long has been waited so far, milliseconds. */
  readonly waitedMs: () => number
  /** Lets time go by, at the portal and here. */
  readonly pass: (ms: number) => void
  /** As the client's. */
  readonly network: Network
  /** Another client of the same account. */
  readonly reconnect: (access?: Access) => Bitrix24Api
  /** Makes requests fail: as control of the demo CRM takes it. */
  readonly fault: (fault: Readonly<Record<string, unknown>>) => Promise<void>
}

interface WorldOptions extends Omit<DemoCrmOptions, 'clock'> {
  readonly rate?: RateRule
}

/** Deadlines are not reached unless a test waits for them. */
const LONGEST_PAUSE_MS = 15_000

export async function startApiWorld(options: WorldOptions = {}): Promise<ApiWorld> {
  const { rate = { requests: 1_000_000, perMs: 1 }, ...rest } = options
  const portal = await startPortal({ contacts: 60, ...rest })
  onTestFinished(() => portal.crm.close())
  const { clock, waitedMs, pass } = createPortalClock(portal)
  const lines: unknown[] = []
  const throttle = createThrottle(rate, clock)
  const { network, log: requests } = recordRequests(socketNetwork, clock)
  const pauses = createMethodPauses(clock)
  const reconnect = (access: Access = webhookAccess(portal.crm.bitrix24.webhook)) =>
    createBitrix24Api({
      ...{ access, gate: throttle, pauses, network, clock },
      random: { next: () => 0.5, uuid: () => '00000000-0000-4000-8000-000000000000' },
      logger: { info: (...entry) => void lines.push(entry), warn: (...entry) => void lines.push(entry) },
    })
  return {
    ...{ portal, throttle, clock, requests, network, reconnect, waitedMs, pass },
    api: reconnect(),
    signal: new AbortController().signal,
    logged: () => JSON.stringify(lines),
    async fault(fault) {
      const { status, body } = await portal.control('POST', '/faults', [fault])
      if (status >= 300) throw new Error(JSON.stringify(body))
    },
  }
}

export const webhookAccess = (webhook: string): Access => fixedAccess(parseWebhook(webhook, false))

/** The portal's clock, which whoever sleeps moves on. */
function createPortalClock(portal: PortalSession) {
  let passedMs = 0
  let waitedMs = 0
  function pass(ms: number): void {
    passedMs += ms
    portal.advance(ms)
  }
  const clock: Clock = {
    now: () => START_MS + passedMs,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      if (ms < LONGEST_PAUSE_MS) {
        waitedMs += ms
        return pass(ms)
      }
      await new Promise<void>((_, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
      })
    },
  }
  return { clock, pass, waitedMs: () => waitedMs }
}

/** What an answer holds at a path of keys. */
export const resultAt = (result: unknown, ...path: readonly (string | number)[]): unknown => at(result, ...path)
