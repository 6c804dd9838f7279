import type { Provider } from '#shared/domain/account.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import { assertNever } from '#shared/errors/invariant.ts'
import { amocrmRate, createAmocrmConnector } from '../connectors/amocrm/amocrm-connector.ts'
import type { Connector } from '../connectors/connector.ts'
import type { Credentials } from '../connectors/credentials.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { Network } from '../ports/network.ts'
import type { Random } from '../ports/random.ts'
import type { RateRule } from '../throttle/rate-budget.ts'
import { createThrottle, type Throttle } from '../throttle/throttle.ts'

/** Makes connectors. All connectors of one account share its request budget. */
export interface ConnectorFactory {
  create(provider: Provider, accountId: AccountId, credentials: Credentials): Connector
  /** Lets requests of an account leave again after its CRM had blocked them. */
  reopen(accountId: AccountId): void
}

interface FactoryPorts {
  readonly network: Network
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** The one place that chooses between CRMs. */
export function createConnectorFactory(ports: FactoryPorts): ConnectorFactory {
  const throttles = new Map<AccountId, Throttle>()

  function throttleOf(accountId: AccountId, rule: RateRule): Throttle {
    const throttle = throttles.get(accountId) ?? createThrottle(rule, ports.clock)
    throttles.set(accountId, throttle)
    return throttle
  }

  return {
    create(provider, accountId, credentials) {
      switch (provider) {
        case 'amocrm':
          return createAmocrmConnector({
            accountId,
            credentials,
            throttle: throttleOf(accountId, amocrmRate),
            ...ports,
          })
        default:
          return assertNever(provider)
      }
    },
    reopen: (accountId) => throttles.get(accountId)?.reset(),
  }
}
