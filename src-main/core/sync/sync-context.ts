import type { AccountId } from '#shared/domain/ids.ts'
import type { AccountFacts } from '#shared/domain/account.ts'
import type { Caller, StoreCommands } from '#shared/ipc/contract.ts'
import type { SyncPhase } from '#shared/ipc/sync-status.ts'
import type { Connector } from '../connectors/connector.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { Journal } from './journal.ts'
import type { Rests } from './rests.ts'

/** What the steps of a sync work with: one account, its CRM, its journal, and the window that holds the cache. */
export interface SyncContext {
  readonly accountId: AccountId
  readonly connector: Connector
  readonly journal: Journal
  /** Its answers mean: durable. */
  readonly store: Caller<StoreCommands>
  /** What the CRM holds back at this moment while all else goes. */
  readonly rests: Rests
  readonly clock: Clock
  readonly logger: Logger
  readonly onPhase: (phase: SyncPhase) => void
  /** Told what the CRM says of the account, whenever it has been asked; nobody asks where nobody listens. */
  readonly onFacts?: (facts: AccountFacts) => void
}
