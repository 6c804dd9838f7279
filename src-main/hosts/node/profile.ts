import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { PRIVATE_DIR, storageFailed } from './durable-file.ts'

/** Where the parts of one profile lie. */
export interface Profile {
  readonly directory: string
  readonly journal: string
  readonly secrets: string
  readonly documents: string
  readonly logs: string
  readonly demoCrm: string
  /** User data of the browser in app mode, or of Electron: holds IndexedDB. */
  readonly chromium: string
  readonly electron: string
  /** Which host runs here; only to be believed while the profile is locked. */
  readonly holder: string
  readonly sessionKey: string
}

export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Where the OS wants the data of its user's programs. */
export function defaultProfileDirectory({ platform, home, env }: Surroundings): string {
  switch (platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Kartoteka')
    case 'win32':
      return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Kartoteka')
    default:
      return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'kartoteka')
  }
}

/** Makes the folder, closed to others, where it is missing. @throws {AppError} `storage/failed` */
export function openProfile(directory: string): Profile {
  try {
    mkdirSync(directory, { recursive: true, mode: PRIVATE_DIR })
  } catch (error) {
    throw storageFailed('the profile folder cannot be made', error)
  }
  const at = (name: string) => join(directory, name)
  return {
    directory,
    journal: at('journal.sqlite'),
    secrets: at('secrets.json'),
    documents: at('documents'),
    logs: at('logs'),
    demoCrm: at('demo-crm.sqlite'),
    chromium: at('chromium'),
    electron: at('electron'),
    holder: at('running.json'),
    sessionKey: at('session-key'),
  }
}
