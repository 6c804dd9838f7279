import type { Provider } from '#shared/domain/account.ts'
import type { AccountId, FieldId } from '#shared/domain/ids.ts'
import { assertNever } from '#shared/errors/invariant.ts'
import { amocrmRate, createAmocrmConnector } from '../connectors/amocrm/amocrm-connector.ts'
import type { Connector } from '../connectors/connector.ts'
import { exchangeCode, refreshGrant } from '../connectors/amocrm/oauth.ts'
import type { CodeExchange, OAuthGrant } from '../connectors/credentials.ts'
import type { Access } from '../http/access.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { Network } from '../ports/network.ts'
import type { Random } from '../ports/random.ts'
import type { RateRule } from '../throttle/rate-rule.ts'
import { createAccountTraffic, type AccountTraffic } from './account-traffic.ts'

/** Makes connectors. All connectors of one account share its request budget. */
export interface ConnectorFactory {
  /** @param markerField where new contacts carry their keys, if they do */
  create(provider: Provider, accountId: AccountId, access: Access, markerField?: FieldId | null): Connector
  /** The first pair of tokens, for a code. @throws {AppError} `input/invalid` with `details.field`; as a connector */
  exchangeCode(provider: Provider, given: CodeExchange, signal: AbortSignal): Promise<OAuthGrant>
  /** The next pair. @throws {AppError} `auth/expired` when only the user can help; after anything else it may be tried again */
  refresh(provider: Provider, accountId: AccountId, grant: OAuthGrant): Promise<OAuthGrant>
  /** Lets requests of an account leave again after its CRM had blocked them. */
  reopen(accountId: AccountId): void
  /** `null` before its first connector. */
  trafficOf(accountId: AccountId): AccountTraffic | null
}

interface FactoryPorts {
  readonly network: Network
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/**
 * The one place that chooses between CRMs.
 * @param rate instead of each vendor's own
 */
export function createConnectorFactory(ports: FactoryPorts, rate?: RateRule): ConnectorFactory {
  const traffics = new Map<AccountId, AccountTraffic>()

  function trafficOf(accountId: AccountId, rule: RateRule): AccountTraffic {
    const traffic = traffics.get(accountId) ?? createAccountTraffic(rate ?? rule, ports)
    traffics.set(accountId, traffic)
    return traffic
  }

  return {
    create(provider, accountId, access, markerField = null) {
      switch (provider) {
        case 'amocrm': {
          const { throttle, network } = trafficOf(accountId, amocrmRate)
          return createAmocrmConnector({ ...ports, accountId, access, markerField, throttle, network })
        }
        default:
          return assertNever(provider)
      }
    },
    async exchangeCode(provider, given, signal) {
      switch (provider) {
        case 'amocrm':
          return exchangeCode(ports, given, signal)
        default:
          return assertNever(provider)
      }
    },
    async refresh(provider, accountId, grant) {
      switch (provider) {
        case 'amocrm':
          return refreshGrant({ ...ports, network: trafficOf(accountId, amocrmRate).urgent }, grant)
        default:
          return assertNever(provider)
      }
    },
    reopen: (accountId) => traffics.get(accountId)?.throttle.reset(),
    trafficOf: (accountId) => traffics.get(accountId) ?? null,
  }
}
