import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { LogFields, Logger } from '#core/ports/logger.ts'
import { PRIVATE_DIR, PRIVATE_FILE } from './durable-file.ts'

/** Enough for weeks of ordinary work; with the rotated one the log never takes more than twice this. */
const MAX_BYTES = 2 * 1024 * 1024

export interface FileLoggerOptions {
  readonly directory: string
  readonly now: () => number
  readonly maxBytes?: number
  /** Also told of warnings, one line each. */
  readonly echoWarning?: ((line: string) => void) | undefined
}

/** JSON lines in `kartoteka.log`; when it is full it becomes `kartoteka.1.log` in place of the one before. */
export function createFileLogger(options: FileLoggerOptions): Logger {
  const path = join(options.directory, 'kartoteka.log')
  const maxBytes = options.maxBytes ?? MAX_BYTES
  let sizeBytes: number | null = null

  function append(line: string): void {
    const lineBytes = Buffer.byteLength(line)
    sizeBytes ??= openLog(options.directory, path)
    if (sizeBytes > 0 && sizeBytes + lineBytes > maxBytes) {
      renameSync(path, join(options.directory, 'kartoteka.1.log'))
      sizeBytes = 0
    }
    appendFileSync(path, line, { mode: PRIVATE_FILE })
    sizeBytes += lineBytes
  }

  function log(level: 'info' | 'warn', message: string, fields: LogFields = {}): void {
    const entry = { at: new Date(options.now()).toISOString(), level, message, ...fields }
    const line = `${JSON.stringify(entry)}\n`
    if (level === 'warn') options.echoWarning?.(line)
    try {
      append(line)
    } catch {
      // A full disk must not bring down the work that wanted to tell about it.
      sizeBytes = null
    }
  }

  return {
    info: (message, fields) => log('info', message, fields),
    warn: (message, fields) => log('warn', message, fields),
  }
}

function openLog(directory: string, path: string): number {
  mkdirSync(directory, { recursive: true, mode: PRIVATE_DIR })
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
