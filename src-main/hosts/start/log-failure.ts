import { toFailureFacts } from '../failure-facts.ts'
import { createFileLogger } from '../node/file-logger.ts'
import type { Profile } from '../node/profile.ts'
import { systemClock } from '../node/system-clock.ts'
import { appVersion } from '../version.ts'

/** Leaves a line in the log about a host that failed; it needs no port of core, for it may have been these that failed. */
export function logFailure(error: unknown, profile: Profile, host: string): void {
  const logger = createFileLogger({ directory: profile.logs, now: () => systemClock.now() })
  logger.warn('host failed', { version: appVersion, host, ...toFailureFacts(error) })
}
