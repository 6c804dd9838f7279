import type { WireError } from '#shared/errors/app-error.ts'
import type { AccountDiagnostics, Diagnostics, LogLine, RequestRecord } from '#shared/ipc/diagnostics.ts'
import type { Stall, SyncPhase } from '#shared/ipc/sync-status.ts'

/** What the window adds to what main knows. */
export interface WindowFacts {
  /** This window keeps the cache for main. */
  readonly isStore: boolean
  readonly language: string
  readonly theme: string
  readonly columns: readonly string[]
  readonly browser: string
  readonly storage: {
    readonly version: number
    readonly contacts: number
    readonly companies: number
    readonly outbox: readonly { readonly accountId: string; readonly state: string; readonly count: number }[]
    readonly checkpoints: readonly {
      readonly accountId: string
      readonly entity: string
      readonly isComplete: boolean
      readonly at: number
    }[]
    readonly usedBytes: number | null
    readonly quotaBytes: number | null
    readonly isPersistent: boolean
  } | null
}

const FORMAT = 'kartoteka-support-1'

const time = (at: number | null): string | null =>
  at === null || Number.isNaN(new Date(at).getTime()) ? null : new Date(at).toISOString()

/**
 * What a user may send to support, as JSON for people to read. Every part is picked by name, so that nothing gets in that
 * nobody thought of; accounts are numbered, not named. No secret, no name, no phone number, no id of a contact.
 */
export function toSupportBundle(diagnostics: Diagnostics, window: WindowFacts): string {
  const { version, host, platform, runtime, secretsIn, isOffline, journalBytes } = diagnostics
  const bundle = {
    format: FORMAT,
    madeAt: time(diagnostics.at),
    startedAt: time(diagnostics.startedAt),
    app: { version, host, platform, runtime, secretsIn, isOffline },
    window: toWindow(window),
    storage: toStorage(window.storage, journalBytes),
    accounts: diagnostics.accounts.map((account, at) => toAccount(account, at, window.storage)),
    log: diagnostics.log.map(toLine),
  }
  return `${JSON.stringify(bundle, null, 2)}\n`
}

const toWindow = ({ isStore, language, theme, columns, browser }: WindowFacts) => ({
  isStore,
  language,
  theme,
  columns,
  browser,
})

function toStorage(storage: WindowFacts['storage'], journalBytes: number | null) {
  if (storage === null) return { journalBytes }
  const { version, contacts, companies, usedBytes, quotaBytes, isPersistent } = storage
  return { journalBytes, version, contacts, companies, usedBytes, quotaBytes, isPersistent }
}

function toAccount(account: AccountDiagnostics, at: number, storage: WindowFacts['storage']) {
  const { accountId, provider, isDemo, addressHash, failures, queue, budget, noticing } = account
  const own = <T extends { readonly accountId: string }>(all: readonly T[] = []) =>
    all.filter((one) => one.accountId === accountId)
  return {
    account: at + 1,
    ...{ provider, isDemo, addressHash },
    phase: toPhase(account.phase),
    phaseSince: time(account.phaseSince),
    syncedAt: time(account.syncedAt),
    progressAt: time(account.progressAt),
    failures,
    step: account.step === null ? null : toStep(account.step),
    stalled: account.stalled === null ? null : { since: time(account.stalled.since), why: toStep(account.stalled.why) },
    noticing: noticing === null ? null : noticing.kind === 'told' ? 'told' : noticing.reason,
    queue: queue === null ? null : toQueue(queue),
    outbox: own(storage?.outbox).map(({ state, count }) => ({ state, count })),
    checkpoints: own(storage?.checkpoints).map(({ entity, isComplete, at: writtenAt }) => ({
      ...{ entity, isComplete, at: time(writtenAt) },
    })),
    budget: budget === null ? null : toBudget(budget),
    requests: account.requests.map(toRequest),
  }
}

function toQueue(queue: NonNullable<AccountDiagnostics['queue']>) {
  const { edits, pending, sending, ambiguous, setAside, settled, oldestAt } = queue
  return { edits, pending, sending, ambiguous, setAside, settled, oldestAt: time(oldestAt) }
}

function toBudget(budget: NonNullable<AccountDiagnostics['budget']>) {
  const { requests, perMs, roomNow, slowUntil, pausedUntil, waiting, isStopped } = budget
  return { requests, perMs, roomNow, slowUntil: time(slowUntil), pausedUntil: time(pausedUntil), waiting, isStopped }
}

/** By code and reason; a message may quote what the CRM or the system said. */
function toError({ code, details }: WireError) {
  const { reason, status } = details
  return {
    code,
    ...(typeof reason === 'string' && /^[a-z-]{2,40}$/.test(reason) ? { reason } : {}),
    ...(typeof status === 'number' && status >= 100 && status < 600 ? { status } : {}),
  }
}

function toPhase(phase: SyncPhase) {
  switch (phase.kind) {
    case 'pulling':
      return { kind: phase.kind, what: phase.what, received: phase.received, isInitial: phase.isInitial }
    case 'pushing':
      return { kind: phase.kind, left: phase.left }
    case 'waiting':
      return { kind: phase.kind, retryInMs: phase.retryInMs, error: toError(phase.error) }
    case 'stopped':
      return { kind: phase.kind, error: toError(phase.error) }
    default:
      return { kind: phase.kind }
  }
}

function toStep(step: Stall['why']) {
  switch (step.kind) {
    case 'request':
      return { kind: step.kind, method: step.method, path: step.path, since: time(step.since) }
    case 'window':
      return { kind: step.kind, command: step.command, since: time(step.since) }
    case 'budget':
      return { kind: step.kind, until: time(step.until) }
    case 'failing':
      return { kind: step.kind, failures: step.failures, error: toError(step.error) }
    default:
      return { kind: step.kind }
  }
}

function toRequest(record: RequestRecord) {
  const { at, method, path, query, status, failure, durationMs, sentBytes, receivedBytes, retryAfterMs } = record
  return { at: time(at), method, path, query, status, failure, durationMs, sentBytes, receivedBytes, retryAfterMs }
}

const toLine = ({ at, level, message, fields }: LogLine) => ({ at: time(at), level, message, fields })
