import type { Credentials } from '#core/http/access.ts'

/** An inbound webhook: who has made it, and what proves that. Both stand in the path of each call. */
export interface Webhook {
  readonly userId: string
  readonly secret: string
}

/** A webhook is kept like a token. No access token has a slash. */
export const toWebhookToken = ({ userId, secret }: Webhook): string => `${userId}/${secret}`

/** `null` when it is the access token of an application. */
export function webhookOf({ token }: Pick<Credentials, 'token'>): Webhook | null {
  const [, userId, secret] = /^(\d+)\/([^/]+)$/.exec(token) ?? []
  return userId === undefined || secret === undefined ? null : { userId, secret }
}
