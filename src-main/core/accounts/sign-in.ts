import type { Account, Provider } from '#shared/domain/account.ts'
import { toEntityId, remoteIdOf, type AccountId, type UserId } from '#shared/domain/ids.ts'
import { assertNever } from '#shared/errors/invariant.ts'
import { parseAccessToken, parseAccountAddress } from '../connectors/amocrm/auth.ts'
import type { Identity } from '../connectors/connector.ts'
import type { Credentials } from '../connectors/credentials.ts'
import type { DemoCrmPort } from '../ports/demo-crm.ts'
import type { Random } from '../ports/random.ts'
import type { SecretStore } from '../ports/secret-store.ts'
import type { AccountRecord, AccountRegistry } from './account-registry.ts'
import type { ConnectorFactory } from './connector-factory.ts'

export interface SignInOptions {
  readonly registry: AccountRegistry
  readonly secrets: SecretStore
  readonly random: Random
  readonly demoCrm: DemoCrmPort
  readonly connectors: ConnectorFactory
}

/** Long enough for a slow line; a person is looking at the button. */
const SIGN_IN_DEADLINE_MS = 30_000

/** Entering accounts, and what is needed to enter them again. */
export interface SignIn {
  /**
   * Checks address and token against the CRM and keeps them. Signing in to a known account again replaces its token.
   * @throws {AppError} `input/invalid` with `details.field` `address` or `token`; else what the CRM answered
   */
  connect(provider: Provider, address: string, token: string): Promise<AccountRecord>
  connectDemo(): Promise<AccountRecord>
  /** Address and token for a session. @throws {AppError} `auth/expired` when the secret is gone */
  credentialsOf(record: AccountRecord): Promise<Credentials>
  forget(id: AccountId): Promise<void>
}

/** Signs in over connectors; secrets stay in the secret store. */
export function createSignIn({ registry, secrets, random, demoCrm, connectors }: SignInOptions): SignIn {
  let entering: Promise<unknown> = Promise.resolve()
  /** One sign-in at a time: of two to one new account, the second has to find what the first has saved. */
  async function enter(provider: Provider, credentials: Credentials, isDemo: boolean): Promise<AccountRecord> {
    const turn = entering.then(() => enterNow(provider, credentials, isDemo))
    entering = turn.catch(() => undefined)
    return turn
  }

  async function enterNow(provider: Provider, credentials: Credentials, isDemo: boolean): Promise<AccountRecord> {
    // The id of a new account is decided only when the CRM has said which account it is.
    const newId = `a${random.uuid().replaceAll('-', '').slice(0, 11)}` as AccountId
    const connector = connectors.create(provider, newId, credentials)
    const identity = await connector.identify(AbortSignal.timeout(SIGN_IN_DEADLINE_MS))
    const known = registry.all().find((record) => isSameAccount(record, identity, credentials, isDemo))
    const record = toRecord(known?.account.id ?? newId, identity, credentials, isDemo)
    // The secret first: an account without a token would be worse than a token without an account.
    await secrets.write(secretKey(record.account.id), credentials.token)
    await registry.save(record)
    return record
  }

  return {
    connect: async (provider, address, token) => enter(provider, parseCredentials(provider, address, token), false),
    connectDemo: async () => enter('amocrm', await demoCrm.start(), true),
    async credentialsOf(record) {
      if (record.account.isDemo) return demoCrm.start()
      return { origin: record.origin, token: (await secrets.read(secretKey(record.account.id))) ?? '' }
    },
    async forget(id) {
      await secrets.remove(secretKey(id))
      await registry.remove(id)
    },
  }
}

const secretKey = (id: AccountId) => `account.${id}`

function parseCredentials(provider: Provider, address: string, token: string): Credentials {
  switch (provider) {
    case 'amocrm':
      return { origin: parseAccountAddress(address), token: parseAccessToken(token) }
    default:
      return assertNever(provider)
  }
}

/** A vendor numbers its accounts once for the whole world; what answers on loopback may be any number of copies. */
function isSameAccount(record: AccountRecord, identity: Identity, { origin }: Credentials, isDemo: boolean): boolean {
  const { account } = record
  if (account.provider !== identity.provider || record.remoteAccountId !== identity.remoteAccountId) return false
  if (account.isDemo || isDemo) return account.isDemo === isDemo
  return record.origin === origin || (isPublic(record.origin) && isPublic(origin))
}

const isPublic = (origin: string) => origin.startsWith('https:')

function toRecord(id: AccountId, identity: Identity, { origin }: Credentials, isDemo: boolean): AccountRecord {
  const remoteUser = identity.userId === null ? null : remoteIdOf(identity.userId)
  const account: Account = {
    id,
    provider: identity.provider,
    name: identity.accountName,
    address: new URL(origin).host,
    isDemo,
    userId: remoteUser === null ? null : toEntityId<UserId>(id, remoteUser),
    capabilities: identity.capabilities,
  }
  return { account, remoteAccountId: identity.remoteAccountId, origin }
}
