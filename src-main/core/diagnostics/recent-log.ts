import type { LogLine } from '#shared/ipc/diagnostics.ts'
import type { Clock } from '../ports/clock.ts'
import type { LogFields, Logger } from '../ports/logger.ts'

/** A logger that passes everything on and keeps the newest lines of this run, newest last. */
export interface RecentLog extends Logger {
  list(): readonly LogLine[]
}

const MAX_LINES = 200

/** Stands before `logger`; what was logged before it came is not in it. */
export function keepRecentLog(logger: Logger, clock: Clock): RecentLog {
  let lines: readonly LogLine[] = []
  function keep(level: LogLine['level'], message: string, fields: LogFields = {}): void {
    lines = [...lines, { at: clock.now(), level, message, fields }].slice(-MAX_LINES)
    logger[level](message, fields)
  }
  return {
    info: (message, fields) => keep('info', message, fields),
    warn: (message, fields) => keep('warn', message, fields),
    list: () => lines,
  }
}
