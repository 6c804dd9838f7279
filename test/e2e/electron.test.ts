import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron as electron, expect, test, type ElectronApplication, type Page } from '@playwright/test'
import { ensureShell } from '#hosts/start/build-interface.ts'
import { hasDisplay } from '#hosts/start/choose-host.ts'
import { findElectron } from '#hosts/start/electron-binary.ts'
import { project } from '#hosts/start/project.ts'

const binary = findElectron()
const obstacle =
  binary === null
    ? 'the Electron binary is not installed ("npx install-electron" fetches it)'
    : hasDisplay(process.platform, process.env)
      ? null
      : 'there is no display'

if (obstacle !== null) console.log(`The Electron smoke suite is skipped: ${obstacle}.`)
test.skip(obstacle !== null, `Electron: ${obstacle ?? ''}`)

let directory: string
let shell: ElectronApplication
let page: Page

test.beforeAll(async () => {
  if (binary === null) return
  expect(await ensureShell(() => undefined)).toBe(true)
  directory = await mkdtemp(join(tmpdir(), 'kartoteka-electron-'))
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const args = [...sandbox, project.root, '--profile', directory]
  shell = await electron.launch({ executablePath: binary, args, locale: 'en-US' })
  page = await shell.firstWindow()
})

test.afterAll(async () => {
  if (binary === null) return
  await shell.close()
  await rm(directory, { recursive: true, force: true, maxRetries: 5 })
})

test('Electron shows the app at its own address', async () => {
  await expect(page.getByRole('button', { name: 'Try with demo data' })).toBeVisible()

  expect(new URL(page.url()).origin).toBe('app://kartoteka')
})

test('Electron gives the page two functions and nothing of Node', async () => {
  const reach = await page.evaluate(() => {
    const names = ['process', 'require', 'Buffer', 'module', 'ipcRenderer']
    const bridge = (window as unknown as { kartoteka: object }).kartoteka
    return { bridge: Object.keys(bridge).sort(), node: names.filter((name) => name in window) }
  })

  expect(reach).toEqual({ bridge: ['send', 'subscribe'], node: [] })
})

test('Electron isolates and sandboxes the page', async () => {
  const preferences = await shell.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    return (contents as unknown as { getLastWebPreferences(): object } | undefined)?.getLastWebPreferences()
  })

  expect(preferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false })
})

test('Electron serves nothing but the build', async () => {
  const statuses = await page.evaluate(async () => {
    const paths = ['/../main/main.js', '/%2e%2e/main/main.js', '/assets/../../main/main.js', '/package.json']
    return Promise.all(paths.map(async (path) => (await fetch(`app://kartoteka${path}`)).status))
  })

  expect(statuses).toEqual([404, 404, 404, 404])
})

test('Electron opens no window and leaves its page for no other', async () => {
  const before = page.url()
  const opened = await page.evaluate(() => window.open('https://example.com/') === null)
  await page.evaluate(() => {
    location.href = 'https://example.com/'
  })

  expect(opened).toBe(true)
  await expect(page.getByRole('button', { name: 'Try with demo data' })).toBeVisible()
  expect(page.url()).toBe(before)
  expect(shell.windows()).toHaveLength(1)
})
