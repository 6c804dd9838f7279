import { readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from '@playwright/test'
import { chromiumAdvice, findChromium } from '../../../build/find-chromium.ts'

export interface WindowOptions {
  readonly locale?: string
  readonly colorScheme?: 'light' | 'dark'
  /** Where this computer is. */
  readonly timezoneId?: string
  readonly viewport?: { readonly width: number; readonly height: number }
}

export interface AppWindow {
  readonly page: Page
  /** What the page threw, and what its content policy had to stop. */
  readonly complaints: readonly string[]
  close(): Promise<void>
  /** SIGKILL to the browser and all that belongs to it. */
  kill(): Promise<void>
}

/** For a network that leads nowhere: the browser asks nobody but the app. */
const quietFlags = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Opens the app by its link, in a browser whose data lies in `userDataDirectory` and so outlives it. */
export async function openWindow(
  url: string,
  userDataDirectory: string,
  { locale = 'en-US', colorScheme = 'light', viewport = { width: 1280, height: 800 }, timezoneId }: WindowOptions = {},
): Promise<AppWindow> {
  const executablePath = findChromium()
  if (executablePath === null) throw new Error(chromiumAdvice)
  const context = await chromium.launchPersistentContext(userDataDirectory, {
    executablePath,
    locale,
    colorScheme,
    viewport,
    ...(timezoneId === undefined ? {} : { timezoneId }),
    // Chromium refuses to run as root with its sandbox on.
    chromiumSandbox: process.getuid?.() !== 0,
    args: quietFlags,
  })
  const complaints: string[] = []
  listen(context, complaints)
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto(url)

  async function kill(): Promise<void> {
    const closed = new Promise<void>((resolve) => context.once('close', () => resolve()))
    killGroup(await browserPid(userDataDirectory))
    await closed
  }

  return { page, complaints, close: () => context.close(), kill }
}

/** Playwright makes the browser the first of a group of its own; a distribution's wrapper script may stand before it. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    process.kill(pid, 'SIGKILL')
  }
}

/** Chromium marks the folder of its data with the host and the process that use it. */
async function browserPid(userDataDirectory: string): Promise<number> {
  const mark = await readlink(join(userDataDirectory, 'SingletonLock'))
  const pid = Number(mark.split('-').at(-1))
  if (!Number.isInteger(pid) || pid < 2) throw new Error(`no process in ${mark}`)
  return pid
}

function listen(context: BrowserContext, complaints: string[]): void {
  context.on('weberror', (error) => complaints.push(error.error().message))
  context.on('console', (message) => {
    if (message.type() === 'error' && message.text().includes('Content Security Policy'))
      complaints.push(message.text())
  })
}
