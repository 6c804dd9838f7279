import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { parseWebhook } from '#core/connectors/bitrix24/portal-address.ts'
import { socketNetwork } from '#core/http/socket-network.ts'
import { createApp, type App } from '#core/app.ts'
import type { Clock } from '#core/ports/clock.ts'
import type { DemoCrmPort } from '#core/ports/demo-crm.ts'
import type { RateRule } from '#core/throttle/rate-rule.ts'
import { startDemoCrm, type DemoCrm, type DemoCrmOptions } from '#demo-crm/server.ts'
import { createFileLocalStore } from '#hosts/node/file-local-store.ts'
import { redirectListener } from '#hosts/node/redirect-listener.ts'
import { createFileSecretStore, plainCipher } from '#hosts/node/file-secret-store.ts'
import { systemClock } from '#hosts/node/system-clock.ts'
import { systemRandom } from '#hosts/node/system-random.ts'
import { acceptMutation } from '#renderer/db/accept-mutation.ts'
import { CacheDb } from '#renderer/db/cache-db.ts'
import { editContact } from '#renderer/db/edit-contact.ts'
import { reconcile } from '#renderer/db/reconcile.ts'
import type { ContactRow } from '#renderer/db/rows.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import { createStoreHandlers } from '#renderer/db/store-handlers.ts'
import { createMainClient, type MainClient } from '#renderer/ipc/main-client.ts'
import type { Account } from '#shared/domain/account.ts'
import type { Provider } from '#shared/domain/providers.ts'
import type { FieldEdit } from '#shared/domain/field-edit.ts'
import { toEntityId, type ContactId, type RemoteId } from '#shared/domain/ids.ts'
import type { Mutation, Problem } from '#shared/domain/mutation.ts'
import type { SyncPhase } from '#shared/ipc/sync-status.ts'
import { channelPair } from './channel-pair.ts'
import { createDemoControl, type DemoControl } from './demo-control.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/**
 * The whole product in one Node process: a demo CRM over HTTP, core with its journal on disk, and the window's cache
 * in (fake) IndexedDB, joined by a line that clones its messages.
 */
export interface World {
  readonly demo: () => DemoControl
  readonly crm: () => DemoCrm
  /** Folder of the profile. */
  readonly folder: string
  readonly main: () => MainClient
  readonly context: () => StoreContext
  readonly account: Account
  /** The token of the account. */
  readonly secret: () => string
  readonly id: (remote: number) => ContactId
  readonly row: (id: ContactId) => Promise<ContactRow | undefined>
  readonly rows: () => Promise<readonly ContactRow[]>
  accept(mutation: Mutation): Promise<Mutation>
  edit(id: ContactId, edit: FieldEdit): Promise<Mutation>
  pendingCount(): Promise<number>
  problems(): Promise<readonly Problem[]>
  phase(): Promise<SyncPhase>
  /** Asks for a sync and waits until nothing is pending but what is set aside; what stays here is not pending. */
  settle(): Promise<void>
  /** Signs in with the same address and token, again or after a sign-out. */
  signIn(): Promise<Account>
  /** Another client of the same account creates a contact. */
  postContact(body: Readonly<Record<string, unknown>>): Promise<void>
  /** Connection refused from here on. */
  cutNetwork(): Promise<void>
  /** @param meanwhile is done at the CRM before anything reaches it from here */
  mendNetwork(meanwhile?: () => Promise<unknown>): Promise<void>
  /** Moves the clock of this device; the CRM's goes on as it was. */
  putClock(ms: number): void
  /** The window goes and another one comes, with an empty cache; the app goes on. */
  replaceWindow(): Promise<void>
  /** Ends app and window and starts both again on the same profile. */
  restart(options?: { readonly wipeCache?: boolean; readonly meanwhile?: () => Promise<void> }): Promise<void>
}

const PATIENCE = { timeout: 20_000, interval: 20 }

/** Waits until `check` no longer throws; for conditions that only time can bring about. */
export const eventually = async <T>(check: () => Promise<T> | T): Promise<T> => vi.waitFor(check, PATIENCE)

interface WorldOptions extends DemoCrmOptions {
  /** As which kind of CRM the demo CRM is signed in to. */
  readonly provider?: Provider
}

/** What opens the demo CRM as one of a kind. */
export const keyOf = (crm: DemoCrm, provider: Provider) =>
  provider === 'amocrm'
    ? { provider, address: crm.amocrm.url, token: crm.amocrm.token }
    : { provider, address: '', token: crm.bitrix24.webhook }

