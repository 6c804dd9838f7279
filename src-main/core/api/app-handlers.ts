import type { Account } from '#shared/domain/account.ts'
import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import type { AccountSyncs } from '../accounts/account-syncs.ts'
import type { SecretStore } from '../ports/secret-store.ts'
import type { WindowContext } from './window-context.ts'

export interface AppHandlerOptions {
  readonly ports: { readonly version: string; readonly host: 'electron' | 'browser'; readonly secrets: SecretStore }
  readonly accounts: () => readonly Account[]
  readonly syncs: AccountSyncs
  readonly isOffline: () => boolean
}

/** What a window asks first. */
export function createAppHandlers({
  ports,
  accounts,
  syncs,
  isOffline,
}: AppHandlerOptions): Pick<HandlersOf<Commands, WindowContext>, 'app/describe'> {
  return {
    'app/describe': async () => ({
      version: ports.version,
      host: ports.host,
      secretsIn: ports.secrets.protection,
      isOffline: isOffline(),
      accounts: [...accounts()],
      statuses: [...syncs.statuses()],
    }),
  }
}
