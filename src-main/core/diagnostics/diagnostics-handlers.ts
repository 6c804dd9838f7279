import { createHash } from 'node:crypto'
import { AppError, type WireError } from '#shared/errors/app-error.ts'
import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import type { AccountDiagnostics } from '#shared/ipc/diagnostics.ts'
import type { Stall, SyncPhase } from '#shared/ipc/sync-status.ts'
import type { AccountRecord, AccountRegistry } from '../accounts/account-registry.ts'
import type { AccountSyncs } from '../accounts/account-syncs.ts'
import type { ConnectorFactory } from '../accounts/connector-factory.ts'
import type { WindowContext } from '../api/window-context.ts'
import type { Clock } from '../ports/clock.ts'
import type { SecretStore } from '../ports/secret-store.ts'
import type { Journal } from '../sync/journal.ts'
import { describeMachine } from './describe-machine.ts'
import type { RecentLog } from './recent-log.ts'
import { redactFacts, redactLogLine } from './redact-log.ts'

interface DiagnosticsPorts {
  readonly version: string
  readonly host: 'electron' | 'browser'
  readonly secrets: SecretStore
  readonly clock: Clock
}

export interface DiagnosticsSources {
  readonly registry: AccountRegistry
  readonly syncs: AccountSyncs
  readonly connectors: ConnectorFactory
  readonly journal: Journal
  readonly log: RecentLog
}

/** What main knows of its own state. Nothing in it is a secret or says anything of a person: it may be sent to anybody. */
export function createDiagnosticsHandlers(
  { version, host, secrets, clock }: DiagnosticsPorts,
  sources: DiagnosticsSources,
  isOffline: () => boolean,
): Pick<HandlersOf<Commands, WindowContext>, 'diagnostics/read'> {
  const { registry, journal, log } = sources
  const startedAt = clock.now()
  return {
    'diagnostics/read': async () => ({
      at: clock.now(),
      startedAt,
      version,
      host,
      ...describeMachine(),
      secretsIn: secrets.protection,
      isOffline: isOffline(),
      journalBytes: orNull(() => journal.figures.sizeBytes()),
      accounts: registry.all().flatMap((record) => describeAccount(sources, record) ?? []),
      log: log.list().map((line) => ({ ...redactLogLine(line) })),
    }),
  }
}

/** `null` for an account that is being signed in or out. */
function describeAccount(
  { syncs, connectors, journal }: DiagnosticsSources,
  { account, origin }: AccountRecord,
): AccountDiagnostics | null {
  const status = syncs.statuses().find(({ accountId }) => accountId === account.id)
  const watch = syncs.describe(account.id)
  if (status === undefined || watch === null) return null
  const traffic = connectors.trafficOf(account.id)
  return {
    ...watch,
    accountId: account.id,
    provider: account.provider,
    isDemo: account.isDemo,
    addressHash: hashAddress(origin),
    phase: redactPhase(status.phase),
    syncedAt: status.syncedAt,
    stalled: redactStall(status.stalled),
    noticing: account.noticing ?? null,
    queue: orNull(() => journal.figures.queue(account.id)),
    budget: traffic?.budget() ?? null,
    requests: [...(traffic?.requests.list() ?? [])],
  }
}

/** What is looked at when something is broken must not itself break over it. */
function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

/** Enough to see that two accounts are different ones. Whoever guesses an address can check the guess. */
const hashAddress = (origin: string): string =>
  createHash('sha256')
    .update(URL.parse(origin)?.host ?? origin)
    .digest('hex')
    .slice(0, 12)

/** A message may quote what the CRM or the system said. */
const redactError = ({ code, details }: WireError): WireError => ({ code, message: '', details: redactFacts(details) })

const redactPhase = (phase: SyncPhase): SyncPhase =>
  'error' in phase ? { ...phase, error: redactError(phase.error) } : phase

function redactStall(stall: Stall | null): Stall | null {
  if (stall?.why.kind !== 'failing') return stall
  return { ...stall, why: { ...stall.why, error: redactError(stall.why.error) } }
}
