import type { AccountId, ContactId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { SyncPhase, SyncStatus } from '#shared/ipc/sync-status.ts'
import type { Wanted } from '../sync/look-up.ts'
import type { WakeReason } from '../sync/scheduler.ts'
import type { AccountRecord } from './account-registry.ts'
import type { AccountSync } from './account-sync.ts'

/** The syncs of all accounts, and the two reasons that hold them all: working offline, and no window to write to. */
export interface AccountSyncs {
  /** Starts an account's sync, or starts it anew with a new token. */
  start(record: AccountRecord): Promise<void>
  stop(id: AccountId): Promise<void>
  /** Whether an account's edits are taken: from its start until it is stopped. */
  has(id: AccountId): boolean
  /** One account, or all. */
  wake(reason: WakeReason, id: AccountId | null): void
  setOffline(isOffline: boolean): void
  setWindow(hasWindow: boolean): void
  /** @throws {AppError} `state/refused` with reason `unknown-account`; as `AccountSync.lookUp` */
  lookUp(id: AccountId, wish: Wanted): Promise<readonly ContactId[]>
  statuses(): readonly SyncStatus[]
  /** For whoever looks into a failure; `null` when it does not run. */
  describe(id: AccountId): ReturnType<AccountSync['describe']> | null
  close(): Promise<void>
}

export function createAccountSyncs(
  createSync: (record: AccountRecord) => AccountSync,
  isOfflineAtStart: boolean,
): AccountSyncs {
  const syncs = new Map<AccountId, AccountSync>()
  let isOffline = isOfflineAtStart
  let hasWindow = false
  let isClosed = false
  const taking = new Set<AccountId>()

  const held = (): SyncPhase | null => {
    if (isOffline) return { kind: 'offline' }
    return hasWindow ? null : { kind: 'idle' }
  }
  const holdAll = () => {
    for (const sync of syncs.values()) sync.setHeld(held())
  }
  /** One after the other: two starts side by side would leave two engines on one account, each sending its edits. */
  const changing = new Map<AccountId, Promise<void>>()
  function change(id: AccountId, work: () => Promise<void>): Promise<void> {
    const turn = (changing.get(id) ?? Promise.resolve()).then(work)
    changing.set(
      id,
      turn.catch(() => undefined),
    )
    return turn
  }
  async function begin(record: AccountRecord): Promise<void> {
    const { id } = record.account
    await syncs.get(id)?.close()
    if (isClosed) return
    const sync = createSync(record)
    syncs.set(id, sync)
    sync.setHeld(held())
  }
  async function stop(id: AccountId): Promise<void> {
    taking.delete(id)
    await change(id, async () => {
      await syncs.get(id)?.close()
      if (!taking.has(id)) syncs.delete(id)
    })
  }

  return {
    async start(record) {
      taking.add(record.account.id)
      await change(record.account.id, () => begin(record))
    },
    stop,
    has: (id) => taking.has(id),
    wake(reason, id) {
      for (const [accountId, sync] of syncs) if (id === null || id === accountId) sync.wake(reason)
    },
    setOffline(next) {
      isOffline = next
      holdAll()
    },
    setWindow(next) {
      hasWindow = next
      holdAll()
    },
    async lookUp(id, wish) {
      return (syncs.get(id) ?? nobody).lookUp(wish)
    },
    statuses: () => [...syncs.values()].map((sync) => sync.status()),
    describe: (id) => syncs.get(id)?.describe() ?? null,
    async close() {
      isClosed = true
      await Promise.all([...syncs.keys()].map(stop))
    },
  }
}

/** Of an account that does not run. */
const nobody: Pick<AccountSync, 'lookUp'> = {
  async lookUp() {
    throw new AppError('state/refused', 'no such account', { details: { reason: 'unknown-account' } })
  },
}
