import type { Account } from '#shared/domain/account.ts'
import type { AccountId } from '#shared/domain/ids.ts'
import type { SyncPhase, SyncStatus } from '#shared/ipc/sync-status.ts'
import type { WakeReason } from '../sync/scheduler.ts'
import type { AccountRecord } from './account-registry.ts'
import type { AccountSync } from './account-sync.ts'

/** The syncs of all accounts, and the two reasons that hold them all: working offline, and no window to write to. */
export interface AccountSyncs {
  /** Starts an account's sync, or starts it anew with a new token. */
  start(record: AccountRecord): Promise<void>
  stop(id: AccountId): Promise<void>
  /** One account, or all. */
  wake(reason: WakeReason, id: AccountId | null): void
  setOffline(isOffline: boolean): void
  setWindow(hasWindow: boolean): void
  statuses(): readonly SyncStatus[]
  close(): Promise<void>
}

export function createAccountSyncs(
  createSync: (record: AccountRecord) => AccountSync,
  isOfflineAtStart: boolean,
): AccountSyncs {
  const syncs = new Map<AccountId, AccountSync>()
  let isOffline = isOfflineAtStart
  let hasWindow = false

  const held = (): SyncPhase | null => {
    if (isOffline) return { kind: 'offline' }
    return hasWindow ? null : { kind: 'idle' }
  }
  const holdAll = () => {
    for (const sync of syncs.values()) sync.setHeld(held())
  }
  async function stop(id: Account['id']): Promise<void> {
    const sync = syncs.get(id)
    syncs.delete(id)
    await sync?.close()
  }

  return {
    async start(record) {
      await stop(record.account.id)
      const sync = createSync(record)
      syncs.set(record.account.id, sync)
      sync.setHeld(held())
    },
    stop,
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
    statuses: () => [...syncs.values()].map((sync) => sync.status()),
    close: async () => void (await Promise.all([...syncs.keys()].map(stop))),
  }
}
