import { createPinia, setActivePinia } from 'pinia'
import { expect, vi } from 'vitest'
import type { Account } from '#shared/domain/account.ts'
import { unknownRights } from '#shared/domain/rights.ts'
import type { SyncStatus } from '#shared/ipc/sync-status.ts'
import type { Connection } from '#renderer/ipc/main-client.ts'
import { useAppStore } from '#renderer/stores/app-store.ts'
import { useContactListStore } from '#renderer/stores/contact-list-store.ts'
import { provideServices } from '#renderer/stores/services.ts'
import { account, FakeMain } from './cache-base.ts'
import { applyNames, someSearch } from './search-base.ts'

/** An account with a CRM that has room for one company. */
export const someAccount: Account = {
  id: account,
  provider: 'amocrm',
  name: 'Demo',
  address: 'demo',
  isDemo: true,
  userId: null,
  capabilities: {
    deleteContacts: false,
    tags: true,
    leads: false,
    requisites: null,
    tagStore: 'list',
    trash: true,
    layouts: false,
    links: [],
    newFields: [],
    ...{ chats: true, bindsChats: true },
    companiesPerContact: 'one',
    phoneKinds: [],
    emailKinds: [],
    adminOnly: [],
  },
  rights: unknownRights,
}

/** A main that describes itself, on line until it is cut. */
export class OnlineMain extends FakeMain {
  readonly connection = 'online' as const
  statuses: readonly SyncStatus[] = []
  readonly #watchers = new Set<(connection: Connection) => void>()
  override async call(...asked: Parameters<FakeMain['call']>): Promise<never> {
    const [name] = asked
    const described = { version: '1', host: 'browser', secretsIn: 'os', isOffline: false, accounts: [someAccount] }
    const answer = await super.call(...asked)
    const told = { ...described, statuses: this.statuses, readOnly: null, notices: [] }
    return (name === 'app/describe' ? told : answer) as never
  }
  on = () => () => undefined
  onConnection = (hear: (connection: Connection) => void) => {
    this.#watchers.add(hear)
    return () => undefined
  }

  cut(): void {
    for (const hear of this.#watchers) hear('lost')
  }
}

/** A window that has started over a cache with these contacts. */
export async function openWindow(names: Readonly<Record<string, string>>, statuses: readonly SyncStatus[] = []) {
  const { context, search, rows } = someSearch()
  await applyNames(context, names)
  const main = new OnlineMain()
  main.statuses = statuses
  const locks = { request: (...args: unknown[]) => (args.at(-1) as () => Promise<unknown>)() }
  provideServices({ context, search, rows, main, locks })
  setActivePinia(createPinia())
  const [app, list] = [useAppStore(), useContactListStore()]
  await app.start()
  await vi.waitFor(() => expect(list.total).toBe(Object.keys(names).length))
  return { context, main, app, list }
}
