import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import type { AccountSyncs } from '../accounts/account-syncs.ts'
import type { StoreLine } from './store-line.ts'
import type { WindowContext } from './window-context.ts'

export interface SyncHandlerOptions {
  readonly store: StoreLine
  readonly syncs: AccountSyncs
  readonly setOffline: (isOffline: boolean) => Promise<void>
}

/** When syncs run, and into which window they write. */
export function createSyncHandlers({
  store,
  syncs,
  setOffline,
}: SyncHandlerOptions): Pick<HandlersOf<Commands, WindowContext>, 'sync/run' | 'sync/set-offline' | 'store/attach'> {
  return {
    'sync/run': async ({ accountId, reason }) => {
      syncs.wake(reason, accountId)
      return {}
    },
    'sync/set-offline': async ({ isOffline }) => {
      await setOffline(isOffline)
      return {}
    },
    'store/attach': async (_input, { window }) => {
      store.attach(window)
      syncs.setWindow(true)
      return {}
    },
  }
}
