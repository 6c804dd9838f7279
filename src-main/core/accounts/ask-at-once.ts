import type { AccountId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Connector } from '../connectors/connector.ts'
import type { Clock } from '../ports/clock.ts'
import type { AccountAccess } from './account-access.ts'
import { findListed, settingsOf, type AccountRegistry } from './account-registry.ts'
import type { ConnectorFactory } from './connector-factory.ts'
import { withDeadline } from './with-deadline.ts'

export interface AskAtOnceOptions {
  readonly registry: AccountRegistry
  readonly connectors: Pick<ConnectorFactory, 'create'>
  readonly access: Pick<AccountAccess, 'of'>
  readonly clock: Clock
  readonly isOffline: () => boolean
}

/**
 * Asks the CRM of one account now, beside its sync, while somebody looks at the button.
 * @throws {AppError} `offline` while the user works offline, `timeout`, and what the connector throws
 */
export type AskAtOnce = <T>(
  accountId: AccountId,
  ask: (connector: Connector, signal: AbortSignal) => Promise<T>,
) => Promise<T>

/** A person is looking at the button. */
const DEADLINE_MS = 30_000

/** See `AskAtOnce`. */
export function createAskAtOnce({ registry, connectors, access, clock, isOffline }: AskAtOnceOptions): AskAtOnce {
  return async (accountId, ask) => {
    if (isOffline()) throw new AppError('offline', 'the account is held', { details: { reason: 'held' } })
    const record = findListed(registry, accountId)
    const connector = connectors.create(record.account.provider, accountId, access.of(record), settingsOf(record))
    return withDeadline(clock, DEADLINE_MS, (signal) => ask(connector, signal))
  }
}
