import type { Call, Reply } from '../http/exchange.ts'
import type { User } from '../store/records.ts'
import type { Author } from '../store/record-writer.ts'
import type { Store } from '../store/store.ts'
import type { Switches } from './switches.ts'
import type { RateLimits } from './rate-limits.ts'

/** Facts about the one account this server plays. */
export type Account = {
  readonly id: number
  readonly name: string
  readonly subdomain: string
  readonly createdAt: number
  readonly clientId: string
  readonly clientSecret: string
  readonly uuid: string
  readonly amojoId: string
  /** Signs the access tokens. */
  readonly signingKey: string
}

/** What every amoCRM handler may reach. */
export type AmoContext = {
  readonly store: Store
  readonly account: Account
  readonly limits: RateLimits
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  readonly switches: () => Switches
  /** The stores of other accounts of this server that have the same integration. */
  readonly siblings?: () => readonly Store[]
}

/** A call whose token was accepted, with the parts of the path that the route left open. */
export type ApiCall = {
  readonly call: Call
  readonly params: readonly string[]
  readonly user: User
}

/** One call of the API, as a function from what was asked to what is answered. */
export type Handler = (context: AmoContext, api: ApiCall) => Reply

/** The vendor's clock has whole seconds. */
export function nowSeconds(context: AmoContext): number {
  return Math.floor(context.clock() / 1000)
}

/** The user who writes, at this second, under the rules of this account. */
export function authorOf(context: AmoContext, userId: number): Author {
  return { userId, at: nowSeconds(context), ignoreTagCase: !context.switches().tagNamesCaseSensitive }
}
