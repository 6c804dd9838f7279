import type { Call } from '../http/exchange.ts'
import type { User } from '../store/records.ts'
import type { StoredToken } from '../store/token-store.ts'
import { nowSeconds } from './context.ts'
import type { AmoContext } from './context.ts'

/** What a call may do: the user it acts for, or nothing. */
export type Credential =
  | { readonly is: 'accepted'; readonly user: User; readonly label: string }
  | { readonly is: 'refused'; readonly label: string }

/** The detail is the vendor's own, and the same for missing, wrong, expired and revoked tokens. */
export const UNAUTHORIZED_DETAIL = 'Invalid user name or password'

/** The token that a call carries, whether it is still good or not. */
export function presentedToken({ store }: AmoContext, call: Call): StoredToken | undefined {
  const secret = /^Bearer\s+(\S+)$/i.exec((call.headers.authorization ?? '').trim())?.[1]
  return secret === undefined ? undefined : store.tokens.find(secret, ['access', 'long'])
}

/**
 * Tells whose token a call carries. The label names the token without giving it away.
 * An admin's token may act for another user with `X-Context-User-ID`.
 * @source https://www.amocrm.ru/developers/content/oauth/oauth
 */
export function authorize(context: AmoContext, call: Call): Credential {
  if (call.headers.authorization === undefined) return { is: 'refused', label: 'none' }
  const token = presentedToken(context, call)
  if (token === undefined) return { is: 'refused', label: 'unknown' }
  const label = `${token.kind}:${token.id}`
  const owner = context.store.directory.user(token.userId)
  const isLive = token.state === 'live' && token.expiresAt > nowSeconds(context)
  if (!isLive || owner === undefined || !owner.isActive) return { is: 'refused', label }
  const contextUser = Number(call.headers['x-context-user-id'] ?? Number.NaN)
  const actingFor = owner.isAdmin ? context.store.directory.user(contextUser) : undefined
  return { is: 'accepted', user: actingFor ?? owner, label }
}
