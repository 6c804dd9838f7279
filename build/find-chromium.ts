import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chromium } from 'playwright'
import { findInstalledChromium } from '#hosts/start/find-browser.ts'

/** A mirror that answers at all is done with the package in this time. */
const INSTALL_TIMEOUT_MS = 300_000

export const chromiumAdvice =
  'The end-to-end tests need a Chromium and found none. Install chromium or google-chrome, or run\n' +
  '"npx playwright install chromium", or name one: CHROMIUM_PATH=/path/to/chromium npm run e2e'

/** `CHROMIUM_PATH`, else an installed one, else Playwright's own; `null` when there is none of them. */
export function findChromium(): string | null {
  return findInstalledChromium(process.env) ?? findPlaywrights()
}

/** As `findChromium`; on a Debian that belongs to us (a container, as a rule) it is installed when missing. */
export function ensureChromium(say: (line: string) => void): string | null {
  const found = findChromium()
  if (found !== null || !isRootOnDebian()) return found
  say('Installing chromium from the Debian packages…')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const { status } = spawnSync('apt-get', args, { stdio: ['ignore', 2, 2], env, timeout: INSTALL_TIMEOUT_MS })
    if (status !== 0) return null
  }
  return findChromium()
}

function findPlaywrights(): string | null {
  const path = chromium.executablePath()
  return existsSync(path) ? path : null
}

function isRootOnDebian(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/etc/os-release')) return false
  // Ubuntu's package of that name only fetches a snap, which a container cannot run.
  return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
}
