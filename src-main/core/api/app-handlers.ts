import type { Account } from '#shared/domain/account.ts'
import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import type { Notice } from '#shared/ipc/notices.ts'
import type { AccountSyncs } from '../accounts/account-syncs.ts'
import type { SecretStore } from '../ports/secret-store.ts'
import type { WindowContext } from './window-context.ts'

export interface AppHandlerOptions {
  readonly ports: { readonly version: string; readonly host: 'electron' | 'browser'; readonly secrets: SecretStore }
  readonly accounts: () => readonly Account[]
  readonly syncs: AccountSyncs
  readonly isOffline: () => boolean
  readonly notices: { all(): readonly Notice[]; dismiss(id: string): Promise<void> }
  readonly onNotices: () => void
}

/** What a window asks first. */
export function createAppHandlers({
  ports,
  accounts,
  syncs,
  isOffline,
  notices,
  onNotices,
}: AppHandlerOptions): Pick<HandlersOf<Commands, WindowContext>, 'app/describe' | 'app/dismiss-notice'> {
  return {
    'app/describe': async () => ({
      version: ports.version,
      host: ports.host,
      secretsIn: ports.secrets.protection,
      isOffline: isOffline(),
      accounts: [...accounts()],
      statuses: [...syncs.statuses()],
      readOnly: null,
      notices: [...notices.all()],
    }),
    'app/dismiss-notice': async ({ id }) => {
      await notices.dismiss(id)
      onNotices()
      return {}
    },
  }
}
