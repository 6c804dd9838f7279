import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { startApp, type RunningApp } from '#test/e2e/support/app-program.ts'
import { startCrm, type CrmOptions, type RunningCrm } from '#test/e2e/support/crm-program.ts'
import { freePort } from '#test/e2e/support/free-port.ts'
import { openWindow } from '#test/e2e/support/window.ts'
import { demoBase } from './demo-base.ts'
import { installProbe } from './probe.ts'

/** The application under its browser host, a CRM with the base of the benchmark, and a browser with the probe. */
export interface AppDesk {
  startCrm(limits: NonNullable<CrmOptions['limits']>): Promise<RunningCrm>
  killCrm(): Promise<void>
  /** From here on the application keeps to the vendor's limits; before, it goes as fast as it can. The window is to be opened anew. */
  keepToLimits(): Promise<void>
  /** The window anew, in the same browser; the old one is closed before. */
  openPage(): Promise<Page>
  close(): Promise<void>
}

/** High enough for fifty lines at once. */
const viewport = { width: 1280, height: 2400 }

/** @param waitMs how long anything may take at this size */
export async function openDesk(contacts: number, limits: 'real' | 'off', waitMs: number): Promise<AppDesk> {
  const directory = await mkdtemp(join(tmpdir(), 'kartoteka-bench-'))
  const dataFile = await demoBase(contacts, directory)
  const [appPort, crmPort] = [await freePort(), await freePort()]
  let crm: RunningCrm | null = null
  const options = { profile: join(directory, 'profile'), port: appPort }
  const unlimited = { ...options, program: 'test/bench/ours/unlimited-host.ts' }
  let app: RunningApp = await startApp(limits === 'off' ? unlimited : options)
  const window = await openWindow(app.url, join(directory, 'chromium'), { viewport })
  const context = window.page.context()
  context.setDefaultTimeout(waitMs)
  await context.addInitScript(installProbe)
  let page = window.page

  return {
    async startCrm(limits) {
      await crm?.kill()
      crm = await startCrm({ dataFile, port: crmPort, limits })
      return crm
    },
    killCrm: async () => crm?.kill(),
    async keepToLimits() {
      await app.kill()
      app = await startApp(options)
    },
    async openPage() {
      // A window that stays open would keep the cache, and with it the part of the store.
      const next = await context.newPage()
      await page.close()
      await next.goto(app.origin)
      page = next
      return next
    },
    async close() {
      await window.close()
      await Promise.all([app.kill(), crm?.kill()])
      await rm(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
