import type { Account } from '#shared/domain/account.ts'
import { toEntityId, remoteIdOf, type AccountId, type UserId } from '#shared/domain/ids.ts'
import type { Provider } from '#shared/domain/providers.ts'
import type { Rights } from '#shared/domain/rights.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Connector, Identity } from '../connectors/connector.ts'
import type { OAuthGrant } from '../connectors/credentials.ts'
import type { CodeInput, ConsentInput, ConsentPlace, PageInput, TokenInput } from '../connectors/sign-in-dialect.ts'
import { fixedAccess, type Credentials } from '../http/access.ts'
import type { Clock } from '../ports/clock.ts'
import type { DemoCrmPort } from '../ports/demo-crm.ts'
import type { Random } from '../ports/random.ts'
import type { AccountMemory } from '../sync/account-memory.ts'
import type { AccountAccess } from './account-access.ts'
import { toMemory, type AccountRecord, type AccountRegistry } from './account-registry.ts'
import { credentialsOf, type AccountSecret } from './account-secret.ts'
import type { ConnectorFactory } from './connector-factory.ts'
import { bestName, isPublic, isSameAccount } from './same-account.ts'
import { createTurns, type InTurn } from './turns.ts'
import { withDeadline } from './with-deadline.ts'

export interface SignInOptions {
  readonly registry: AccountRegistry
  readonly memory: AccountMemory
  readonly access: AccountAccess
  readonly random: Random
  readonly demoCrm: DemoCrmPort
  readonly connectors: ConnectorFactory
  readonly clock: Clock
  /** For what changes the list of accounts, or who is on it. */
  readonly inTurn: InTurn
}

interface ToAccount {
  readonly provider: Provider
  /** To be signed in to again; no other account may answer then. */
  readonly accountId?: AccountId | undefined
}

export type TokenSignIn = ToAccount & TokenInput

/** An empty `clientSecret` means the one that is known already. */
export type CodeSignIn = ToAccount & CodeInput

/** The same without the code, which the user's browser brings. */
export type ConsentSignIn = ToAccount & ConsentInput

/** What leads to the CRM's page alone. */
export type ConsentPageInput = { readonly provider: Provider } & PageInput

/** What a window may know of how an account was signed in to: all but the secrets. */
export type SignInFacts =
  { readonly way: 'token' } | { readonly way: 'code'; readonly clientId: string; readonly redirectUri: string }

/** Long enough for a slow line; a person is looking at the button. */
const SIGN_IN_DEADLINE_MS = 30_000

/** Entering accounts, and what is needed to enter them again. */
export interface SignIn {
  /**
   * Checks address and token against the CRM and keeps them. Signing in to a known account again replaces its token.
   * @throws {AppError} `input/invalid` with `details.field`; `auth/denied` (`another-account`) when it was to be signed in
   *   to another account than the one that answered; else what the CRM answered
   */
  connect(input: TokenSignIn): Promise<AccountRecord>
  /** The same with the code that the CRM gives to a user who lets an integration in. */
  connectWithCode(input: CodeSignIn): Promise<AccountRecord>
  /** Where such a code comes from by way of the browser; nothing is asked yet. @throws {AppError} `input/invalid` */
  prepareConsent(input: ConsentSignIn): Promise<ConsentPlace>
  /** Address of the CRM's page that gives out such a code, for whoever brings it by hand. @throws {AppError} `input/invalid` */
  consentPage(input: ConsentPageInput): string
  connectDemo(provider: Provider): Promise<AccountRecord>
  describe(record: AccountRecord): Promise<SignInFacts>
  /** Within the caller's turn. */
  forget(record: AccountRecord): Promise<void>
}

interface Entry {
  readonly provider: Provider
  /** `null` for the demo CRM, which hands out its token anew each time. */
  readonly secret: AccountSecret | null
  readonly credentials: Credentials
  /** The account that has to answer, `undefined` when any may. */
  readonly expected: AccountId | undefined
}

/** Who has answered, and what they may do. */
type Entered = Identity & { readonly rights: Rights }

/** Rights are known before the account is there: no edit is to be taken that its user may not make. */
async function identifyUser(connector: Connector, signal: AbortSignal): Promise<Entered> {
  const identity = await connector.identify(signal)
  return { ...identity, rights: await connector.readRights(signal) }
}

