import type { AccountFacts } from '#shared/domain/account.ts'
import type { AccountId, ContactId } from '#shared/domain/ids.ts'
import { AppError } from '#shared/errors/app-error.ts'
import type { Caller, StoreCommands } from '#shared/ipc/contract.ts'
import type { Stall, SyncPhase, SyncStatus, SyncStep } from '#shared/ipc/sync-status.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { Random } from '../ports/random.ts'
import { createEngine, type Engine } from '../sync/engine.ts'
import type { Wanted } from '../sync/look-up.ts'
import type { Journal } from '../sync/journal.ts'
import { createRests, type Rests } from '../sync/rests.ts'
import { Scheduler, type WakeReason } from '../sync/scheduler.ts'
import { createTimeLeft } from '../sync/time-left.ts'
import { watchStore, type StoreWatch } from '../sync/watch-store.ts'
import { Watchdog } from '../sync/watchdog.ts'
import type { AccountAccess } from './account-access.ts'
import { settingsOf, type AccountRecord } from './account-registry.ts'
import type { ConnectorFactory } from './connector-factory.ts'
import { withDeadline } from './with-deadline.ts'

export interface AccountSyncOptions {
  readonly record: AccountRecord
  readonly access: AccountAccess
  readonly connectors: ConnectorFactory
  readonly journal: Journal
  readonly store: Caller<StoreCommands>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly onStatus: () => void
  /** Told what the CRM says of the account, whenever it has been asked. */
  readonly onFacts: (id: AccountId, facts: AccountFacts) => void
}

/** The running sync of one account: its engine, when it runs, and what it last said of itself. */
export interface AccountSync {
  wake(reason: WakeReason): void
  /** Holds it in the given phase, or lets it go. */
  setHeld(phase: SyncPhase | null): void
  /** @throws {AppError} `offline` while it is held; as `Engine.lookUp` */
  lookUp(wish: Wanted): Promise<readonly ContactId[]>
  close(): Promise<void>
  status(): SyncStatus
  /** For whoever looks into a failure. */
  describe(): ReturnType<Watchdog['describe']>
}

/** A window that hangs must not keep its user from signing in, or out. What it was asked is asked again. */
const LAST_ANSWER_MS = 5_000
/** A person is looking at the card. */
const LOOK_UP_MS = 30_000
/** How far a pull or a push has come is told this often: each time every window draws it. */
const TELL_EVERY_MS = 200

export function createAccountSync(options: AccountSyncOptions): AccountSync {
  const { record, connectors, clock, random, logger, onStatus } = options
  const accountId = record.account.id
  let phase: SyncPhase = { kind: 'idle' }
  let syncedAt: number | null = null
  let isFirstPull = false
  let isHeld = false
  /** What is looked up for an account that has been signed out is not written down. */
  const closing = new AbortController()
  let toldAt = -Infinity
  const timeLeft = createTimeLeft(clock)
  const hasPending = createPendingLook(options)
  const { watchdog, storeWatch } = createWatch(options, hasPending)

  function onPhase(next: SyncPhase): void {
    if (next.kind === 'waiting' || next.kind === 'stopped') {
      logger.warn('sync failed', { accountId, code: next.error.code, message: next.error.message })
    }
    const isSame = isFurther(phase, next)
    phase = next
    timeLeft.note(next)
    if (next.kind === 'pulling') isFirstPull = next.isInitial
    watchdog.phaseChanged(next)
    if (isSame && Math.abs(clock.now() - toldAt) < TELL_EVERY_MS) return
    toldAt = clock.now()
    onStatus()
  }

  const rests = createRests(clock)
  const engine = createLazyEngine({ ...options, store: storeWatch.store }, rests, onPhase)
  const scheduler = new Scheduler({
    engine: watched(engine, watchdog),
    clock,
    random,
    onPhase,
    onSynced: (at) => {
      syncedAt = at
      watchdog.synced()
    },
    isUrgent: () => isFirstPull || hasPending(),
  })
  return {
    wake(reason) {
      // Whoever asks by hand says that a block is over; nothing else does.
      if (reason === 'user') connectors.reopen(accountId)
      if (reason !== 'user' || watchdog.stall === null) return scheduler.wake(reason)
      // Asked for a sync while one hangs, we do not join that one.
      scheduler.renew()
      storeWatch.giveUp()
    },
    async lookUp(wish) {
      if (isHeld) throw new AppError('offline', 'the account is held', { details: { reason: 'held' } })
      const look = (signal: AbortSignal) => engine.lookUp(wish, AbortSignal.any([signal, closing.signal]))
      return withDeadline(clock, LOOK_UP_MS, look)
    },
    setHeld(held) {
      isHeld = held !== null
      // Let go again: there may be another window now, which has not heard the small lists.
      if (held === null) engine.windowAttached()
      watchdog.setHeld(held !== null)
      scheduler.setHeld(held)
    },
    async close() {
      closing.abort()
      watchdog.close()
      await endSoon(clock, storeWatch, () => scheduler.close())
    },
    status: () => ({
      ...{ accountId, phase, timeLeftMs: timeLeft.read(), syncedAt, stalled: watchdog.stall },
      ...(rests.next() === null ? {} : { resting: [...rests.list()] }),
    }),
    describe: () => watchdog.describe(),
  }
}

