import type { AccountId } from '#shared/domain/ids.ts'
import type { Provider } from '#shared/domain/providers.ts'
import type { Access } from '../http/access.ts'
import type { Clock } from '../ports/clock.ts'
import type { DemoCrmPort } from '../ports/demo-crm.ts'
import type { Logger } from '../ports/logger.ts'
import type { SecretStore } from '../ports/secret-store.ts'
import type { AccountRecord } from './account-registry.ts'
import { secretFromText, secretToText, type AccountSecret } from './account-secret.ts'
import type { ConnectorFactory } from './connector-factory.ts'
import { TokenKeeper } from './token-keeper.ts'

export interface AccountAccessOptions {
  readonly secrets: SecretStore
  readonly demoCrm: DemoCrmPort
  readonly connectors: Pick<ConnectorFactory, 'refresh'>
  readonly clock: Clock
  readonly logger: Logger
  /** Told where an account lives, whenever that has been read or has changed. */
  readonly onOrigin: (id: AccountId, origin: string) => void
}

/** The secrets of all accounts. Per account there is one keeper, whoever works with it. */
export interface AccountAccess {
  of(record: AccountRecord): Access
  /** What opens an account now, `null` when nothing does. Stays in main. */
  secretOf(record: AccountRecord): Promise<AccountSecret | null>
  /** Durable when it resolves. */
  put(record: AccountRecord, secret: AccountSecret): Promise<void>
  forget(record: AccountRecord): Promise<void>
  /** Lets a new pair that is on its way reach the disk, within reason: the old one may be dead already. */
  close(): Promise<void>
}

/** As long as the CRM is given to answer, and a little for the disk. */
const CLOSE_MS = 25_000

const secretKey = (id: AccountId) => `account.${id}`

export function createAccountAccess(options: AccountAccessOptions): AccountAccess {
  const { secrets, demoCrm, connectors, clock, logger, onOrigin } = options
  const keepers = new Map<AccountId, TokenKeeper>()

  function keeperOf({ account: { id, provider }, origin }: AccountRecord): TokenKeeper {
    const known = keepers.get(id)
    if (known !== undefined) return known
    const keeper = new TokenKeeper({
      read: async () => secretFromText((await secrets.read(secretKey(id))) ?? '', origin),
      save: (secret) => secrets.write(secretKey(id), secretToText(secret)),
      remove: () => secrets.remove(secretKey(id)),
      refresh: (grant) => connectors.refresh(provider, id, grant),
      onOrigin: (now) => onOrigin(id, now),
      clock,
      logger,
    })
    keepers.set(id, keeper)
    return keeper
  }

  return {
    of: (record) => (record.account.isDemo ? createDemoAccess(demoCrm, record.account.provider) : keeperOf(record)),
    secretOf: async (record) => (record.account.isDemo ? null : keeperOf(record).peek()),
    put: (record, secret) => keeperOf(record).put(secret),
    async forget(record) {
      await keeperOf(record).forget()
      keepers.delete(record.account.id)
    },
    async close() {
      const settled = Promise.all([...keepers.values()].map((keeper) => keeper.settle()))
      const done = new AbortController()
      await Promise.race([settled, clock.sleep(CLOSE_MS, done.signal).catch(() => undefined)])
      done.abort()
    },
  }
}

/** Of the embedded CRM nothing is kept: it hands out its token when it starts, and its port is another each time. */
const createDemoAccess = (demoCrm: DemoCrmPort, provider: Provider): Access => ({
  authorize: () => demoCrm.start(provider),
  refused: async () => Promise.resolve(false),
})