/** Signs in over connectors; secrets stay in the secret store. */
export function createSignIn(options: SignInOptions): SignIn {
  const { registry, memory, access, random, demoCrm, connectors, clock } = options
  const codes = createCodeExchange(connectors, clock)
  const keptSecretOf = createKeptSecrets(options)
  /** One sign-in at a time: a code is good once. */
  const oneByOne = createTurns()

  async function enter(entry: Entry): Promise<AccountRecord> {
    const { provider, credentials } = entry
    // The id of a new account is decided only when the CRM has said which account it is.
    const newId = `a${random.uuid().replaceAll('-', '').slice(0, 11)}` as AccountId
    const connector = connectors.create(provider, newId, fixedAccess(credentials))
    const identity = await withDeadline(clock, SIGN_IN_DEADLINE_MS, (signal) => identifyUser(connector, signal))
    // Of two to one new account, the second has to find what the first has saved.
    return options.inTurn(() => keep(entry, identity, newId))
  }

  async function keep(
    { secret, credentials, expected }: Entry,
    identity: Entered,
    newId: AccountId,
  ): Promise<AccountRecord> {
    const isDemo = secret === null
    const known = findKnown(identity, credentials.origin, isDemo)
    if (expected !== undefined && known !== expected) {
      throw new AppError('auth/denied', 'another account has answered', { details: { reason: 'another-account' } })
    }
    const id = known ?? newId
    const record = withBefore(registry.find(id), toRecord(id, identity, credentials.origin, isDemo))
    // First of all whose edits these will be: an edit is taken as soon as the account is there.
    memory.remember(toMemory(record))
    // The secret before the account: an account without a token would be worse than a token without an account.
    if (secret !== null) await access.put(record, secret)
    await registry.save(record)
    return record
  }

  /** The list of accounts may have been lost; the journal then still knows whose edits it holds. */
  function findKnown(identity: Identity, origin: string, isDemo: boolean): AccountId | undefined {
    const listed = registry.all().map(toMemory)
    return [...listed, ...memory.list()].find((account) => isSameAccount(account, identity, origin, isDemo))?.accountId
  }

  return {
    connect: (input) =>
      oneByOne(async () => {
        const credentials = connectors.signInOf(input.provider).parseToken(input)
        const secret: AccountSecret = { kind: 'long-lived', ...credentials }
        return enter({ provider: input.provider, secret, credentials, expected: input.accountId })
      }),
    connectWithCode: (input) =>
      oneByOne(async () => {
        const given = connectors.signInOf(input.provider).parseCode(input, await keptSecretOf(input.accountId))
        const grant = await codes.exchange(input.provider, given)
        const secret: AccountSecret = { kind: 'oauth', ...grant }
        const credentials = credentialsOf(secret)
        const entered = await enter({ provider: input.provider, secret, credentials, expected: input.accountId })
        codes.forget()
        return entered
      }),
    prepareConsent: async (input) =>
      connectors.signInOf(input.provider).parseConsent(input, await keptSecretOf(input.accountId)),
    consentPage: ({ provider, ...input }) => connectors.signInOf(provider).consentPage(input, random.uuid()),
    connectDemo: (provider) =>
      oneByOne(async () => {
        const credentials = await demoCrm.start(provider)
        return enter({ provider, secret: null, credentials, expected: undefined })
      }),
    describe: async (record) => toFacts(await access.secretOf(record)),
    async forget(record) {
      await access.forget(record)
      await registry.remove(record.account.id)
      memory.forget(record.account.id)
    },
  }
}

function toFacts(secret: AccountSecret | null): SignInFacts {
  if (secret?.kind !== 'oauth') return { way: 'token' }
  const { clientId, redirectUri } = secret
  return { way: 'code', clientId, redirectUri }
}

/** Of the integration by which an account was signed in to before. */
function createKeptSecrets({ registry, access }: SignInOptions) {
  return async (id: AccountId | undefined): Promise<ReturnType<typeof keptFor>> => {
    const record = id === undefined ? undefined : registry.find(id)
    const kept = record === undefined ? null : await access.secretOf(record)
    return kept?.kind === 'oauth' ? keptFor(kept) : () => null
  }
}

/** The key that was typed once, for the same integration, and for nobody whom it was not meant for. */
const keptFor = (grant: OAuthGrant) => (clientId: string, origin: string) => {
  const isAtHome = origin === grant.origin || (isPublic(origin) && isPublic(grant.origin))
  return clientId === grant.clientId && isAtHome ? grant.clientSecret : null
}

/**
 * A code is good once. When the account cannot be reached right after its exchange, the user tries again with the same
 * code, and has to get the pair that it brought.
 */
function createCodeExchange(connectors: ConnectorFactory, clock: Clock) {
  let last: { readonly key: string; readonly grant: OAuthGrant } | null = null
  return {
    async exchange(provider: Provider, given: Parameters<ConnectorFactory['exchangeCode']>[1]): Promise<OAuthGrant> {
      const key = JSON.stringify([provider, given])
      if (last?.key === key) return last.grant
      const grant = await withDeadline(clock, SIGN_IN_DEADLINE_MS, (signal) =>
        connectors.exchangeCode(provider, given, signal),
      )
      last = { key, grant }
      return grant
    },
    forget() {
      last = null
    },
  }
}

const withBefore = (before: AccountRecord | undefined, record: AccountRecord): AccountRecord => ({
  ...before,
  ...record,
  // What was chosen for it stays.
  account: { ...record.account, ...chosenFor(before?.account) },
  remoteAccountId: bestName(before?.remoteAccountId, record),
})

const chosenFor = (before: Account | undefined): Pick<Account, 'writeBatch'> =>
  before?.writeBatch === undefined ? {} : { writeBatch: before.writeBatch }

function toRecord(id: AccountId, identity: Entered, origin: string, isDemo: boolean): AccountRecord {
  const remoteUser = identity.userId === null ? null : remoteIdOf(identity.userId)
  const account: Account = {
    id,
    provider: identity.provider,
    name: identity.accountName,
    address: new URL(origin).host,
    isDemo,
    userId: remoteUser === null ? null : toEntityId<UserId>(id, remoteUser),
    capabilities: identity.capabilities,
    rights: identity.rights,
  }
  return { account, remoteAccountId: identity.remoteAccountId, origin }
}
