import './no-broadcast.ts'
import { IDBFactory, IDBKeyRange, forceCloseDatabase } from 'fake-indexeddb'
import { Dexie } from 'dexie'
import type { Random } from '#demo-crm/seed/random.ts'
import { CacheDb } from '#renderer/db/cache-db.ts'
import { holdStore, type StoreRole } from '#renderer/db/hold-store.ts'
import type { StoreContext } from '#renderer/db/store-context.ts'
import { createStoreHandlers } from '#renderer/db/store-handlers.ts'
import { createMainClient, type MainClient } from '#renderer/ipc/main-client.ts'
import type { Mutation } from '#shared/domain/mutation.ts'
import type { Channel } from '#shared/ipc/envelope.ts'
import type { SyncStatus } from '#shared/ipc/sync-status.ts'
import { toUuid, type Profile } from './app-process.ts'
import { createLife, type Life } from './life.ts'
import type { SimulatedLocks } from './simulated-locks.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What outlives a window: the browser's storage. */
export interface BrowserStorage {
  factory: InstanceType<typeof IDBFactory>
  /** Every write is refused. */
  isFull: boolean
}

export const emptyStorage = (): BrowserStorage => ({ factory: new IDBFactory(), isFull: false })

export interface WindowProcess {
  readonly life: Life
  readonly context: StoreContext
  readonly main: MainClient
  role(): StoreRole['kind']
  /** As main last told. */
  statuses(): readonly SyncStatus[]
}

export interface WindowProcessOptions {
  readonly storage: BrowserStorage
  readonly profile: Profile
  readonly time: VirtualTime
  readonly random: Random
  /** Of all windows on this storage. */
  readonly locks: SimulatedLocks
  /** Opens a line to the app; rejects while it is down. */
  readonly connect: (life: Life) => Promise<Channel>
  readonly onEnd: () => void
  /** Hears what main is asked to accept, and that it has. */
  readonly onAccept: (mutation: Mutation, isAnswered: boolean) => void
}

/** Opens a window: the real cache, store handlers and line, without what is on screen. */
export function openWindowProcess(options: WindowProcessOptions): WindowProcess {
  const { storage, profile, time, random, locks } = options
  const life = createLife(() => {
    closeAbruptly(db)
    locks.drop(life)
    options.onEnd()
  })
  const db = openDatabase(storage, life)
  const context: StoreContext = {
    db,
    rows: { announce: () => undefined },
    now: () => time.now() + profile.skewMs,
    uuid: () => toUuid(random),
  }
  const client = createMainClient({
    connect: async () => life.share(options.connect(life)),
    handlers: createStoreHandlers(context),
    sleep: async (ms) => life.share(time.sleep(ms)),
    chance: () => random.next(),
    onRefused: (error) => {
      throw error
    },
  })
  const main = withEars(client, options.onAccept)
  let statuses: readonly SyncStatus[] = []
  main.on('sync/changed', (changed) => {
    statuses = changed.statuses
  })
  let role: StoreRole['kind'] = 'viewer'
  holdStore({
    context,
    main,
    isOnline: () => main.connection === 'online',
    locks: locks.of(life),
    onRole: ({ kind }) => {
      role = kind
    },
    signal: new AbortController().signal,
    later: (act, ms) => {
      let isOff = false
      time.after(ms, () => {
        if (!isOff && !life.isOver()) act()
      })
      return () => {
        isOff = true
      }
    },
  })
  return { life, context, main, role: () => role, statuses: () => statuses }
}

function withEars(main: MainClient, onAccept: WindowProcessOptions['onAccept']): MainClient {
  return {
    on: (name, listener) => main.on(name, listener),
    onConnection: (listener) => main.onConnection(listener),
    get connection() {
      return main.connection
    },
    async call(name, input) {
      const mutations = mutationsIn(name, input)
      for (const mutation of mutations) onAccept(mutation, false)
      const answer = await main.call(name, input)
      for (const mutation of mutations) onAccept(mutation, true)
      return answer
    },
  }
}

/** What main is asked to take in. */
function mutationsIn(name: string, input: unknown): readonly Mutation[] {
  if (name === 'outbox/accept') return [(input as { mutation: Mutation }).mutation]
  return name === 'outbox/adopt' || name === 'outbox/accept-all'
    ? (input as { mutations: readonly Mutation[] }).mutations
    : []
}

function openDatabase(storage: BrowserStorage, life: Life): CacheDb {
  Dexie.dependencies = { indexedDB: storage.factory, IDBKeyRange }
  const db = new CacheDb('cache')
  // A bulk edit of a few contacts is a large one here: its rows are written one by one, with anything in between.
  db.rowsAtOnce = 1
  db.use({
    stack: 'dbcore',
    name: 'quota',
    create: (core) => ({
      ...core,
      table: (name) => {
        const table = core.table(name)
        return {
          ...table,
          mutate: (request) => {
            life.touch()
            const isGrowing = request.type === 'add' || request.type === 'put'
            if (!storage.isFull || !isGrowing) return table.mutate(request)
            return Promise.reject(new DOMException('the disk is full', 'QuotaExceededError'))
          },
        }
      },
    }),
  })
  return db
}

/** What was not committed is rolled back, and nothing more is written. */
function closeAbruptly(db: CacheDb): void {
  // Before it is open there is nothing to force.
  if (db.isOpen()) forceCloseDatabase(db.backendDB() as never)
  db.close()
}
