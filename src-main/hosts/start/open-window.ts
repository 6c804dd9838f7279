import { spawn } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import type { Profile } from '../node/profile.ts'
import { findInstalledChromium } from './find-browser.ts'
import { writeLaunchPage } from './launch-page.ts'

/** Nothing but the app: no first-run pages, no account of the browser's vendor, no calls home. */
const quietFlags = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-sync',
  '--disable-background-networking',
  '--disable-component-update',
]

/**
 * Shows the app in a window of its own where a Chromium is installed, with its data in the profile; else in the user's
 * browser. Resolves when that was asked for; nobody can know whether it is seen. `url` is a secret, so both get the page
 * of the profile that leads there: app mode takes a file's address too, and stays app mode where that leads.
 * @throws {AppError} `storage/failed`
 */
export async function openWindow(url: string, profile: Pick<Profile, 'chromium' | 'launchPage'>): Promise<void> {
  await writeLaunchPage(profile.launchPage, url)
  const address = pathToFileURL(profile.launchPage).href
  const chromium = findInstalledChromium(process.env)
  if (chromium === null || !(await launch(chromium, address, profile.chromium))) {
    const { default: openInBrowser } = await import('open')
    await openInBrowser(address)
  }
}

async function launch(chromium: string, address: string, userDataDirectory: string): Promise<boolean> {
  // Chromium refuses to run as root with its sandbox on; in a container there is often no other user.
  const rootFlags = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const flags = [`--app=${address}`, `--user-data-dir=${userDataDirectory}`, ...quietFlags, ...rootFlags]
  const child = spawn(chromium, flags, { detached: true, stdio: 'ignore' })
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      // The window outlives a restart of the host, and the host does not wait for it.
      child.unref()
      resolve(true)
    })
  })
}
