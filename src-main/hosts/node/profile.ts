import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { PRIVATE_DIR, PRIVATE_FILE, storageFailed } from './durable-file.ts'

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
  /** Leads a browser of this user into the app while the browser host runs. */
  readonly launchPage: string
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

/** What an earlier run may have left in the folder: databases have neighbours. */
const ownName =
  /^(?:(?:journal|demo-crm|lock)\.sqlite(?:-wal|-shm|-journal)?|journal\.sqlite-(?:mark|draft|(?:damaged|salvaged)-[\dT-]+(?:-wal)?)|(?:secrets|running)\.json(?:\.tmp)?|session-key(?:\.tmp)?|open\.html(?:\.tmp)?|documents|logs|chromium|electron)$/

/** Makes the folder where it is missing, and closes it to others. @throws {AppError} `storage/failed` */
export function openProfile(directory: string): Profile {
  try {
    mkdirSync(directory, { recursive: true, mode: PRIVATE_DIR })
    closeToOthers(directory)
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
    launchPage: at('open.html'),
  }
}

/**
 * A folder that was there before may be open to others, and so may what an earlier version has left in it. One that holds
 * other things as well, as a home folder would, is not ours to close.
 */
function closeToOthers(directory: string): void {
  const names = readdirSync(directory)
  for (const name of names.filter((one) => ownName.test(one))) close(join(directory, name))
  if (names.every((name) => ownName.test(name))) close(directory)
}

function close(path: string): void {
  const stat = lstatSync(path)
  // Windows keeps rights in another way, and has no user ids.
  if (stat.uid !== process.getuid?.() || (stat.mode & 0o077) === 0) return
  if (stat.isDirectory()) chmodSync(path, PRIVATE_DIR)
  if (stat.isFile()) chmodSync(path, PRIVATE_FILE)
}
