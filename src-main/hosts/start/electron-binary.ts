import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from './run-tool.ts'
import { project } from './project.ts'

/** A slow line gets the binary in this time (about 120 MB); a dead one does not hold the start for longer. */
const INSTALL_TIMEOUT_MS = 180_000

const folder = join(project.root, 'node_modules/electron')

/** Path of the Electron binary if it is installed. The package's own look-up would start a download. */
export function findElectron(): string | null {
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return null
  const dist = process.env['ELECTRON_OVERRIDE_DIST_PATH'] || join(folder, 'dist')
  const binary = join(dist, readFileSync(pathFile, 'utf8').trim())
  return existsSync(binary) ? binary : null
}

/** Fetches the binary by the package's own means. `null` when that fails or takes too long. */
export async function installElectron(): Promise<string | null> {
  const isInstalled = await runTool(join(folder, 'install.js'), [], { timeoutMs: INSTALL_TIMEOUT_MS })
  return isInstalled ? findElectron() : null
}
