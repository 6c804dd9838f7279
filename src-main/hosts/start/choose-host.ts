import type { StartFlags } from './flags.ts'

/** What is known about this machine. */
export interface Machine {
  /** Path of the Electron binary, `null` while there is none. */
  readonly electron: string | null
  readonly hasDisplay: boolean
  /** Somebody watches: a download may be tried, since it can be seen and stopped. */
  readonly isInteractive: boolean
}

export type HostChoice =
  | { readonly kind: 'electron'; readonly binary: string }
  | { readonly kind: 'install-electron' }
  | { readonly kind: 'browser'; readonly because: string | null }
  | { readonly kind: 'impossible'; readonly because: string }

const noDisplay = 'there is no display for a window'

/** Electron where it can run; the browser host everywhere else, with the reason. */
export function chooseHost(wanted: StartFlags['host'], machine: Machine): HostChoice {
  if (wanted === 'browser') return { kind: 'browser', because: null }
  if (!machine.hasDisplay) {
    return wanted === 'electron' ? { kind: 'impossible', because: noDisplay } : { kind: 'browser', because: noDisplay }
  }
  if (machine.electron !== null) return { kind: 'electron', binary: machine.electron }
  if (wanted === 'electron' || machine.isInteractive) return { kind: 'install-electron' }
  return { kind: 'browser', because: 'the Electron binary is not installed ("npx install-electron" fetches it)' }
}

/** Windows and macOS always have one; elsewhere the session says where it is. */
export function hasDisplay(platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>): boolean {
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}
