import { AppError } from '#shared/errors/app-error.ts'
import { commands } from '#shared/ipc/commands.ts'
import type { Commands, HandlersOf } from '#shared/ipc/contract.ts'
import type { ReadOnlyReason } from '#shared/ipc/notices.ts'
import { openAccountRegistry } from './accounts/account-registry.ts'
import type { WindowContext } from './api/window-context.ts'
import type { App, AppPorts } from './app.ts'
import { describeMachine } from './diagnostics/describe-machine.ts'
import { keepRecentLog } from './diagnostics/recent-log.ts'
import { redactLogLine } from './diagnostics/redact-log.ts'
import { createWindows } from './windows.ts'

/**
 * The app over a profile that a later release has written: windows can be opened and look at what they have. Nothing is
 * written, migrated, sent or taken in; the journal is not even opened.
 */
export async function createReadOnlyApp(ports: AppPorts, reason: ReadOnlyReason): Promise<App> {
  const { host, version, secrets, clock } = ports
  const logger = keepRecentLog(ports.logger, clock)
  const startedAt = clock.now()
  logger.warn('a newer version has written this profile: it is only shown', { reason })
  const windows = createWindows()
  const accounts = await openAccountRegistry(ports.local)
    .then((registry) => registry.all().map(({ account }) => account))
    // A list that only the later release can read; contacts can be shown without it.
    .catch(() => [])
  const handlers: HandlersOf<Commands, WindowContext> = {
    ...refuseAll(),
    'app/describe': async () => ({
      ...{ version, host, secretsIn: secrets.protection, isOffline: true, accounts, statuses: [] },
      ...{ readOnly: reason, notices: [] },
    }),
    // Whoever does not know why nothing goes on any more asks the support, and that asks for this.
    'diagnostics/read': async () => ({
      ...{ at: clock.now(), startedAt, version, host, ...describeMachine(), secretsIn: secrets.protection },
      ...{ isOffline: true, journalBytes: null, accounts: [] },
      log: logger.list().map((line) => ({ ...redactLogLine(line) })),
    }),
  }
  return {
    connectWindow: (channel) => windows.open(channel, handlers, logger, () => undefined),
    close: async () => undefined,
  }
}

function refuseAll(): HandlersOf<Commands, WindowContext> {
  const refuse = async () => {
    throw new AppError('state/refused', 'this profile is only shown', { details: { reason: 'read-only' } })
  }
  // Every name of the table, so that a command that is added later is refused as well.
  return Object.fromEntries(Object.keys(commands).map((name) => [name, refuse])) as unknown as HandlersOf<
    Commands,
    WindowContext
  >
}