/** Starts a world that has pulled its base. */
export async function startWorld({ provider = 'amocrm', ...options }: WorldOptions = {}): Promise<World> {
  const folder = await temporaryDirectory()
  const settings: DemoCrmOptions = { contacts: 60, limits: 'off', dataFile: join(folder, 'crm.sqlite'), ...options }
  let crm: DemoCrm = await startDemoCrm(settings)
  const { port } = crm
  const cacheName = `cache-${randomUUID()}`
  let skewMs = 0
  const device: Device = {
    folder,
    clock: { ...systemClock, now: () => systemClock.now() + skewMs },
    demoCrm: {
      start: async (provider) =>
        Promise.resolve(
          provider === 'amocrm'
            ? { origin: crm.amocrm.url, token: crm.amocrm.token }
            : parseWebhook(crm.bitrix24.webhook, false),
        ),
    },
  }
  let app = await startApp(device)
  let window = await openWindow(app, cacheName)
  onTestFinished(async () => {
    await closeAll(app, window)
    await crm.close()
  })

  const signIn = async () => window.main.call('accounts/connect', keyOf(crm, provider))
  const account = await signIn()

  const world: World = {
    demo: () => createDemoControl(crm.control),
    crm: () => crm,
    folder,
    main: () => window.main,
    context: () => window.context,
    account,
    secret: () => crm.amocrm.token,
    id: (remote) => toEntityId<ContactId>(account.id, String(remote) as RemoteId),
    row: async (id) => window.context.db.contacts.get(id),
    rows: async () => window.context.db.contacts.toArray(),
    accept: async (mutation) => acceptMutation(window.context, window.main, mutation),
    edit: async (id, edit) => world.accept(await editContact(window.context, id, edit)),
    pendingCount: async () => window.context.db.outbox.count(),
    problems: async () =>
      (await window.context.db.targets.toArray()).flatMap(({ problem }) => (problem === undefined ? [] : [problem])),
    async phase() {
      const { statuses } = await window.main.call('app/describe', {})
      return statuses[0]?.phase ?? { kind: 'idle' }
    },
    async settle() {
      const askedAt = device.clock.now()
      await window.main.call('sync/run', { accountId: null, reason: 'user' })
      await eventually(async () => {
        const targets = await window.context.db.targets.toArray()
        const { kind } = await world.phase()
        const isSynced = kind === 'idle' && (await syncedAt(window)) >= askedAt
        if (!isSynced || targets.some((one) => one.problem === undefined && one.staysHere !== true))
          throw new Error(`still ${kind}`)
      })
    },
    signIn,
    async postContact(body) {
      const response = await fetch(`${crm.amocrm.url}/api/v4/contacts`, {
        method: 'POST',
        headers: { authorization: `Bearer ${crm.amocrm.token}`, 'content-type': 'application/json' },
        body: JSON.stringify([body]),
      })
      if (!response.ok) throw new Error(`the demo CRM answered ${response.status}: ${await response.text()}`)
    },
    cutNetwork: async () => crm.close(),
    async mendNetwork(meanwhile) {
      const stayOffline = async (isOffline: boolean) =>
        meanwhile === undefined ? undefined : window.main.call('sync/set-offline', { isOffline })
      await stayOffline(true)
      crm = await startDemoCrm({ ...settings, port })
      await meanwhile?.()
      await stayOffline(false)
    },
    putClock(ms) {
      skewMs += ms
    },
    async replaceWindow() {
      window.cut()
      window.context.db.close()
      window = await openWindow(app, `cache-${randomUUID()}`)
    },
    async restart({ wipeCache = false, meanwhile = () => Promise.resolve() } = {}) {
      await closeAll(app, window)
      await meanwhile?.()
      if (wipeCache) await CacheDb.delete(cacheName)
      app = await startApp(device)
      window = await openWindow(app, cacheName)
    },
  }
  await eventually(async () => {
    if ((await syncedAt(window)) === 0) throw new Error('still pulling')
  })
  return world
}

/** End of the last sync that went through; 0 before the first. */
async function syncedAt({ main }: Window): Promise<number> {
  const { statuses } = await main.call('app/describe', {})
  return statuses[0]?.syncedAt ?? 0
}

interface Device {
  readonly folder: string
  readonly clock: Clock
  /** The same CRM as everywhere in this world. */
  readonly demoCrm: DemoCrmPort
}

/** The CRM of these worlds has no limits; what real ones cost in time is not what their tests are about. */
const QUICK: RateRule = { requests: 200, perMs: 1_000 }

async function startApp({ folder, clock, demoCrm }: Device): Promise<App> {
  return createApp({
    rate: QUICK,
    host: 'browser',
    version: '0.0.0',
    clock,
    random: systemRandom,
    network: socketNetwork,
    logger: { info: () => undefined, warn: () => undefined },
    secrets: createFileSecretStore(join(folder, 'secrets.json'), plainCipher),
    local: createFileLocalStore(folder),
    redirects: redirectListener,
    demoCrm,
    journalPath: join(folder, 'journal.sqlite'),
  })
}

interface Window {
  readonly context: StoreContext
  readonly main: MainClient
  cut(): void
}

async function openWindow(app: App, cacheName: string): Promise<Window> {
  const [here, there] = channelPair()
  const context: StoreContext = {
    db: new CacheDb(cacheName),
    rows: { announce: () => undefined },
    now: () => Date.now(),
    uuid: () => randomUUID(),
  }
  app.connectWindow(there)
  let isOpen = false
  const main = createMainClient({
    // One line for the life of this window: when it is cut, the window is gone.
    connect: async () => (isOpen ? new Promise(() => undefined) : ((isOpen = true), here)),
    handlers: createStoreHandlers(context),
    sleep: async () => new Promise(() => undefined),
    chance: () => 0,
    onRefused: (error) => {
      throw error
    },
  })
  await eventually(() => {
    if (main.connection !== 'online') throw new Error('no line yet')
  })
  await reconcile(context, main)
  return { context, main, cut: () => here.cut() }
}

async function closeAll(app: App, window: Window): Promise<void> {
  window.cut()
  window.context.db.close()
  await app.close()
}
