import { isLoopbackHost } from '../http/listener.ts'
import type { AmoContext } from './context.ts'
import { putWebhook, webhooksOf } from './webhook-list.ts'
import type { Webhook } from './webhook-list.ts'
import { noticeBody, toNotices } from './webhook-payload.ts'

/** One post of a notice; `status` is null while it is under way and when nobody answered in time. */
export type Delivery = {
  readonly destination: string
  readonly code: string
  readonly body: string
  readonly status: number | null
}

/** Tells webhooks what happened. */
export type WebhookDelivery = {
  /** Posts what the log has had since the last time, and does not wait for answers. @param base for links */
  flush(base: string): void
  /** The last 1,000 posts, oldest first. */
  list(): readonly Delivery[]
  /** Ends what is under way; no answer counts any more. */
  stop(): void
}

const ANSWER_MS = 2_000
/** How long after each bad answer the next try comes; then it is given up. */
const RETRY_MS = [5, 15, 15, 60].map((minutes) => minutes * 60_000)
const BAD_WINDOW_MS = 2 * 60 * 60_000
const BAD_ANSWERS = 100
const KEPT = 1_000

/** A post that got a bad answer, and when its turn comes again (milliseconds). */
type Retry = { readonly webhook: Webhook; readonly code: string; readonly body: string; tries: number; dueAt: number }

/**
 * Reads the log of events and posts notices. One that got a bad answer comes again with the first request after its time;
 * more than a hundred bad answers within two hours, the last one among them, switch a webhook off.
 * @source https://developers.kommo.com/docs/webhooks-general
 */
export function createWebhookDelivery(context: AmoContext): WebhookDelivery {
  const { store, clock } = context
  const deliveries: { destination: string; code: string; body: string; status: number | null }[] = []
  const badAnswers = new Map<number, number[]>()
  let retries: Retry[] = []
  const ended = new AbortController()
  let last = store.events.newestSeq()

  function noteBad(webhook: Webhook): void {
    const since = clock() - BAD_WINDOW_MS
    const bad = [...(badAnswers.get(webhook.id) ?? []).filter((at) => at > since), clock()]
    badAnswers.set(webhook.id, bad)
    const current = webhooksOf(store).find(({ id }) => id === webhook.id)
    if (bad.length > BAD_ANSWERS && current !== undefined) putWebhook(store, { ...current, isDisabled: true })
  }

  async function post(notice: Omit<Retry, 'dueAt'>): Promise<void> {
    const { webhook, code, body, tries } = notice
    const delivery = { destination: webhook.destination, code, body, status: null as number | null }
    deliveries.push(delivery)
    if (deliveries.length > KEPT) deliveries.shift()
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'amoCRM-Webhooks/3.0' }
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(ANSWER_MS)])
    const wishes = { method: 'POST', headers, body, signal, redirect: 'manual' } as const
    // Nobody there and too late are the same to the vendor: a bad answer.
    const response = await fetch(webhook.destination, wishes).catch(() => null)
    if (ended.signal.aborted) return
    delivery.status = response?.status ?? null
    if (response !== null && response.status <= 299) return
    noteBad(webhook)
    const wait = RETRY_MS[tries]
    if (wait !== undefined) retries.push({ ...notice, tries: tries + 1, dueAt: clock() + wait })
  }

  /** Whoever has been taken away or switched off meanwhile hears no more. */
  function postAgain(webhooks: readonly Webhook[]): void {
    const due = retries.filter(({ dueAt }) => dueAt <= clock())
    retries = retries.filter((retry) => !due.includes(retry))
    for (const retry of due) if (webhooks.some(({ id }) => id === retry.webhook.id)) void post(retry)
  }

  return {
    flush(base) {
      const newest = store.events.newestSeq()
      if (newest === last && retries.length === 0) return
      const webhooks = webhooksOf(store).filter(({ isDisabled, destination }) => !isDisabled && isHere(destination))
      const notices = webhooks.length === 0 ? [] : toNotices(store.events.since(last))
      last = newest
      postAgain(webhooks)
      for (const notice of notices) {
        const wanted = webhooks.filter(({ settings }) => settings.includes(notice.code))
        if (wanted.length === 0) continue
        const body = noticeBody(context, notice, base)
        for (const webhook of wanted) void post({ webhook, code: notice.code, body, tries: 0 })
      }
    },
    list: () => deliveries,
    stop: () => ended.abort(),
  }
}

/** Only addresses of this machine are told, as nothing of a demo belongs anywhere else. */
function isHere(destination: string): boolean {
  return URL.canParse(destination) && isLoopbackHost(new URL(destination).host)
}
