import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']

const macApps = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
)

const windowsApps = ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe']

/** An installed browser of the Chromium family, `null` when none is found. `CHROMIUM_PATH` goes before all. */
export function findInstalledChromium(env: Readonly<Record<string, string | undefined>>): string | null {
  const chosen = env['CHROMIUM_PATH']
  if (chosen) return chosen
  return candidates(env).find(isExecutable) ?? null
}

function candidates(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  if (process.platform === 'darwin') return macApps
  if (process.platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']]
    return roots.flatMap((root) => (root ? windowsApps.map((app) => join(root, app)) : []))
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
