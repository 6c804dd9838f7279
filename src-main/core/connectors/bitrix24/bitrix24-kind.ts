import type { BucketRule } from '#core/throttle/rate-rule.ts'
import type { Throttle } from '#core/throttle/throttle.ts'
import type { ConnectorKind } from '../connector-kind.ts'
import { createBitrix24Connector } from './bitrix24-connector.ts'
import { createMethodPauses, type MethodPauses } from './method-pauses.ts'
import { exchangeCode, refreshGrant } from './oauth.ts'
import { bitrix24SignIn } from './sign-in.ts'

/**
 * What every portal allows to one address, whoever calls from there. The largest plan allows more; which plan it is, a portal tells by a
 * word whose list is not documented, and to no webhook: a guess that is wrong would have everybody at that address refused.
 * @source https://apidocs.bitrix24.com/settings/performance/limits.html
 */
export const bitrix24Rate = { requests: 2, perMs: 1_000, burst: 50 } as const satisfies BucketRule

/** An account has one throttle, and its methods rest for all of its connectors. */
const pausesOf = new WeakMap<Throttle, MethodPauses>()

/** Bitrix24, in the cloud and on servers of its users. */
export const bitrix24Kind: ConnectorKind = {
  rate: bitrix24Rate,
  signIn: bitrix24SignIn,
  create(parts) {
    const pauses = pausesOf.get(parts.throttle) ?? createMethodPauses(parts.clock)
    pausesOf.set(parts.throttle, pauses)
    return createBitrix24Connector({ ...parts, pauses })
  },
  exchangeCode,
  refresh: refreshGrant,
}
