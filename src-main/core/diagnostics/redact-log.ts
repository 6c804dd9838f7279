import type { LogLine } from '#shared/ipc/diagnostics.ts'
import { errorCodes } from '#shared/errors/app-error.ts'
import type { LogFields } from '../ports/logger.ts'

/** Values that are words of our own or of the system. Any other text stays in the log file on this computer. */
const knownTexts: Readonly<Record<string, RegExp>> = {
  code: new RegExp(`^(?:${errorCodes.join('|')})$`),
  reason: /^[a-z]{2,20}(?:-[a-z]{2,20}){0,4}$/,
  why: /^[a-z-]{2,20}$/,
  systemCode: /^[A-Z][A-Z0-9_]{2,40}$/,
  // Of HTTP, or of a CRM's API: those stand in our own code.
  method: /^(?:[A-Z]{3,7}|(?:app|batch|crm|event|profile|scope|server|user)(?:\.[a-z]{2,40}){0,5})$/,
  host: /^(?:electron|browser)$/,
  version: /^\d{1,4}\.\d{1,4}\.\d{1,4}$/,
  entity: /^(?:contacts|company)$/,
  what: /^[a-z]{2,20}\/[a-z-]{2,30}$/,
}

/** Numbers that count, measure or name a status; one of another name might be an id or a phone number. */
const numberNames: ReadonlySet<string> = new Set([
  ...['attempt', 'status', 'deadlineMs', 'retryAfterMs', 'port', 'count', 'pages', 'found', 'known', 'pending', 'lost'],
])
const MAX_NUMBER = 99_999_999

/** A line for strangers: its sentence is one of ours; of the facts, only those that can say nothing of anybody. */
export function redactLogLine({ at, level, message, fields }: LogLine): LogLine {
  return { at, level, message: redactSentence(message), fields: redactFacts(fields) }
}

/** Facts of an error or of a line of the log: only words of our own or of the system, and counts. */
export function redactFacts(fields: LogFields): LogFields {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => mayPass(name, value)))
}

function mayPass(name: string, value: LogFields[string]): boolean {
  switch (typeof value) {
    case 'boolean':
      return true
    case 'number':
      return numberNames.has(name) && Math.abs(value) <= MAX_NUMBER
    case 'string':
      return knownTexts[name]?.test(value) === true
    default:
      return value === null
  }
}

/** Sentences of ours are plain lower-case English without figures. */
const redactSentence = (message: string): string => (/^[a-zA-Z][a-z ,:;'’CRM-]{0,120}$/.test(message) ? message : '…')
