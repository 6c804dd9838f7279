import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultProfileDirectory } from '../node/profile.ts'

export interface StartFlags {
  /** `null`: whatever this machine can run, Electron first. */
  readonly host: 'electron' | 'browser' | null
  readonly port: number
  readonly profile: string
  readonly open: boolean
  readonly demoContacts: number
  readonly verbose: boolean
  /** Rebuild the interface when its sources change. */
  readonly watch: boolean
}

/** Fixed, so that the origin, and with it the browser's database, stays the same from start to start. */
export const DEFAULT_PORT = 4177
export const DEFAULT_DEMO_CONTACTS = 2_000
const MAX_PORT = 65_535
const MAX_DEMO_CONTACTS = 1_000_000

export const usage = `Kartoteka: the contact base of your CRM on this computer.

  npm start -- [flags]

  --host electron|browser  which shell to use (default: Electron where it can run, else the browser)
  --port N                 port of the browser host on 127.0.0.1 (default ${DEFAULT_PORT})
  --profile DIR            folder with all data of this run (default: the usual place of this system)
  --demo-contacts N        how many contacts a new demo CRM gets (default ${DEFAULT_DEMO_CONTACTS})
  --no-open                print the link, open no window
  --watch                  rebuild the interface when its sources change (browser host)
  --verbose                repeat warnings of the log on stderr
  --help                   this text
`

export type Parsed =
  | { readonly kind: 'run'; readonly flags: StartFlags }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string }

const options = {
  host: { type: 'string' },
  port: { type: 'string' },
  profile: { type: 'string' },
  'demo-contacts': { type: 'string' },
  'no-open': { type: 'boolean' },
  watch: { type: 'boolean' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Reads the command line. What is not understood is refused in words, never guessed. */
export function parseFlags(args: readonly string[]): Parsed {
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false })
    if (values.help === true) return { kind: 'help' }
    const flags: StartFlags = {
      host: toHost(values.host),
      port: toCount('--port', values.port, DEFAULT_PORT, MAX_PORT),
      profile: toProfile(values.profile),
      open: values['no-open'] !== true,
      demoContacts: toCount('--demo-contacts', values['demo-contacts'], DEFAULT_DEMO_CONTACTS, MAX_DEMO_CONTACTS),
      verbose: values.verbose === true,
      watch: values.watch === true,
    }
    return { kind: 'run', flags }
  } catch (error) {
    return { kind: 'wrong', message: error instanceof Error ? error.message : String(error) }
  }
}

function toHost(value: string | undefined): StartFlags['host'] {
  if (value === undefined || value === 'electron' || value === 'browser') return value ?? null
  throw new Error(`--host is "electron" or "browser", not "${value}"`)
}

function toCount(flag: string, value: string | undefined, fallback: number, max: number): number {
  if (value === undefined) return fallback
  const count = /^\d+$/.test(value) ? Number(value) : Number.NaN
  if (count <= max) return count
  throw new Error(`${flag} is a whole number from 0 to ${max}, not "${value}"`)
}

function toProfile(value: string | undefined): string {
  if (value === '') throw new Error('--profile needs the path of a folder')
  if (value !== undefined) return resolve(value)
  return defaultProfileDirectory({ platform: process.platform, home: homedir(), env: process.env })
}
