import type { MainBridge } from '../ipc/bridge-channel.ts'
import { createBridgeChannel } from '../ipc/bridge-channel.ts'
import { createMainClient, type MainClient } from '../ipc/main-client.ts'
import { createSocketChannel, socketUrlOf } from '../ipc/socket-channel.ts'
import { CacheDb } from '../db/cache-db.ts'
import { createRowsChannel, type RowsChannel } from '../db/rows-channel.ts'
import type { StoreContext } from '../db/store-context.ts'
import { createStoreHandlers } from '../db/store-handlers.ts'
import { DATABASE, openSearchWorker } from '../search/open-search-worker.ts'
import { createEasyPace } from '../search/easy-pace.ts'
import { createSearchClient, type SearchClient } from '../search/search-client.ts'

declare global {
  interface Window {
    /** Put there by the preload; absent under the browser host. */
    readonly kartoteka?: MainBridge
  }
}

/** What the stores work with. Tests provide their own. */
export interface Services {
  readonly context: StoreContext
  readonly main: MainClient
  readonly search: SearchClient
  /** Hears what this window and others commit. */
  readonly rows: Pick<RowsChannel, 'listen'>
  readonly locks: Pick<LockManager, 'request'>
}

let services: Services | null = null
let ownWorker: Worker | null = null

/** Begins to fetch the search worker, before anybody asks it for anything. */
export function provideSearchWorker(worker: Worker): void {
  ownWorker = worker
}

/** Replaces the services of this window; to be called before the first store is used. */
export function provideServices(provided: Services): void {
  services = provided
}

/** The services of this window, made when they are first needed. */
export function useServices(): Services {
  services ??= createServices()
  return services
}

function createServices(): Services {
  const context: StoreContext = {
    db: new CacheDb(DATABASE),
    rows: createRowsChannel(),
    now: () => Date.now(),
    uuid: () => crypto.randomUUID(),
  }
  const { kartoteka } = window
  const main = createMainClient({
    connect: async () =>
      kartoteka === undefined ? createSocketChannel(socketUrlOf(window.location)) : createBridgeChannel(kartoteka),
    handlers: createStoreHandlers(context),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    chance: () => Math.random(),
    // A message that the schema refuses was answered with a failure already, or was nothing that anybody waits for.
    // eslint-disable-next-line no-console -- the only log that a window has
    onRefused: (error) => console.warn(error.code, error.message),
  })
  const worker = ownWorker ?? openSearchWorker()
  const search = createSearchClient(worker, DATABASE, createEasyPace(window))
  return { context, main, search, rows: createRowsChannel(), locks: navigator.locks }
}
