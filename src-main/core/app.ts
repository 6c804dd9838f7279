import { commands } from '#shared/ipc/commands.ts'
import type { Caller, Commands, HandlersOf, StoreCommands } from '#shared/ipc/contract.ts'
import type { Channel } from '#shared/ipc/envelope.ts'
import type { EventName, EventPayload } from '#shared/ipc/events.ts'
import { createPeer, type Peer } from '#shared/ipc/peer.ts'
import { storeCommands } from '#shared/ipc/store-commands.ts'
import { openAccountRegistry } from './accounts/account-registry.ts'
import { createAccountSync } from './accounts/account-sync.ts'
import { createAccountSyncs } from './accounts/account-syncs.ts'
import { createConnectorFactory } from './accounts/connector-factory.ts'
import { readSettings, writeSettings } from './accounts/settings.ts'
import { createSignIn } from './accounts/sign-in.ts'
import { createAccountHandlers } from './api/account-handlers.ts'
import { createAppHandlers } from './api/app-handlers.ts'
import { createOutboxHandlers } from './api/outbox-handlers.ts'
import { createStoreLine } from './api/store-line.ts'
import { createSyncHandlers } from './api/sync-handlers.ts'
import type { WindowContext } from './api/window-context.ts'
import type { Clock } from './ports/clock.ts'
import type { DemoCrmPort } from './ports/demo-crm.ts'
import type { LocalStore } from './ports/local-store.ts'
import type { Logger } from './ports/logger.ts'
import type { Network } from './ports/network.ts'
import type { Random } from './ports/random.ts'
import type { SecretStore } from './ports/secret-store.ts'
import { Journal } from './sync/journal.ts'

/** What a host has to bring. */
export interface AppPorts {
  readonly host: 'electron' | 'browser'
  readonly version: string
  readonly clock: Clock
  readonly random: Random
  readonly network: Network
  readonly logger: Logger
  readonly secrets: SecretStore
  readonly local: LocalStore
  readonly demoCrm: DemoCrmPort
  /** File of the journal, in the profile folder. */
  readonly journalPath: string
}

export interface App {
  /** Serves one window until its channel closes. */
  connectWindow(channel: Channel): void
  /** Stops syncs, closes the journal. */
  close(): Promise<void>
}

/** Wires core together. @throws {AppError} `storage/failed` when the profile cannot be read */
export async function createApp(ports: AppPorts): Promise<App> {
  const { local, network, clock, random, logger, secrets, demoCrm } = ports
  const windows = createWindows()
  const store = createStoreLine()
  const journal = new Journal(ports.journalPath)
  if (journal.unreadable > 0) logger.warn('the journal holds edits that cannot be read', { count: journal.unreadable })
  const registry = await openAccountRegistry(local)
  const settings = await readSettings(local)
  let isOffline = settings.isOffline

  const connectors = createConnectorFactory({ network, clock, random, logger })
  const signIn = createSignIn({ registry, secrets, random, demoCrm, connectors })
  const onStatus = () => windows.emit('sync/changed', { isOffline, statuses: [...syncs.statuses()] })
  const accountsOf = () => registry.all().map(({ account }) => account)
  const syncs = createAccountSyncs(
    (record) => createAccountSync({ record, signIn, connectors, journal, store, clock, random, logger, onStatus }),
    isOffline,
  )
  for (const record of registry.all()) await syncs.start(record)

  async function setOffline(next: boolean): Promise<void> {
    isOffline = next
    await writeSettings(local, { isOffline })
    syncs.setOffline(isOffline)
    onStatus()
  }

  const handlers: HandlersOf<Commands, WindowContext> = {
    ...createAppHandlers({ ports, accounts: accountsOf, syncs, isOffline: () => isOffline }),
    ...createAccountHandlers({
      signIn,
      registry,
      journal,
      syncs,
      onChanged: () => windows.emit('accounts/changed', { accounts: accountsOf() }),
    }),
    ...createOutboxHandlers(journal, registry, syncs),
    ...createSyncHandlers({ store, syncs, setOffline }),
  }

  return {
    connectWindow(channel) {
      windows.open(channel, handlers, logger, (window) => {
        if (store.detach(window)) syncs.setWindow(false)
      })
    },
    async close() {
      // A window that does not answer must not keep the app from ending; what it was told is told again.
      store.close()
      await syncs.close()
      journal.close()
    },
  }
}

/** Every open window, for what all of them are told. */
function createWindows() {
  const open = new Set<Peer<StoreCommands>>()
  return {
    emit<N extends EventName>(name: N, payload: EventPayload<N>): void {
      for (const window of open) window.emit(name, payload)
    },
    open(
      channel: Channel,
      handlers: HandlersOf<Commands, WindowContext>,
      logger: Logger,
      onClosed: (window: Caller<StoreCommands>) => void,
    ): void {
      const context: { window: Caller<StoreCommands> } = {
        window: { call: async (name, input) => window.call(name, input) },
      }
      const window = createPeer({
        channel,
        serves: { table: commands, handlers, context },
        asks: storeCommands,
        onRefused: (error) => logger.warn('message refused', { code: error.code, message: error.message }),
      })
      open.add(window)
      channel.onClose(() => {
        open.delete(window)
        onClosed(context.window)
      })
    },
  }
}