/** What the window is being asked is given up where it takes too long to end otherwise. */
async function endSoon(clock: Clock, store: { giveUp(): void }, end: () => Promise<void>): Promise<void> {
  const done = new AbortController()
  clock.sleep(LAST_ANSWER_MS, done.signal).then(
    () => store.giveUp(),
    // Rejects only because the sync has ended first.
    () => undefined,
  )
  await end()
  done.abort()
}

/** The same work, further on. */
function isFurther(before: SyncPhase, next: SyncPhase): boolean {
  if (before.kind === 'pushing') return next.kind === 'pushing'
  return before.kind === 'pulling' && next.kind === 'pulling' && before.what === next.what
}

function createPendingLook({ record, journal }: AccountSyncOptions): () => boolean {
  return () => {
    try {
      return journal.hasPending(record.account.id)
    } catch {
      // A queue that cannot be read is no reason to be calm.
      return true
    }
  }
}

/** What sees from outside whether a sync gets on: its window, its requests, its queue. */
function createWatch(
  options: AccountSyncOptions,
  hasPending: () => boolean,
): { readonly watchdog: Watchdog; readonly storeWatch: StoreWatch } {
  const { record, connectors, store, clock, logger, onStatus } = options
  const accountId = record.account.id
  const storeWatch = watchStore(store, clock, () => watchdog.moved())
  const traffic = () => connectors.trafficOf(accountId)

  let logged: Stall['why']['kind'] | null = null
  const watchdog = new Watchdog({
    clock,
    step: () => longest(storeWatch.waitsFor(), traffic()?.step() ?? null),
    answeredAt: () => traffic()?.requests.answeredAt() ?? null,
    hasPending,
    onChanged() {
      const why = watchdog.stall?.why.kind ?? null
      if (why !== logged) logger.warn(why === null ? 'sync moves again' : 'sync is stuck', { accountId, why })
      logged = why
      onStatus()
    },
  })
  return { watchdog, storeWatch }
}

/** Of what is waited for, what has been the longest; a turn in the budget is only waited for when nothing is out. */
function longest(window: (SyncStep & { kind: 'window' }) | null, line: SyncStep | null): SyncStep | null {
  if (window === null || line === null) return window ?? line
  return line.kind === 'request' && line.since < window.since ? line : window
}

function watched(engine: Engine, watchdog: Watchdog): Pick<Engine, 'run'> {
  return {
    async run(signal, isAsked) {
      watchdog.runBegan()
      try {
        return await engine.run(signal, isAsked)
      } finally {
        watchdog.runEnded()
      }
    },
  }
}

/** The secret is read when the first sync begins, not before: a locked keyring must not keep the window from opening. */
function createLazyEngine(options: AccountSyncOptions, rests: Rests, onPhase: (phase: SyncPhase) => void): Engine {
  const { record, access, connectors, journal, store, clock, logger } = options
  const onFacts = (facts: AccountFacts) => options.onFacts(record.account.id, facts)
  let engine: Engine | null = null
  const ready = (): Engine => {
    if (engine !== null) return engine
    const { provider, id } = record.account
    const connector = connectors.create(provider, id, access.of(record), settingsOf(record))
    const context = { accountId: record.account.id, connector, journal, store, rests, clock, logger, onPhase, onFacts }
    engine = createEngine({ context, remoteAccountId: record.remoteAccountId })
    return engine
  }
  return {
    run: async (signal, isAsked) => ready().run(signal, isAsked),
    lookUp: async (wish, signal) => ready().lookUp(wish, signal),
    windowAttached: () => engine?.windowAttached(),
  }
}
