import type { AccountId } from '#shared/domain/ids.ts'
import type { Provider } from '#shared/domain/providers.ts'
import { amocrmKind } from '../connectors/amocrm/amocrm-kind.ts'
import { bitrix24Kind } from '../connectors/bitrix24/bitrix24-kind.ts'
import type { ConnectorKind, ConnectorSettings } from '../connectors/connector-kind.ts'
import type { Connector } from '../connectors/connector.ts'
import type { CodeExchange, OAuthGrant } from '../connectors/credentials.ts'
import type { SignInDialect } from '../connectors/sign-in-dialect.ts'
import type { Access } from '../http/access.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { Network } from '../ports/network.ts'
import type { Random } from '../ports/random.ts'
import type { RateRule } from '../throttle/rate-rule.ts'
import { createAccountTraffic, type AccountTraffic } from './account-traffic.ts'

/** Makes connectors. All connectors of one account share its request budget. */
export interface ConnectorFactory {
  /** @param settings of an account that is listed; whoever signs in has chosen nothing yet */
  create(provider: Provider, accountId: AccountId, access: Access, settings?: ConnectorSettings): Connector
  /** How what is typed to sign in is read. */
  signInOf(provider: Provider): SignInDialect
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

/** The one place that knows all CRMs. */
const kinds: Readonly<Record<Provider, ConnectorKind>> = { amocrm: amocrmKind, bitrix24: bitrix24Kind }

const nothingChosen: ConnectorSettings = { markerField: null, writeBatch: null }

/** @param rate instead of each vendor's own */
export function createConnectorFactory(ports: FactoryPorts, rate?: RateRule): ConnectorFactory {
  const traffics = new Map<AccountId, AccountTraffic>()

  function trafficOf(accountId: AccountId, provider: Provider): AccountTraffic {
    const traffic = traffics.get(accountId) ?? createAccountTraffic(rate ?? kinds[provider].rate, ports)
    traffics.set(accountId, traffic)
    return traffic
  }

  return {
    create(provider, accountId, access, settings = nothingChosen) {
      const { throttle, network } = trafficOf(accountId, provider)
      return kinds[provider].create({ ...ports, ...settings, accountId, access, throttle, network })
    },
    signInOf: (provider) => kinds[provider].signIn,
    exchangeCode: (provider, given, signal) => kinds[provider].exchangeCode(ports, given, signal),
    refresh: (provider, accountId, grant) =>
      kinds[provider].refresh({ ...ports, network: trafficOf(accountId, provider).urgent }, grant),
    reopen: (accountId) => traffics.get(accountId)?.throttle.reset(),
    trafficOf: (accountId) => traffics.get(accountId) ?? null,
  }
}
