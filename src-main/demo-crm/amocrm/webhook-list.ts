import type { Store } from '../store/store.ts'

/** An address that is to be told of changes, and of which. Times are whole seconds. */
export type Webhook = {
  readonly id: number
  readonly destination: string
  readonly settings: readonly string[]
  readonly sort: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly createdBy: number
  /** Switched off by the server, after too many bad answers. */
  readonly isDisabled: boolean
}

const KEY = 'amocrm.webhooks'

/** All webhooks of the account, oldest first. */
export function webhooksOf(store: Store): readonly Webhook[] {
  return JSON.parse(store.meta(KEY) ?? '[]') as readonly Webhook[]
}

/** Puts a webhook in the place of that with its id, or behind all others. */
export function putWebhook(store: Store, webhook: Webhook): void {
  const others = webhooksOf(store)
  const isKnown = others.some(({ id }) => id === webhook.id)
  keep(store, isKnown ? others.map((other) => (other.id === webhook.id ? webhook : other)) : [...others, webhook])
}

/** Takes a webhook away. */
export function removeWebhook(store: Store, id: number): void {
  keep(
    store,
    webhooksOf(store).filter((other) => other.id !== id),
  )
}

/** Numbers are not given out twice, also when their webhook has gone. */
export function nextWebhookId(store: Store): number {
  const id = Number(store.meta(`${KEY}.last`) ?? '7000') + 1
  store.setMeta(`${KEY}.last`, String(id))
  return id
}

function keep(store: Store, webhooks: readonly Webhook[]): void {
  store.setMeta(KEY, JSON.stringify(webhooks))
}
