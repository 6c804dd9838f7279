import type { Caller, StoreCommands } from '#shared/ipc/contract.ts'
import type { SyncPhase, SyncStatus } from '#shared/ipc/sync-status.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { Random } from '../ports/random.ts'
import { createEngine, type Engine } from '../sync/engine.ts'
import type { Journal } from '../sync/journal.ts'
import { Scheduler, type WakeReason } from '../sync/scheduler.ts'
import type { AccountRecord } from './account-registry.ts'
import type { ConnectorFactory } from './connector-factory.ts'
import type { SignIn } from './sign-in.ts'

export interface AccountSyncOptions {
  readonly record: AccountRecord
  readonly signIn: SignIn
  readonly connectors: ConnectorFactory
  readonly journal: Journal
  readonly store: Caller<StoreCommands>
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly onStatus: () => void
}

/** The running sync of one account: its engine, when it runs, and what it last said of itself. */
export interface AccountSync {
  wake(reason: WakeReason): void
  /** Holds it in the given phase, or lets it go. */
  setHeld(phase: SyncPhase | null): void
  close(): Promise<void>
  status(): SyncStatus
}

export function createAccountSync(options: AccountSyncOptions): AccountSync {
  const { record, connectors, clock, random, logger, onStatus } = options
  const accountId = record.account.id
  let phase: SyncPhase = { kind: 'idle' }
  let syncedAt: number | null = null

  function onPhase(next: SyncPhase): void {
    if (next.kind === 'waiting' || next.kind === 'stopped') {
      logger.warn('sync failed', { accountId, code: next.error.code, message: next.error.message })
    }
    phase = next
    onStatus()
  }

  const engine = createLazyEngine(options, onPhase)
  const scheduler = new Scheduler({
    engine,
    clock,
    random,
    onPhase,
    onSynced: (at) => {
      syncedAt = at
    },
  })
  return {
    wake(reason) {
      // Whoever asks by hand says that a block is over; nothing else does.
      if (reason === 'user') connectors.reopen(accountId)
      scheduler.wake(reason)
    },
    setHeld(held) {
      // Let go again: there may be another window now, which has not heard the small lists.
      if (held === null) engine.windowAttached()
      scheduler.setHeld(held)
    },
    close: async () => scheduler.close(),
    status: () => ({ accountId, phase, syncedAt }),
  }
}

/** The secret is read when the first sync begins, not before: a locked keyring must not keep the window from opening. */
function createLazyEngine(options: AccountSyncOptions, onPhase: (phase: SyncPhase) => void): Engine {
  const { record, signIn, connectors, journal, store, clock, logger } = options
  let engine: Engine | null = null
  return {
    async run(signal) {
      if (engine === null) {
        const credentials = await signIn.credentialsOf(record)
        const connector = connectors.create(record.account.provider, record.account.id, credentials)
        const context = { accountId: record.account.id, connector, journal, store, clock, logger, onPhase }
        engine = createEngine({ context, remoteAccountId: record.remoteAccountId })
      }
      return engine.run(signal)
    },
    windowAttached: () => engine?.windowAttached(),
  }
}
