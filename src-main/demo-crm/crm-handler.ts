import type { Account, AmoContext } from './amocrm/context.ts'
import { answerAmocrm } from './amocrm/dialect.ts'
import { presentedToken } from './amocrm/authorize.ts'
import type { RateLimits } from './amocrm/rate-limits.ts'
import type { PartialSwitches, Switches } from './amocrm/switches.ts'
import { createWebhookDelivery } from './amocrm/webhook-delivery.ts'
import { answerPortal, isPortalPath } from './bitrix24/dialect.ts'
import type { OpenedPortal } from './bitrix24/open-portal.ts'
import { credentialOf } from './bitrix24/sign-in/authorize.ts'
import { answerControl } from './control/control-api.ts'
import type { RequestLog } from './control/request-log.ts'
import type { FaultList } from './faults/fault-list.ts'
import { faultReply } from './faults/fault-replies.ts'
import { jsonReply } from './http/exchange.ts'
import type { Call, Reply } from './http/exchange.ts'
import type { Outcome } from './http/listener.ts'
import { answerPage } from './page/answer-page.ts'
import type { PageOptions } from './page/page-context.ts'
import type { Store } from './store/store.ts'

/** Everything a running demo CRM consists of, apart from its socket. */
export type CrmParts = {
  readonly store: Store
  readonly account: Account
  readonly controlSegment: string
  readonly clock: () => number
  readonly limits: RateLimits
  readonly faults: FaultList
  readonly requests: RequestLog
  readonly switches: { readonly get: () => Switches; readonly set: (changes: PartialSwitches) => void }
  readonly bitrix24: OpenedPortal
  /** The stores of other accounts that have the same integration. */
  readonly siblings?: () => readonly Store[]
  readonly log: (message: string) => void
  /** The page for people who build integrations, where it was asked for. */
  readonly page?: PageOptions
}

/** Takes requests until it is stopped. */
export type CrmHandler = {
  readonly handle: (call: Call) => Promise<Outcome>
  /** Ends all waits; what still waited is hung up on. */
  readonly stop: () => void
}

/** The way of every request: control or dialect; log, fault, answer. */
export function createCrmHandler(parts: CrmParts): CrmHandler {
  const { store, account, limits, clock, faults, requests, switches } = parts
  const siblings = parts.siblings ?? (() => [])
  const amocrm: AmoContext = { store, account, limits, clock, switches: switches.get, siblings }
  const webhooks = createWebhookDelivery(amocrm)
  const control = { webhooks, amocrm, faults, requests, setSwitches: switches.set, bitrix24: parts.bitrix24 }
  const page = parts.page && { ...control, ...parts.page, formAction: `/_control/${parts.controlSegment}/page` }
  const waits = createWaits()
  const withRequestId = createRequestIds()
  let isStopped = false
  const prefix = `/_control/${parts.controlSegment}`

  function answer(call: Call, isTokenExpired: boolean): { reply: Reply; credential: string } {
    try {
      if (isPortalPath(call.path)) return answerPortal(parts.bitrix24.portal, call, isTokenExpired)
      return answerAmocrm(amocrm, call, isTokenExpired)
    } catch (error) {
      // A fault of this server, not one it was told to have: say so plainly.
      parts.log(error instanceof Error ? (error.stack ?? error.message) : String(error))
      const body = { title: 'Internal Server Error', status: 500, detail: 'The demo CRM failed; see its log.' }
      return { reply: jsonReply(500, 'application/problem+json', body), credential: 'unknown' }
    }
  }

  /** Only a credential that was given out can expire. */
  function tokenOf(call: Call) {
    if (isPortalPath(call.path)) return credentialOf(parts.bitrix24.portal, call)
    return call.path.startsWith('/api/') ? presentedToken(amocrm, call) : undefined
  }

  async function handleApi(call: Call): Promise<Outcome> {
    const complete = requests.open(call, clock())
    const token = tokenOf(call)
    const { delayMs, fault } = faults.take(call.method, call.path, token?.id)
    // Of a call that is to time out, the wait comes after the work.
    if (fault?.kind !== 'timeout-after-commit') await waits.wait(delayMs)
    if (isStopped || fault?.kind === 'reset-before') {
      complete(null, 'unread')
      return { is: 'hang-up' }
    }
    const instead = fault === undefined ? undefined : faultReply(fault, call)
    if (instead !== undefined) {
      complete(instead.status, 'unread')
      return { is: 'reply', reply: instead }
    }
    const { reply, credential } = answer(call, fault?.kind === 'expire-token')
    const isCut = fault?.kind === 'reset-after-commit' || fault?.kind === 'timeout-after-commit'
    complete(isCut ? null : reply.status, credential)
    if (fault?.kind === 'timeout-after-commit') await waits.wait(delayMs)
    if (isCut) return { is: 'hang-up' }
    return { is: fault?.kind === 'truncate' ? 'truncated' : 'reply', reply: withRequestId(reply) }
  }

  return {
    async handle(call) {
      const shown = answerPage(page, call)
      if (shown !== undefined) return { is: 'reply', reply: shown }
      const isControl = call.path === prefix || call.path.startsWith(`${prefix}/`)
      const outcome: Outcome = isControl
        ? { is: 'reply', reply: answerControl(control, call, call.path.slice(prefix.length)) }
        : await handleApi(call)
      if (!isStopped) webhooks.flush(call.base)
      return outcome
    },
    stop() {
      isStopped = true
      webhooks.stop()
      waits.end()
    },
  }
}

/** Support asks for this header; the vendor's own library keeps it. */
function createRequestIds(): (reply: Reply) => Reply {
  let answered = 0
  return (reply) => {
    answered += 1
    const id = `demo-${answered.toString(16).padStart(12, '0')}`
    return { ...reply, headers: { 'X-Request-Id': id, ...reply.headers } }
  }
}

/** Waits that can all be ended at once. */
function createWaits(): { readonly wait: (ms: number) => Promise<void>; readonly end: () => void } {
  const waiting = new Set<() => void>()
  return {
    wait(ms) {
      if (ms <= 0) return Promise.resolve()
      return new Promise((resolve) => {
        const finish = (): void => {
          clearTimeout(timer)
          waiting.delete(finish)
          resolve()
        }
        const timer = setTimeout(finish, ms)
        waiting.add(finish)
      })
    },
    end() {
      for (const finish of waiting) finish()
    },
  }
}
