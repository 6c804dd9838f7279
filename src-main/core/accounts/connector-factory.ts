import type { Provider } from '#shared/domain/account.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { assertNever } from '#shared/errors/invariant.ts'
import { createAmocrmConnector } from '../connectors/amocrm/amocrm-connector.ts'
import type { Connector } from '../connectors/connector.ts'
import type { Credentials } from '../connectors/credentials.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { Random } from '../ports/random.ts'

/** Makes the connector of an account. */
export type ConnectorFactory = (provider: Provider, accountId: AccountId, credentials: Credentials) => Connector

/** The one place that chooses between CRMs. */
export function createConnectorFactory(ports: { clock: Clock; random: Random; logger: Logger }): ConnectorFactory {
  return (provider, accountId, credentials) => {
    switch (provider) {
      case 'amocrm':
        return createAmocrmConnector({ accountId, credentials, ...ports })
      default:
        return assertNever(provider)
    }
  }
}
