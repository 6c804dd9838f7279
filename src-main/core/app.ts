import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import type { Channel } from '#shared/ipc/envelope.ts'
import { createAccountAccess } from './accounts/account-access.ts'
import { openAccountRegistry } from './accounts/account-registry.ts'
import { createAccountSync } from './accounts/account-sync.ts'
import { createAccountSyncs } from './accounts/account-syncs.ts'
import { createAskAtOnce } from './accounts/ask-at-once.ts'
import { createConsents } from './accounts/consents.ts'
import { createConnectorFactory } from './accounts/connector-factory.ts'
import { createMoveNote, rememberAll } from './accounts/known-places.ts'
import { createLeaveAccount } from './accounts/leave-account.ts'
import { createMarkerRecord } from './accounts/marker-record.ts'
import { createMarkerSetting } from './accounts/marker-setting.ts'
import { createFactsNote } from './accounts/note-facts.ts'
import { createSignIn } from './accounts/sign-in.ts'
import { createStartListed } from './accounts/start-listed.ts'
import { createTurns } from './accounts/turns.ts'
import { createAccountHandlers, createBeginAccount } from './api/account-handlers.ts'
import { createAppHandlers } from './api/app-handlers.ts'
import { createConsentHandlers } from './api/consent-handlers.ts'
import { createContactHandlers } from './api/contact-handlers.ts'
import { createFieldHandlers } from './api/field-handlers.ts'
import { createMarkerHandlers } from './api/marker-handlers.ts'
import { createOutboxHandlers } from './api/outbox-handlers.ts'
import { createStoreLine } from './api/store-line.ts'
import { createSyncHandlers } from './api/sync-handlers.ts'
import type { WindowContext } from './api/window-context.ts'
import { createDiagnosticsHandlers } from './diagnostics/diagnostics-handlers.ts'
import { keepRecentLog } from './diagnostics/recent-log.ts'
import type { Clock } from './ports/clock.ts'
import type { DemoCrmPort } from './ports/demo-crm.ts'
import type { LocalStore } from './ports/local-store.ts'
import type { Logger } from './ports/logger.ts'
import type { Network } from './ports/network.ts'
import type { Random } from './ports/random.ts'
import type { RedirectListener } from './ports/redirect-listener.ts'
import type { SecretStore } from './ports/secret-store.ts'
import { openNotices, type Notices } from './notices.ts'
import { findNewerPart } from './profile-format.ts'
import { createReadOnlyApp } from './read-only-app.ts'
import { readSettings, writeSettings } from './settings.ts'
import { Journal } from './sync/journal.ts'
import type { OpenDatabase } from './sync/open-database.ts'
import type { RateRule } from './throttle/rate-rule.ts'
import { createWindows } from './windows.ts'

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
  readonly redirects: RedirectListener
  /** Shows a page in the user's browser; where a host has none, its window does that. */
  readonly openPage?: ((url: string) => Promise<void>) | undefined
  /** File of the journal, in the profile folder. */
  readonly journalPath: string
  /** The file system's own when left out. */
  readonly openDatabase?: OpenDatabase
  /** An edit of more records is journaled as it is, its targets later; the journal's own choice when left out. */
  readonly targetsAtOnce?: number
  /** Instead of each vendor's own: for measuring against a CRM that has no limits. */
  readonly rate?: RateRule | undefined
}

export interface App {
  /** Serves one window until its channel closes. */
  connectWindow(channel: Channel): void
  /** Stops syncs, closes the journal. */
  close(): Promise<void>
}

/**
 * Wires core together; over a profile that a later release has written, only as much as shows it.
 * @throws {AppError} `storage/failed` when the profile cannot be read
 */
export async function createApp(ports: AppPorts): Promise<App> {
  const newer = await findNewerPart(ports.local, ports.journalPath)
  return newer === null ? createWholeApp(ports) : createReadOnlyApp(ports, newer)
}

