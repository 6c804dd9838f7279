import { AppError } from '#shared/errors/app-error.ts'
import type { Clock } from '../ports/clock.ts'
import type { Logger } from '../ports/logger.ts'
import type { AccountAccess } from './account-access.ts'
import { settingsOf, type AccountRecord } from './account-registry.ts'
import type { ConnectorFactory } from './connector-factory.ts'
import { withDeadline } from './with-deadline.ts'

interface LeaveParts {
  readonly connectors: Pick<ConnectorFactory, 'create'>
  readonly access: Pick<AccountAccess, 'of'>
  readonly clock: Clock
  readonly logger: Logger
  readonly isOffline: () => boolean
}

/** Takes back at the CRM what was set up there for this device. */
export type LeaveAccount = (record: AccountRecord) => Promise<void>

/** A person waits to be signed out, and is whatever comes of this. */
const DEADLINE_MS = 5_000

/** Never fails: a CRM that is not there, or does not know us any more, keeps nobody signed in. */
export function createLeaveAccount({ connectors, access, clock, logger, isOffline }: LeaveParts): LeaveAccount {
  return async (record) => {
    if (isOffline()) return
    const { id, provider } = record.account
    try {
      const connector = connectors.create(provider, id, access.of(record), settingsOf(record))
      await withDeadline(clock, DEADLINE_MS, (signal) => connector.leave(signal))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      logger.warn('an account was left without a word to its CRM', { accountId: id, code: error.code })
    }
  }
}
