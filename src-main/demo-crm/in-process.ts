import { loadInstallation } from './account-secrets.ts'
import { openPortal } from './bitrix24/open-portal.ts'
import type { OpenedPortal } from './bitrix24/open-portal.ts'
import { createRateLimits } from './amocrm/rate-limits.ts'
import { defaultSwitches } from './amocrm/switches.ts'
import type { PartialSwitches, Switches } from './amocrm/switches.ts'
import { mintLongLived } from './amocrm/tokens.ts'
import { createRequestLog } from './control/request-log.ts'
import { performVendorAction } from './control/vendor-actions.ts'
import type { VendorAction } from './control/vendor-schema.ts'
import { createCrmHandler } from './crm-handler.ts'
import type { CrmHandler, CrmParts } from './crm-handler.ts'
import { createFaultList } from './faults/fault-list.ts'
import { seedStore } from './seed/seed-store.ts'
import { openStore } from './store/store.ts'
import type { Store } from './store/store.ts'

export type InProcessOptions = {
  /** The vendor's number of the account; two CRMs of one simulation must not share it. */
  readonly accountId: number
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  readonly switches?: PartialSwitches
}

/** The demo CRM without a socket: what a simulated network delivers to. It forgets everything at its end. */
export type InProcessCrm = Pick<CrmHandler, 'handle'> & {
  /** Users, fields and tags are seeded; there are no contacts and no companies yet. */
  readonly store: Store
  /** The Bitrix24 beside: `handle` answers its calls too. */
  readonly bitrix24: OpenedPortal
  /** A token that never expires. */
  token(userId: number): string
  /** @throws {ControlError} for what makes no sense */
  vendor(action: VendorAction): void
  close(): void
}

export function createInProcessCrm({ accountId, clock, switches = {} }: InProcessOptions): InProcessCrm {
  const now = Math.floor(clock() / 1000)
  const store = openStore(':memory:')
  seedStore(store, { contacts: 0, seed: 1, now })
  const installation = loadInstallation(store, now)
  const account = { ...installation.account, id: accountId }
  const current: Switches = { ...defaultSwitches, ...switches }
  const parts: CrmParts = {
    store,
    account,
    controlSegment: installation.controlSegment,
    clock,
    limits: createRateLimits(clock, false),
    faults: createFaultList([], () => store.tokens.newestId()),
    requests: createRequestLog(),
    switches: { get: () => current, set: () => undefined },
    bitrix24: openPortal({ shared: store, clock, isLimited: false }),
    log: (message) => {
      throw new Error(message)
    },
  }
  const handler = createCrmHandler(parts)
  return {
    handle: handler.handle,
    store,
    bitrix24: parts.bitrix24,
    token: (userId) => mintLongLived(store.tokens, account, { userId, at: now, host: '127.0.0.1' }).secret,
    vendor: (action) => {
      performVendorAction({ store, account, limits: parts.limits, clock, switches: parts.switches.get }, action)
    },
    close() {
      handler.stop()
      store.close()
    },
  }
}
