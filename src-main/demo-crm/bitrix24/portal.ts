import type { Store } from '../store/store.ts'
import type { Delivery } from './events/delivery.ts'
import type { Param, ParamMap } from './protocol/parameters.ts'
import type { LeakyBucket } from './protocol/leaky-bucket.ts'
import type { OperatingLimits } from './protocol/operating-limits.ts'
import type { PortalStore } from './store/portal-store.ts'
import type { PortalUser } from './store/portal-rows.ts'
import type { PortalSwitches } from './switches.ts'

/** What is drawn once and then stays with the data file. */
export type PortalInstallation = {
  /** Names the portal for ever, whatever its domain is. */
  readonly memberId: string
  readonly clientId: string
  readonly clientSecret: string
  /** Tells handlers of events that the portal is who it says it is. */
  readonly applicationToken: string
}

/** What the card of the application says; control may change it. */
export type ApplicationCard = {
  /** Where the consent page leads; null shows the code for the user to paste. */
  readonly redirectUri: string | null
  readonly isInstalled: boolean
  readonly scopes: readonly string[]
}

/** One emulated Bitrix24. */
export type Portal = {
  /** Made and filled when it is first needed. */
  readonly data: () => PortalStore
  /** What both dialects share: tokens and small facts. */
  readonly shared: Store
  readonly installation: PortalInstallation
  readonly application: {
    readonly get: () => ApplicationCard
    readonly set: (changes: Partial<ApplicationCard>) => void
  }
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  readonly switches: () => PortalSwitches
  readonly bucket: LeakyBucket
  readonly operating: OperatingLimits
  /** When each binding was last told that the queue of offline events is not empty, in seconds. */
  readonly signals: Map<number, number>
  /** Hands what happened to the handler of an event; nobody waits for it. */
  readonly deliver: (delivery: Delivery) => void
}

/** Who calls, and by which credential. */
export type Caller = {
  readonly user: PortalUser
  /** A webhook has no application, and what needs one is closed to it. */
  readonly kind: 'webhook' | 'app'
  readonly scopes: readonly string[]
  /** Budgets are kept for each of these. Never the secret. */
  readonly credential: string
}

/** One call of a method. */
export type MethodCall = {
  readonly portal: Portal
  readonly data: PortalStore
  readonly caller: Caller
  readonly params: ParamMap
  /** Taken out of the parameters, as the vendor does. */
  readonly start: Param | undefined
  /** Changes made under this name are not queued for it. */
  readonly connector: string
  /** Scheme and host that the caller used. */
  readonly base: string
}

/** What a method answers; `total` and `next` stand beside the result, in lists alone. */
export type MethodResult = { readonly result: unknown; readonly total?: number; readonly next?: number }

/** A method of the API. */
export type Method = {
  /** Empty: everybody has it. More than one: any of them will do. */
  readonly scopes: readonly string[]
  readonly run: (call: MethodCall) => MethodResult
}

/** A method that needs the scope `crm` and answers nothing but a result. */
export function crmMethod(run: (call: MethodCall) => unknown): Method {
  return { scopes: ['crm'], run: (call) => ({ result: run(call) }) }
}

/** A list of the scope `crm`. */
export function crmList(run: (call: MethodCall) => MethodResult): Method {
  return { scopes: ['crm'], run }
}

/** A method that needs no scope. */
export function basicMethod(run: (call: MethodCall) => unknown): Method {
  return { scopes: [], run: (call) => ({ result: run(call) }) }
}
