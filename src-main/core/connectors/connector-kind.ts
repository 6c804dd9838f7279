import type { AccountId, FieldId } from '#shared/domain/ids.ts'
import type { Access } from '../http/access.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { Network } from '../ports/network.ts'
import type { Random } from '../ports/random.ts'
import type { RateRule } from '../throttle/rate-rule.ts'
import type { Throttle } from '../throttle/throttle.ts'
import type { Connector } from './connector.ts'
import type { CodeExchange, OAuthGrant } from './credentials.ts'
import type { SignInDialect } from './sign-in-dialect.ts'

/** What the user of an account has chosen; nothing chosen is `null`. */
export interface ConnectorSettings {
  /** The field that keeps our keys. */
  readonly markerField: FieldId | null
  /** How many items one write carries, one of `Capabilities.writeBatches`; of no meaning where there is no such choice. */
  readonly writeBatch: number | null
}

export interface ConnectorParts extends ConnectorSettings {
  readonly accountId: AccountId
  /** To origins that the sign-in has checked. */
  readonly access: Access
  /** Of this account, whichever connector of it asks; with the rate of its kind. */
  readonly throttle: Throttle
  readonly network: Network
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

type GrantPorts = Pick<ConnectorParts, 'network' | 'clock'>

/** All that the rest of core has of one CRM. */
export interface ConnectorKind {
  readonly rate: RateRule
  readonly signIn: SignInDialect
  create(parts: ConnectorParts): Connector
  /** The first pair of tokens, for a code. @throws {AppError} `input/invalid` with `details.field`; as a connector */
  exchangeCode(ports: GrantPorts, given: CodeExchange, signal: AbortSignal): Promise<OAuthGrant>
  /** The next pair. @throws {AppError} `auth/expired` when only the user can help; after anything else it may be tried again */
  refresh(ports: GrantPorts, grant: OAuthGrant): Promise<OAuthGrant>
}
