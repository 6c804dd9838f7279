import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base, type Page } from '@playwright/test'
import { startApp, type RunningApp } from './app-program.ts'
import { startCrm, type CrmOptions, type RunningCrm } from './crm-program.ts'
import { freePort } from './free-port.ts'
import { openWindow, type AppWindow, type WindowOptions } from './window.ts'

/**
 * One person's computer for one test: an app with its profile, a browser with its data, and somewhere a CRM. Each of
 * the three can be ended and started again on the same data and the same port. Cleared away when the test ends.
 */
export interface Desk {
  startApp(options?: { readonly demoContacts?: number }): Promise<RunningApp>
  startCrm(options?: Pick<CrmOptions, 'contacts' | 'limits' | 'secondContacts'>): Promise<RunningCrm>
  /** Opens the window of the app that was started last; an open one is closed before. */
  openWindow(options?: WindowOptions): Promise<Page>
  closeWindow(): Promise<void>
  /** App and window are gone at once, as when the power fails. */
  crash(): Promise<void>
  /** The app alone is gone at once; the window stays open. */
  killApp(): Promise<void>
  /** The window's browser alone is gone at once. */
  killWindow(): Promise<void>
  /** As a user does who clears the browser's data. The window has to be closed. */
  wipeIndexedDb(): Promise<void>
  /** Path of a file of the app's profile. */
  profileFile(name: string): string
}

export const test = base.extend<{ desk: Desk }>({
  desk: async ({}, use) => {
    const { desk, clear } = await setUpDesk()
    try {
      await use(desk)
    } finally {
      const complaints = await clear()
      expect(complaints, 'errors of the page, or what its content policy stopped').toEqual([])
    }
  },
})

export { expect }

async function setUpDesk() {
  const directory = await mkdtemp(join(tmpdir(), 'kartoteka-e2e-'))
  const [appPort, crmPort] = [await freePort(), await freePort()]
  const userData = join(directory, 'chromium')
  const complaints: string[] = []
  let app: RunningApp | null = null
  let crm: RunningCrm | null = null
  let window: AppWindow | null = null
  let isLinkUsed = false

  async function closeWindow(): Promise<void> {
    complaints.push(...(window?.complaints ?? []))
    await window?.close()
    window = null
  }

  async function killWindow(): Promise<void> {
    complaints.push(...(window?.complaints ?? []))
    await window?.kill()
    window = null
  }

  const desk: Desk = {
    closeWindow,
    profileFile: (name) => join(directory, 'profile', name),
    async startApp(options = {}) {
      await app?.stop()
      app = await startApp({ profile: join(directory, 'profile'), port: appPort, ...options })
      isLinkUsed = false
      return app
    },
    async startCrm(options = {}) {
      await crm?.kill()
      crm = await startCrm({ dataFile: join(directory, 'crm.sqlite'), port: crmPort, ...options })
      return crm
    },
    async openWindow(options) {
      if (app === null) throw new Error('start the app first')
      await closeWindow()
      window = await openWindow(isLinkUsed ? await app.freshUrl() : app.url, userData, options)
      isLinkUsed = true
      return window.page
    },
    async crash() {
      await Promise.all([app?.kill(), killWindow()])
    },
    async killApp() {
      await app?.kill()
    },
    killWindow,
    async wipeIndexedDb() {
      await rm(join(userData, 'Default', 'IndexedDB'), { recursive: true, force: true })
    },
  }

  async function clear(): Promise<readonly string[]> {
    await closeWindow()
    await Promise.all([app?.kill(), crm?.kill()])
    await rm(directory, { recursive: true, force: true, maxRetries: 5 })
    return complaints
  }
  return { desk, clear }
}