async function createWholeApp(ports: AppPorts): Promise<App> {
  const { local, network, clock, random, secrets, demoCrm, redirects, openPage } = ports
  const logger = keepRecentLog(ports.logger, clock)
  const windows = createWindows()
  const store = createStoreLine()
  const journal = new Journal(ports.journalPath, ports.openDatabase, ports.targetsAtOnce)
  if (journal.unreadable > 0) logger.warn('the journal holds edits that cannot be read', { count: journal.unreadable })
  const reading = [noteFindings(journal, ports), openAccountRegistry(local), readSettings(local)] as const
  const [notices, registry, settings] = await Promise.all(reading)
  let isOffline = settings.isOffline

  const connectors = createConnectorFactory({ network, clock, random, logger }, ports.rate)
  const accountsOf = () => registry.all().map(({ account }) => account)
  const onAccounts = () => windows.emit('accounts/changed', { accounts: accountsOf() })
  const places = { registry, memory: journal.accounts, logger }
  rememberAll(places)
  /** What changes the list of accounts, or starts one that is on it. */
  const inTurn = createTurns()
  const onOrigin = createMoveNote(places, inTurn, onAccounts)
  const access = createAccountAccess({ secrets, demoCrm, connectors, clock, logger, onOrigin })
  const memory = journal.accounts
  const signIn = createSignIn({ registry, memory, access, random, demoCrm, connectors, clock, inTurn })
  const markerRecord = createMarkerRecord(registry, journal)
  const markers = createMarkerSetting({ registry, connectors, access, record: markerRecord, clock, logger, inTurn })
  const onFacts = createFactsNote(registry, inTurn, logger, onAccounts)
  const onStatus = () => windows.emit('sync/changed', { isOffline, statuses: [...syncs.statuses()] })
  const parts = { access, connectors, journal, store, clock, random, logger, onStatus, onFacts }
  const syncs = createAccountSyncs((record) => createAccountSync({ record, ...parts }), isOffline)
  for (const record of registry.all()) await syncs.start(record)
  const start = createStartListed(registry, syncs, inTurn)
  const begin = createBeginAccount(start, onAccounts)
  const askAtOnce = createAskAtOnce({ registry, connectors, access, clock, isOffline: () => isOffline })
  const leave = createLeaveAccount({ connectors, access, clock, logger, isOffline: () => isOffline })
  const consents = createConsents({ signIn, redirects, openPage, random, clock, logger })

  async function setOffline(next: boolean): Promise<void> {
    isOffline = next
    await writeSettings(local, { isOffline })
    syncs.setOffline(isOffline)
    onStatus()
  }

  const handlers: HandlersOf<Commands, WindowContext> = {
    ...createAppHandlers({
      ...{ ports, accounts: accountsOf, syncs, isOffline: () => isOffline, notices },
      onNotices: () => windows.emit('notices/changed', { notices: [...notices.all()] }),
    }),
    ...createAccountHandlers({
      ...{ signIn, registry, journal, syncs, begin, leave, inTurn, onChanged: onAccounts },
      // Anybody may try the demo; nobody should have to set it up.
      protect: (record) => markers.protect(record),
    }),
    ...createConsentHandlers(consents, begin),
    ...createMarkerHandlers(markers, start),
    ...createOutboxHandlers(journal, registry, syncs, (mutation) => markerRecord.isTechnical(mutation)),
    ...createContactHandlers(syncs, askAtOnce),
    ...createFieldHandlers({ askAtOnce, journal, start, syncs }),
    ...createSyncHandlers({ store, syncs, setOffline }),
    ...createDiagnosticsHandlers(ports, { registry, syncs, connectors, journal, log: logger }, () => isOffline),
  }

  return {
    connectWindow(channel) {
      windows.open(channel, handlers, logger, (window) => {
        if (store.detach(window)) syncs.setWindow(false)
      })
    },
    async close() {
      // A window that does not answer must not keep the app from ending; what it was told is told again.
      await consents.close()
      store.close()
      await syncs.close()
      await access.close()
      journal.close()
    },
  }
}

/** The journal tells again what it found until it is written down where the user will read it. */
async function noteFindings(journal: Journal, { local, clock, logger }: AppPorts): Promise<Notices> {
  const notices = await openNotices(local)
  for (const { kind } of journal.findings) logger.warn('the journal is not as it was left', { kind })
  try {
    await notices.add(journal.findings, clock.now())
    if (journal.findings.length > 0) journal.acknowledge()
  } catch (error) {
    // The app can go on, and shows them while it runs; the next start finds the same.
    logger.warn('what was found cannot be written down', { message: String(error) })
  }
  return notices
}
