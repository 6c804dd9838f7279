import { shallowRef } from 'vue'
import type { Account } from '#shared/domain/account.ts'
import type { Notice, ReadOnlyReason } from '#shared/ipc/notices.ts'
import type { SyncStatus } from '#shared/ipc/sync-status.ts'
import type { MainClient } from '../ipc/main-client.ts'

/** What main tells of itself, kept up to date over its events and read anew on every new line. */
export function useMainState(main: MainClient) {
  const connection = shallowRef(main.connection)
  const host = shallowRef<'electron' | 'browser'>('browser')
  const secretsIn = shallowRef<'os' | 'file'>('file')
  const version = shallowRef('')
  const accounts = shallowRef<readonly Account[]>([])
  const isOffline = shallowRef(false)
  const statuses = shallowRef<readonly SyncStatus[]>([])
  const readOnly = shallowRef<ReadOnlyReason | null>(null)
  const notices = shallowRef<readonly Notice[]>([])

  async function describe(): Promise<void> {
    const description = await main.call('app/describe', {})
    host.value = description.host
    secretsIn.value = description.secretsIn
    version.value = description.version
    accounts.value = description.accounts
    isOffline.value = description.isOffline
    statuses.value = description.statuses
    readOnly.value = description.readOnly
    notices.value = description.notices
  }

  function listen(): void {
    connection.value = main.connection
    main.on('accounts/changed', (changed) => (accounts.value = changed.accounts))
    main.on('notices/changed', (changed) => (notices.value = changed.notices))
    main.on('sync/changed', (changed) => {
      isOffline.value = changed.isOffline
      statuses.value = changed.statuses
    })
    main.onConnection((changed) => {
      connection.value = changed
      // What was told while the line was cut was not heard. A line that is cut again brings the next one.
      if (changed === 'online') void describe().catch(() => undefined)
    })
  }

  function whenOnline(): Promise<void> {
    if (main.connection === 'online') return Promise.resolve()
    return new Promise((resolve) => {
      const stop = main.onConnection((changed) => {
        if (changed !== 'online') return
        stop()
        resolve()
      })
    })
  }

  return {
    ...{ connection, host, secretsIn, version, accounts, isOffline, statuses, readOnly, notices },
    ...{ describe, listen, whenOnline },
  }
}
