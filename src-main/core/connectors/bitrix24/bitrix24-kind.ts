import type { BucketRule } from '#core/throttle/rate-rule.ts'
import type { Throttle } from '#core/throttle/throttle.ts'
import type { ConnectorKind } from '../connector-kind.ts'
import { createBitrix24Connector } from './bitrix24-connector.ts'
import { createMethodPauses, type MethodPauses } from './method-pauses.ts'
import { exchangeCode, refreshGrant } from './oauth.ts'
import { bitrix24SignIn } from './sign-in.ts'

/**
 * What a portal's plan allows to one address, whoever calls from there. No way in tells the plan to every caller, so the usual
 * one is kept to.
 * @source https://apidocs.bitrix24.com/settings/performance/limits.html
 */
export const bitrix24Rates = {
  standard: { requests: 2, perMs: 1_000, burst: 50 },
  enterprise: { requests: 5, perMs: 1_000, burst: 250 },
} as const satisfies Record<string, BucketRule>

/** An account has one throttle, and its methods rest for all of its connectors. */
const pausesOf = new WeakMap<Throttle, MethodPauses>()

/** Bitrix24, in the cloud and on servers of its users. */
export const bitrix24Kind: ConnectorKind = {
  rate: bitrix24Rates.standard,
  signIn: bitrix24SignIn,
  create(parts) {
    const pauses = pausesOf.get(parts.throttle) ?? createMethodPauses(parts.clock)
    pausesOf.set(parts.throttle, pauses)
    return createBitrix24Connector({ ...parts, pauses })
  },
  exchangeCode,
  refresh: refreshGrant,
}
